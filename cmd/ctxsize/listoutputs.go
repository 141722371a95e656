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
)

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
func (f *listFlags) pack(ctx context.Context, w io.Writer, b *ctxsize.Build) error {
	c := b.Main
	if c.View == nil || c.Plan.Root == "" {
		return hintError{fmt.Errorf("cannot pack the context %s: it is not a directory", c.Plan.Given), "-o tar packs a directory of this machine"}
	}
	return archive.Write(ctx, w, c.Plan.Root, c.View, f.added(b))
}

// added returns the Dockerfile, if it is to be added to the archive.
func (f *listFlags) added(b *ctxsize.Build) []archive.File {
	if !f.withDockerfile || b.Dockerfile == nil {
		return nil
	}
	name := "Dockerfile"
	if b.Dockerfile.Inside && !b.Dockerfile.Inline {
		name = path.Clean(b.Dockerfile.ContextPath)
	}
	return []archive.File{{Name: name, Text: b.Dockerfile.Text}}
}
