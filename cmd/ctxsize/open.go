package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/snapshot"
)

const openExamples = `  ctxsize -o snapshot=ctx.json          save a snapshot
  ctxsize open ctx.json                 open it, on any machine
  ctxsize --json --full-tree >all.json  save a report with all paths
  ctxsize open all.json                 open it
  ctxsize open -o text ctx.json         show its report`

// open returns the command that shows a snapshot.
func (w world) open() *cobra.Command {
	var f analyzeFlags
	cmd := &cobra.Command{
		Use:   "open [flags] FILE",
		Short: "Open a saved report in the treemap",
		Long: `Opens an analysis that ctxsize -o snapshot=FILE or ctxsize --json --full-tree
saved, without the project. Only the version that saved it can open it.`,
		Example: openExamples,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(cmd, errors.New("expected one snapshot or report"))
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

// errNoJSON is the error of --full-tree without a report that has room for the tree.
var errNoJSON = errors.New("--full-tree needs --json")

// tree returns a snapshot of an analysis for the JSON report, nil without --full-tree.
func (f *analyzeFlags) tree(a *ctxsize.Analysis) (json.RawMessage, error) {
	if !f.fullTree {
		return nil, nil
	}
	var text bytes.Buffer
	if err := snapshot.Write(&text, a, programVersion()); err != nil {
		return nil, fmt.Errorf("cannot save all paths: %w", err)
	}
	return text.Bytes(), nil
}

// checkTree returns an error for --full-tree without JSON.
func (f *analyzeFlags) checkTree(outputs []output) error {
	if f.fullTree && !slices.ContainsFunc(outputs, func(out output) bool { return out.format == "json" }) {
		return errNoJSON
	}
	return nil
}

// loadSnapshot returns the analysis in a file.
func loadSnapshot(name string) (*ctxsize.Analysis, error) {
	text, err := projectfile.ReadNamed(name, maxSnapshot)
	if err != nil {
		return nil, fmt.Errorf("cannot read the saved report: %w", err)
	}
	a, err := snapshot.Read(text, programVersion())
	switch {
	case err == nil:
		return a, nil
	case errors.Is(err, snapshot.ErrNoTree):
		return nil, hintError{fmt.Errorf("cannot open %s: %w", name, err), "write one with all paths: ctxsize --json --full-tree >report.json"}
	case errors.Is(err, snapshot.ErrForeign), errors.Is(err, snapshot.ErrDamaged):
		return nil, hintError{fmt.Errorf("cannot open %s: %w", name, err), "write it again: ctxsize -o snapshot=ctx.json, or ctxsize --json --full-tree >report.json"}
	}
	return nil, fmt.Errorf("cannot open %s: %w", name, err)
}
