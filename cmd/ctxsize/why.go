package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/spf13/cobra"
)

const whyExamples = `  ctxsize why node_modules/react     explain a path
  ctxsize why services/api -- .env   explain a path in another context
  ctxsize why libs:src               explain a path in a named context
  git ls-files -z | ctxsize why --stdin -z --json`

type whyFlags struct {
	buildFlags
	outputFlags
	stdin, nul bool
}

func (w world) why() *cobra.Command {
	var f whyFlags
	cmd := &cobra.Command{
		Use:   "why [flags] [CONTEXT --] PATH...",
		Short: "Explain why a path is sent or excluded",
		Long: `Explains which pattern decides about a path, which instructions copy it, and
where it ends up in the image. Paths are relative to the context, or to the
working directory.`,
		Example: whyExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	fs.BoolVar(&f.stdin, "stdin", false, "read paths from stdin, one per line")
	fs.BoolVarP(&f.nul, "null", "z", false, "paths on stdin end with NUL")
	f.addOutput(fs, whyFormats())
	fs.Lookup("json").Usage = "write one JSON object per line"
	addIgnored(cmd.Flags())
	f.addCompletions(w, cmd)
	return cmd
}

func (f *whyFlags) run(w world, cmd *cobra.Command, args []string) error {
	context, paths, err := f.split(cmd, args)
	if err != nil {
		return usage(cmd, err)
	}
	o, err := f.report(w)
	if err != nil {
		return usage(cmd, err)
	}
	outputs, err := f.parseOutputs(whyFormats())
	if err != nil {
		return usage(cmd, err)
	}
	if f.stdin {
		more, err := readPaths(w.stdin, f.nul)
		if err != nil {
			return fmt.Errorf("cannot read paths from stdin: %w", err)
		}
		paths = append(paths, more...)
	}
	// The size of an excluded directory is part of the answer.
	f.noTransfer, f.full = true, true
	a, err := f.analyzeBuilds(cmd.Context(), w, cmd, context)
	if err != nil {
		return err
	}
	var answers []ctxsize.Answer
	for _, p := range paths {
		for n := range a.Builds {
			b := &a.Builds[n]
			in, p := namedContext(b, p)
			inside, err := w.inContext(b.Usages()[in].Context.Root, p)
			if err != nil {
				return err
			}
			answers = append(answers, b.WhyIn(in, inside))
		}
	}
	for _, out := range outputs {
		out.render = func(to io.Writer, r *export.Report) error {
			return report.Why(to, answers, r.Options, out.format != "text")
		}
		if err := out.write(w, export.Report{Analysis: a, Options: o}); err != nil {
			return err
		}
	}
	f.warn(w, a)
	return f.finish(a)
}

// namedContext splits NAME:PATH for a named context of the build, and returns its index in [ctxsize.Build.Contexts]. A file with such a name in the
// main context takes precedence.
func namedContext(b *ctxsize.Result, p string) (n int, inside string) {
	name, rest, ok := strings.Cut(p, ":")
	if !ok {
		return 0, p
	}
	if _, err := os.Lstat(filepath.Join(b.Main.Context.Root, p)); err == nil {
		return 0, p
	}
	for n, c := range b.Named {
		if c.Context.Name == name {
			return n + 1, rest
		}
	}
	return 0, p
}

// split splits the arguments into the context, before a double dash, and the paths.
func (f *whyFlags) split(cmd *cobra.Command, args []string) (context string, paths []string, err error) {
	context = "."
	if dash := cmd.ArgsLenAtDash(); dash >= 0 {
		if context, err = f.oneContext(args[:dash]); err != nil {
			return "", nil, err
		}
		args = args[dash:]
	}
	if len(args) == 0 && !f.stdin {
		return "", nil, errors.New("expected a path, as in: ctxsize why node_modules")
	}
	if f.nul && !f.stdin {
		return "", nil, errors.New("-z needs --stdin")
	}
	return context, args, nil
}

func readPaths(r io.Reader, nul bool) ([]string, error) {
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	if nul {
		s.Split(splitNUL)
	}
	var paths []string
	for s.Scan() {
		if s.Text() != "" {
			paths = append(paths, s.Text())
		}
	}
	return paths, s.Err()
}

func splitNUL(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if n := bytes.IndexByte(data, 0); n >= 0 {
		return n + 1, data[:n], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

// path returns a path of the command line, absolute.
func (w world) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(w.dir, p)
}

// inContext returns a path relative to the context. A path that does not exist there may be relative to the working directory.
func (w world) inContext(root, p string) (string, error) {
	if root == "" {
		return filepath.ToSlash(filepath.Clean(p)), nil
	}
	if !filepath.IsAbs(p) {
		if _, err := os.Lstat(filepath.Join(root, p)); err == nil && !isOutside(p) {
			return filepath.ToSlash(filepath.Clean(p)), nil
		}
	}
	absolute := projectfile.RealPath(filepath.Clean(w.path(p)))
	_, err := os.Lstat(absolute)
	rel, relErr := filepath.Rel(root, absolute)
	switch {
	case relErr == nil && !isOutside(rel) && (err == nil || filepath.IsAbs(p)):
		return filepath.ToSlash(rel), nil
	case filepath.IsAbs(p) || isOutside(p):
		return "", hintError{fmt.Errorf("%s is outside the context %s", p, root), "give the context first: ctxsize why CONTEXT -- PATH"}
	}
	return filepath.ToSlash(filepath.Clean(p)), nil
}

func isOutside(p string) bool {
	p = filepath.Clean(p)
	return p == ".." || strings.HasPrefix(p, ".."+string(filepath.Separator))
}
