package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/archive"
	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/terminal"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
)

const listExamples = `  ctxsize ls                         list what is sent, in the order of sending
  ctxsize ls --unused services/api   list what no instruction copies
  ctxsize ls -0 | xargs -0 ls -ld    pass names on as they are
  ctxsize ls -l --sort size --top 10 list the largest files
  ctxsize ls --sort files --tsv      list directories by their number of files
  ctxsize ls --json | jq -r .path
  ctxsize ls -o tar --with-dockerfile | docker build -
  ctxsize ls -o depfile=app.stamp.d  write a rule for make`

type listFlags struct {
	buildFlags
	report.ListOptions
	outputs                    []string
	withDockerfile             bool
	eligible, excluded, unused bool
	sort                       string
}

func (w world) list() *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:   "ls [flags] [CONTEXT]",
		Short: "List the files that are sent",
		Long: `Lists the files and directories that are sent, one per line, in the order in
which the builder receives them. Names with control characters are quoted.

-o tar packs what is sent, as it is sent, for a builder that takes an archive.
-o depfile writes a rule for make: a target that depends on all files that the
build reads. The target is FILE without .d, or "context".`,
		Example: listExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	fs.BoolVarP(&f.NUL, "null", "0", false, "end names with NUL and do not quote them")
	fs.BoolVarP(&f.Long, "long", "l", false, "show mode and size")
	fs.BoolVar(&f.JSON, "json", false, "write one JSON object per line")
	fs.BoolVar(&f.TSV, "tsv", false, "write bytes, files, type and path, separated by tabs")
	fs.StringArrayVarP(&f.outputs, "output", "o", nil, "write "+oneOf(listFormats())+" (repeatable)")
	fs.BoolVar(&f.withDockerfile, "with-dockerfile", false, "with -o tar: add the Dockerfile if it is not sent")
	fs.StringVar(&f.sort, "sort", "", "sort by name, size or files (directories with their sums)")
	fs.IntVar(&f.Top, "top", 0, "list that many entries (default: all)")
	fs.BoolVar(&f.eligible, "eligible", false, "list what is eligible, sent or not")
	fs.BoolVar(&f.excluded, "excluded", false, "list what is excluded (all of it with --full)")
	fs.BoolVar(&f.unused, "unused", false, "list what is eligible, but not sent")
	cmd.MarkFlagsMutuallyExclusive("eligible", "excluded", "unused")
	for _, other := range []string{"null", "long", "json", "tsv"} {
		cmd.MarkFlagsMutuallyExclusive("output", other)
	}
	cmd.MarkFlagsMutuallyExclusive("null", "long", "json", "tsv")
	addIgnored(cmd.Flags())
	f.addCompletions(w, cmd)
	return cmd
}

func (f *listFlags) run(w world, cmd *cobra.Command, args []string) error {
	path, o, err := f.begin(w, cmd, args)
	if err != nil {
		return err
	}
	if f.Sort, err = report.ParseSort(f.sort); err != nil {
		return usage(cmd, err)
	}
	if f.Top < 0 || f.Top == 0 && cmd.Flags().Changed("top") {
		return usage(cmd, fmt.Errorf("--top %d: expected a number from 1", f.Top))
	}
	outputs, err := f.parseList(w, cmd)
	if err != nil {
		return usage(cmd, err)
	}
	f.noTransfer = true
	a, err := f.analyzeBuilds(cmd.Context(), w, cmd, path)
	if err != nil {
		return err
	}
	if len(a.Builds) > 1 {
		return usage(cmd, errors.New("ls lists one build: select it with --platform or --service"))
	}
	f.Set = f.set()
	for _, out := range outputs {
		out.render = f.renderer(cmd.Context(), out)
		if err := out.write(w, export.Report{Analysis: a, Options: o}); err != nil {
			return err
		}
	}
	f.warn(w, a)
	return f.finish(a)
}

func (f *listFlags) set() walker.Set {
	switch {
	case f.eligible:
		return walker.Eligible
	case f.excluded:
		return walker.Excluded
	case f.unused:
		return walker.Unused
	}
	return walker.Sent
}

// parseList returns the lists to write.
func (f *listFlags) parseList(w world, cmd *cobra.Command) ([]output, error) {
	outputs, err := (&outputFlags{outputs: f.outputs}).parseOutputs(listFormats())
	if err != nil {
		return nil, err
	}
	packed := slices.IndexFunc(outputs, func(o output) bool { return o.format == "tar" })
	switch {
	case packed < 0 && f.withDockerfile:
		return nil, errors.New("--with-dockerfile needs -o tar")
	case packed < 0:
		return outputs, nil
	}
	for _, name := range []string{"eligible", "excluded", "unused", "sort", "top"} {
		if cmd.Flags().Changed(name) {
			return nil, fmt.Errorf("-o tar packs all that is sent; --%s cannot be combined with it", name)
		}
	}
	if outputs[packed].file == "" && terminal.IsTerminal(w.stdout) {
		return nil, hintError{errors.New("an archive is not for a terminal"), "ctxsize ls -o tar=context.tar"}
	}
	return outputs, nil
}

// renderer returns how ls writes a format.
func (f *listFlags) renderer(ctx context.Context, out output) renderer {
	switch out.format {
	case "tar":
		return func(to io.Writer, r *export.Report) error {
			return f.pack(ctx, termtext.Unwrap(to), &r.Analysis.Builds[0])
		}
	case "depfile":
		target := strings.TrimSuffix(out.file, ".d")
		if out.file == "" {
			target = "context"
		}
		return func(to io.Writer, r *export.Report) error {
			return export.Depfile(to, &r.Analysis.Builds[0], r.Options, filepath.ToSlash(target))
		}
	}
	l := f.ListOptions
	l.JSON = l.JSON || out.format == "json" || out.format == "ndjson"
	l.TSV = l.TSV || out.format == "tsv"
	return func(to io.Writer, r *export.Report) error {
		return report.List(to, &r.Analysis.Builds[0], r.Options, l)
	}
}

// pack writes what a build sends of its main context as an archive.
func (f *listFlags) pack(ctx context.Context, w io.Writer, b *ctxsize.Result) error {
	c := b.Main
	if c.View == nil || c.Context.Root == "" {
		return hintError{fmt.Errorf("cannot pack the context %s: it is not a directory", c.Context.Given), "-o tar packs a directory of this machine"}
	}
	return archive.Write(ctx, w, c.Context.Root, c.View, f.added(b))
}

// added returns the Dockerfile, if it is to be added to the archive.
func (f *listFlags) added(b *ctxsize.Result) []archive.File {
	if !f.withDockerfile || b.Build.Dockerfile == nil {
		return nil
	}
	name := "Dockerfile"
	if b.Build.Dockerfile.Inside && !b.Build.Dockerfile.Inline {
		name = path.Clean(b.Build.Dockerfile.ContextPath)
	}
	return []archive.File{{Name: name, Text: b.Build.Dockerfile.Text}}
}
