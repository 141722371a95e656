package main

import (
	"errors"
	"fmt"

	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/spf13/cobra"
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
