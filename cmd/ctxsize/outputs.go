package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/similar"
	"github.com/ctxsize/ctxsize/internal/snapshot"
	"github.com/ctxsize/ctxsize/internal/terminal"
	"github.com/ctxsize/ctxsize/internal/webreport"
	"github.com/spf13/pflag"
)

// outputFlags select the reports of a command.
type outputFlags struct {
	json    bool
	outputs []string
}

// renderer writes a report in one format.
type renderer func(io.Writer, *export.Report) error

// output is a report to write.
type output struct {
	format string
	file   string // "" for stdout
	render renderer
}

// reportFormats are the formats of every command that reports builds.
func reportFormats() []string {
	names := []string{"text", "json", "markdown", "html", "svg"}
	for _, f := range export.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// rootFormats are the formats of the root command and of audit.
func rootFormats() []string { return append(reportFormats(), "snapshot") }

// suggestFormats are the formats of suggest: those of reports, but for ncdu, which has only files.
func suggestFormats() []string {
	return slices.DeleteFunc(reportFormats(), func(name string) bool { return name == "ncdu" })
}

// diffFormats are the formats of diff and churn.
func diffFormats() []string { return []string{"text", "json", "markdown", "html"} }

// whyFormats are the formats of why.
func whyFormats() []string { return []string{"text", "json", "ndjson"} }

// verifyFormats are the formats of verify and explain.
func verifyFormats() []string { return []string{"text", "json"} }

// listFormats are the formats of ls.
func listFormats() []string { return []string{"text", "json", "ndjson", "tsv", "depfile", "tar"} }

// outputFormats returns the formats of -o of a command.
func outputFormats(command string) []string {
	switch command {
	case "check":
		return reportFormats()
	case "suggest":
		return suggestFormats()
	case "churn", "diff":
		return diffFormats()
	case "why":
		return whyFormats()
	case "verify", "explain":
		return verifyFormats()
	case "ls":
		return listFormats()
	}
	return rootFormats()
}

// defaultRenderer returns how a format is written where the command has no way of its own, nil for an unknown one.
func defaultRenderer(format string) renderer {
	switch format {
	case "text":
		return func(w io.Writer, r *export.Report) error { return report.Text(w, r.Analysis, r.Options) }
	case "json":
		return func(w io.Writer, r *export.Report) error { return report.JSON(w, r.Analysis, r.Options) }
	case "snapshot":
		return func(w io.Writer, r *export.Report) error { return snapshot.Write(w, r.Analysis, r.Version) }
	case "markdown":
		return export.Markdown
	case "html":
		return func(w io.Writer, r *export.Report) error { return renderPage(w, r, nil) }
	case "svg":
		return func(w io.Writer, r *export.Report) error { return webreport.SVG(w, r.Analysis, r.Options) }
	}
	for _, f := range export.Formats() {
		if f.Name == format {
			return f.Write
		}
	}
	return nil
}

// addOutput adds -o and --json.
func (f *outputFlags) addOutput(fs *pflag.FlagSet, allowed []string) {
	fs.StringArrayVarP(&f.outputs, "output", "o", nil, "write a report: "+oneOf(allowed)+" (repeatable)")
	fs.BoolVar(&f.json, "json", false, "write JSON, as -o json does")
}

// oneOf returns a list of words, as in "a, b or c".
func oneOf(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// parseOutputs returns the reports that -o and --json request, of the allowed formats.
func (f *outputFlags) parseOutputs(allowed []string) ([]output, error) {
	specs := slices.Clone(f.outputs)
	if f.json {
		specs = append(specs, "json")
	}
	if specs = slices.DeleteFunc(specs, isBuildOutput); len(specs) == 0 {
		specs = []string{"text"}
	}
	var outputs []output
	onStdout := 0
	for _, spec := range specs {
		format, file, named := strings.Cut(spec, "=")
		if !slices.Contains(allowed, format) {
			return nil, unknownFormat(format, allowed)
		}
		if named && file == "" {
			return nil, fmt.Errorf("-o %s: expected a file after the equals sign", spec)
		}
		if file == "-" || !named {
			file = ""
			onStdout++
		}
		outputs = append(outputs, output{format, file, defaultRenderer(format)})
	}
	if onStdout > 1 {
		return nil, fmt.Errorf("-o: only one report can go to stdout; write the others to files, as in -o json=report.json")
	}
	return outputs, nil
}

// unknownFormat is the error for a format that a command does not have. It lists those that it has.
func unknownFormat(format string, allowed []string) error {
	err := fmt.Errorf("unknown -o format %q: expected %s", format, oneOf(allowed))
	if hint := similar.Hint(format, allowed); hint != "" {
		return hintError{err, hint}
	}
	return err
}

// write writes a report to stdout, or to a file, without colors and unwrapped.
func (out output) write(w world, r export.Report) error {
	r.Root = w.repository()
	err := out.send(w, untrustedDirs(w, r.Analysis), func(to io.Writer, plain bool) error {
		one := r
		one.Options = inFile(r.Options, plain)
		return out.render(to, &one)
	})
	if err != nil || out.file != "" || out.format != "github" {
		return err
	}
	return w.appendSummary(&r)
}

// send calls render with stdout, or with the file of the report: then plain is true.
func (out output) send(w world, untrusted []string, render func(to io.Writer, plain bool) error) error {
	if out.file == "" {
		return render(w.stdout, false)
	}
	return w.writeFile(out.file, untrusted, func(to io.Writer) error {
		if err := render(to, true); err != nil {
			return fmt.Errorf("cannot render the report %s: %w", out.file, err)
		}
		return nil
	})
}

// inFile returns the options of a report: in a file it has no colors and the default width.
func inFile(o report.Options, plain bool) report.Options {
	if plain {
		o.Color, o.Width = false, 0
	}
	return o
}

// writeFile writes a file that the user named.
func (w world) writeFile(name string, untrusted []string, write func(io.Writer) error) error {
	return edit.WriteReport(filepath.Clean(w.path(name)), untrusted, write)
}

// repository returns the directory to which code hosts take paths to be relative: the checkout of the CI system, else the work tree of git, else
// the working directory.
func (w world) repository() string {
	for _, name := range []string{"GITHUB_WORKSPACE", "CI_PROJECT_DIR"} {
		dir := terminal.Variable(w.env, name)
		if rel, err := filepath.Rel(dir, w.dir); filepath.IsAbs(dir) && err == nil && filepath.IsLocal(rel) {
			return dir
		}
	}
	if tree := projectfile.WorkTree(w.dir); tree != "" {
		return tree
	}
	return w.dir
}

// appendSummary appends the report to the summary of the job, if GitHub Actions has one.
func (w world) appendSummary(r *export.Report) error {
	file := terminal.Variable(w.env, "GITHUB_STEP_SUMMARY")
	if file == "" {
		return nil
	}
	return edit.AppendReport(w.path(file), func(size int64) ([]byte, error) {
		var text bytes.Buffer
		left := export.MaxSummary - int(min(size, export.MaxSummary-1))
		err := export.Summary(&text, r, left)
		return text.Bytes(), err
	})
}

// renderPage writes a report as a page, with what commits do to its builds if that is known.
func renderPage(w io.Writer, r *export.Report, churn []ctxsize.BuildChurn) error {
	return webreport.HTML(w, webreport.Content{Analysis: r.Analysis, Improvements: r.Improvements, Churn: churn, Checks: r.Checks, Date: time.Now().Format(time.DateOnly)}, r.Options)
}

// improvements returns the changes of ignore files that a page shows, none if no page is written.
func improvements(ctx context.Context, outputs []output, a *ctxsize.Analysis) ([]ctxsize.Improvement, error) {
	if !slices.ContainsFunc(outputs, func(o output) bool { return o.format == "html" }) {
		return nil, nil
	}
	return a.Improvements(ctx, false)
}
