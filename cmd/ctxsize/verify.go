package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/outcome"
	"github.com/ctxsize/ctxsize/internal/progress"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/verify"
	"github.com/spf13/cobra"
)

const verifyExamples = `  docker build --progress=rawjson . 2>&1 | ctxsize verify .
  ctxsize verify --progress-file build.log services/api
  docker buildx bake --progress=rawjson 2>&1 | ctxsize verify --bake`

// verifyFlags are the flags of verify.
type verifyFlags struct {
	buildFlags
	outputFlags
	progress string
}

func (w world) verify() *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [flags] [CONTEXT]",
		Short: "Compare the prediction with a builder's progress",
		Long: `Reads the progress of a build (--progress=rawjson or plain) and compares the
transfer of each context with the prediction. Plain progress is rounded.

A builder with files of an earlier build receives less: a delta, which is
explained by modification times where they explain it exactly.

Exit codes:
  0  the numbers are equal, or a delta
  1  the numbers differ
  2  usage error, unreadable input, or no progress`,
		Example: verifyExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	fs.StringVar(&f.progress, "progress-file", "-", "read the progress from a file (default: stdin)")
	f.addOutput(fs, verifyFormats())
	addIgnored(fs)
	f.addCompletions(w, cmd)
	return cmd
}

func (f *verifyFlags) run(w world, cmd *cobra.Command, args []string) error {
	path, o, err := f.begin(w, cmd, args)
	if err != nil {
		return err
	}
	outputs, err := f.parseOutputs(verifyFormats())
	if err != nil {
		return usage(cmd, err)
	}
	steps, err := w.readProgress(f.progress)
	if err != nil {
		return err
	}
	a, err := f.analyzeBuilds(cmd.Context(), w, cmd, path)
	if err != nil {
		return err
	}
	list := verify.Compare(a, steps)
	for _, out := range outputs {
		write := outcome.VerifyText
		if out.format == "json" {
			write = outcome.VerifyJSON
		}
		out.render = func(to io.Writer, r *export.Report) error { return write(to, list, r.Options) }
		if err := out.write(w, export.Report{Analysis: a, Options: o}); err != nil {
			return err
		}
	}
	f.warn(w, a)
	if !verify.Agree(list) {
		return exit(exitMet)
	}
	return f.finish(a)
}

// maxProgress is the size of the largest progress file that is read, in bytes.
const maxProgress = 1 << 30

// readProgress reads the progress of a build in a file, or on stdin for "-".
func (w world) readProgress(file string) ([]progress.Vertex, error) {
	in := w.stdin
	if file != "-" {
		text, err := projectfile.ReadNamed(w.path(file), maxProgress)
		if err != nil {
			return nil, fmt.Errorf("cannot read the progress: %w", err)
		}
		in = bytes.NewReader(text)
	}
	steps, err := progress.Read(in)
	if err != nil {
		return nil, hintError{fmt.Errorf("cannot read the progress %s: %w", file, err), "record it with docker build --progress=rawjson . 2>build.log"}
	}
	return steps, nil
}
