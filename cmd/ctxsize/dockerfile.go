package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// requireDockerfile returns an error for the first build whose Dockerfile is missing. What such a build sends is unknown.
func (w world) requireDockerfile(cmd *cobra.Command, a *ctxsize.Analysis, o report.Options) error {
	for n := range a.Builds {
		b := &a.Builds[n]
		if !b.Build.Missing {
			continue
		}
		if b.Main.Context.Root == "" {
			return hintError{errors.New("no Dockerfile in the tar on standard input"), "name the Dockerfile in the archive with -f, or measure the context alone with --no-dockerfile"}
		}
		return hintError{fmt.Errorf("no Dockerfile in %s", o.Place(b.Main.Context.Root)), w.dockerfileHint(cmd, b.Main.Context.Root, o)}
	}
	return nil
}

// dockerfileHint returns the commands to type instead, one a line, with the files that exist.
func (w world) dockerfileHint(cmd *cobra.Command, root string, o report.Options) string {
	typed := w.withoutContext(cmd)
	lines := w.choices(cmd.Context(), typed, root, o)
	if len(lines) == 0 {
		return "name the Dockerfile with -f FILE, or add --no-dockerfile to measure the context alone"
	}
	audit := []string{"ctxsize", "audit"}
	if place := o.Place(root); place != "." {
		audit = append(audit, place)
	}
	lines = append(lines, "  "+shell.QuoteAll(audit)+"  # every build")
	return "try one of these, or add --no-dockerfile to measure the context alone:\n" + strings.Join(lines, "\n")
}

// choices returns the typed command for each file that describes builds.
func (w world) choices(ctx context.Context, typed []string, root string, o report.Options) []string {
	var lines []string
	for _, c := range project.Choices(ctx, build.Request{Dir: w.dir, Env: w.env}, root) {
		args := slices.Clone(typed)
		switch c.Flag {
		case "":
			args = append(args, o.Place(c.Context))
		case "-f":
			args = append(args, c.Flag, o.Place(c.File), o.Place(c.Context))
		default:
			args = append(args, c.Flag+"="+o.Place(c.File))
		}
		lines = append(lines, "  "+shell.QuoteAll(args))
	}
	return lines
}

// withoutContext returns the typed command line without the context.
func (w world) withoutContext(cmd *cobra.Command) []string {
	args := slices.Clone(w.args)
	for _, context := range cmd.Flags().Args() {
		for n := len(args) - 1; n >= 0; n-- {
			if args[n] == context {
				args = slices.Delete(args, n, n+1)
				break
			}
		}
	}
	return append([]string{"ctxsize"}, slices.DeleteFunc(args, func(arg string) bool { return arg == "--" })...)
}
