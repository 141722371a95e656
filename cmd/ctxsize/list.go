package main

import (
	"errors"

	"github.com/ctxsize/ctxsize/report"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/spf13/cobra"
)

const listExamples = `  ctxsize ls                         every entry that is sent, in the order of sending
  ctxsize ls --unread services/api   what no instruction reads
  ctxsize ls -0 | xargs -0 ls -ld    names as they are
  ctxsize ls --json | jq -s 'sort_by(-.bytes)[:10]'`

type listFlags struct {
	buildFlags
	report.ListOptions
	eligible, excluded, unread bool
}

func (w world) list() *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:     "ls [flags] [CONTEXT]",
		Short:   "List every entry that is sent, one a line",
		Example: listExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	fs.BoolVarP(&f.NUL, "null", "0", false, "end names with NUL and leave them as they are")
	fs.BoolVar(&f.Long, "long", false, "with mode and bytes")
	fs.BoolVar(&f.JSON, "json", false, "one JSON object a line")
	fs.BoolVar(&f.eligible, "eligible", false, "all that is eligible, sent or not")
	fs.BoolVar(&f.excluded, "excluded", false, "what the ignore file takes out (with --full all of it)")
	fs.BoolVar(&f.unread, "unread", false, "what is eligible and requested by no instruction")
	cmd.MarkFlagsMutuallyExclusive("eligible", "excluded", "unread")
	cmd.MarkFlagsMutuallyExclusive("null", "long", "json")
	return cmd
}

func (f *listFlags) run(w world, cmd *cobra.Command, args []string) error {
	path, o, err := f.begin(w, cmd, args)
	if err != nil {
		return err
	}
	f.noTransfer = true
	a, err := f.look(cmd.Context(), w, cmd, path)
	if err != nil {
		return err
	}
	if len(a.Builds) > 1 {
		return usage(cmd, errors.New("ls shows one build: give one --platform, or one --service"))
	}
	f.Set = f.set()
	if err := report.List(w.stdout, &a.Builds[0], o, f.ListOptions); err != nil {
		return err
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
	case f.unread:
		return walker.Unused
	}
	return walker.Sent
}
