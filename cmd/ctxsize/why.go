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
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/report"
	"github.com/spf13/cobra"
)

const whyExamples = `  ctxsize why node_modules/react        which line decides, and who reads it
  ctxsize why services/api -- .env      in another context
  ctxsize why libs:src                  in a named context
  git ls-files -z | ctxsize why --stdin -z --json`

type whyFlags struct {
	buildFlags
	stdin, nul, json bool
}

func (w world) why() *cobra.Command {
	var f whyFlags
	cmd := &cobra.Command{
		Use:     "why [flags] [CONTEXT --] PATH...",
		Short:   "Say which line decides about a path, and which instructions read it",
		Example: whyExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	fs.BoolVar(&f.stdin, "stdin", false, "read paths from stdin, one a line")
	fs.BoolVarP(&f.nul, "null", "z", false, "paths on stdin are ended by NUL")
	fs.BoolVar(&f.json, "json", false, "one JSON object a line")
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
	if f.stdin {
		more, err := readPaths(w.stdin, f.nul)
		if err != nil {
			return fmt.Errorf("reading paths from stdin: %w", err)
		}
		paths = append(paths, more...)
	}
	// What is taken out is sized, too: a person asks about it because of its size.
	f.noTransfer, f.full = true, true
	a, err := f.look(cmd.Context(), w, cmd, context)
	if err != nil {
		return err
	}
	var answers []ctxsize.Answer
	for _, p := range paths {
		for n := range a.Builds {
			b := &a.Builds[n]
			in, p := namedContext(b, p)
			inside, err := w.inContext(b.Contexts()[in].Plan.Root, p)
			if err != nil {
				return err
			}
			answers = append(answers, b.WhyIn(in, inside))
		}
	}
	if err := report.Why(w.stdout, answers, o, f.json); err != nil {
		return err
	}
	f.warn(w, a)
	return f.finish(a)
}

// namedContext splits NAME:PATH where the build reads a context of that name; n counts as [ctxsize.Build.Contexts] does. A file of the main
// context with such a name is that file.
func namedContext(b *ctxsize.Build, p string) (n int, inside string) {
	name, rest, ok := strings.Cut(p, ":")
	if !ok {
		return 0, p
	}
	if _, err := os.Lstat(filepath.Join(b.Main.Plan.Root, p)); err == nil {
		return 0, p
	}
	for n, c := range b.Named {
		if c.Plan.Name == name {
			return n + 1, rest
		}
	}
	return 0, p
}

// split finds the context before a double dash.
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
		return "", nil, errors.New("-z is about paths on stdin: give --stdin, too")
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

// path is where a path of the command line lies.
func (w world) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(w.dir, p)
}

// inContext gives a path relative to the context: it is so already, or it is relative to the working directory if that is where it is.
func (w world) inContext(root, p string) (string, error) {
	if root == "" {
		return filepath.ToSlash(filepath.Clean(p)), nil
	}
	if !filepath.IsAbs(p) {
		if _, err := os.Lstat(filepath.Join(root, p)); err == nil && !leaves(p) {
			return filepath.ToSlash(filepath.Clean(p)), nil
		}
	}
	absolute := projectfile.RealPath(filepath.Clean(w.path(p)))
	_, err := os.Lstat(absolute)
	rel, relErr := filepath.Rel(root, absolute)
	switch {
	case relErr == nil && !leaves(rel) && (err == nil || filepath.IsAbs(p)):
		return filepath.ToSlash(rel), nil
	case filepath.IsAbs(p) || leaves(p):
		return "", hinted{fmt.Errorf("%s lies outside of the context %s", p, root), "give the context first: ctxsize why CONTEXT -- PATH"}
	}
	return filepath.ToSlash(filepath.Clean(p)), nil
}

func leaves(p string) bool {
	p = filepath.Clean(p)
	return p == ".." || strings.HasPrefix(p, ".."+string(filepath.Separator))
}
