package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/snapshot"
)

const openExamples = `  ctxsize -o snapshot=ctx.json   save a snapshot
  ctxsize open ctx.json          open it, on any machine
  ctxsize open -o text ctx.json  show its report`

// open returns the command that shows a snapshot.
func (w world) open() *cobra.Command {
	var f analyzeFlags
	cmd := &cobra.Command{
		Use:   "open [flags] FILE",
		Short: "Open a snapshot in the treemap",
		Long: `Opens an analysis that ctxsize -o snapshot=FILE saved, without the project. Only
the version that saved it can open it.`,
		Example: openExamples,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(cmd, errors.New("expected one snapshot"))
			}
			f.load = args[0]
			return f.run(w, cmd, nil)
		},
		ValidArgsFunction: completeFiles,
	}
	fs := cmd.Flags()
	f.addDisplay(fs)
	f.addReport(fs)
	f.addScreen(fs)
	f.addCompletions(w, cmd)
	return cmd
}

// noSnapshot is the value of --load without a file. It is the flag of docker build then, which is ignored.
const noSnapshot = "\x00"

// joinLoad joins --load and the snapshot in the next argument, as in --load=ctx.json. Other arguments are contexts: "docker build --load ." loads an
// image.
func joinLoad(args []string) []string {
	var list []string
	for n := 0; n < len(args); n++ {
		if args[n] == "--" {
			return append(list, args[n:]...)
		}
		if args[n] == "--load" && n+1 < len(args) && isSnapshotName(args[n+1]) {
			n++
			list = append(list, "--load="+args[n])
			continue
		}
		list = append(list, args[n])
	}
	return list
}

// isSnapshotName reports whether an argument is a snapshot by its name.
func isSnapshotName(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".json.gz")
}

// maxSnapshot is the size of a snapshot with some millions of paths.
const maxSnapshot = 1 << 30

// loadSnapshot returns the analysis in a file.
func loadSnapshot(name string) (*ctxsize.Analysis, error) {
	text, err := projectfile.ReadNamed(name, maxSnapshot)
	if err != nil {
		return nil, fmt.Errorf("cannot read the snapshot: %w", err)
	}
	a, err := snapshot.Read(bytes.NewReader(text), programVersion())
	if err != nil {
		return nil, fmt.Errorf("cannot read the snapshot %s: %w", name, err)
	}
	return a, nil
}
