// Package remedy proposes changes of Dockerfiles as diffs: instructions are moved and split, and nothing is invented.
//
// A change is checked before it is returned: BuildKit's parser reads the result, the build requests the same files, each file arrives at the
// same paths of the same stages, and the instructions before an install copy nothing but what the install needs. Where one of these cannot be
// shown, there is no change, but a reason.
package remedy

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
)

// Project is a build with what it reads.
type Project struct {
	Build *build.Build
	// Contexts are those of the build, the main one first.
	Contexts []inventory.Usage
	// Suggestions are those for the main context's ignore file.
	Suggestions []inventory.Suggestion
}

// Remedy is a change, or why there is none.
type Remedy struct {
	Changes []lint.FileChange
	// Blocked is why there is no change, as a clause.
	Blocked string
	// Unneeded: everything that is copied before the install is needed by it.
	Unneeded bool
	// First are the files that are copied before the install, as paths in the context.
	First []string
	// Apart are the flags that are added to an install that comes before the sources.
	Apart []string
	// Ignored is the pattern that has to exclude installed packages, "" for none. IgnoreFirst: it is a safe suggestion, to be written before this
	// change; otherwise the change adds it.
	Ignored     string
	IgnoreFirst bool
}

// blocked returns a remedy without a change.
func blocked(reason string) Remedy { return Remedy{Blocked: reason} }

// document is a Dockerfile that is being changed.
type document struct {
	build *build.Build
	parts []dockerfile.Part
	lines []string // with their line endings
	eol   string
}

// open splits the Dockerfile of a build into lines and instructions. The reason is why it cannot be changed.
func open(b *build.Build) (t document, reason string) {
	d := b.Dockerfile
	switch {
	case d == nil || d.Inline || !filepath.IsAbs(d.Path):
		return t, "the Dockerfile is not a file of its own"
	case len(b.Faults) > 0:
		return t, "the build fails"
	}
	parts, err := dockerfile.Layout(d.Text)
	if err != nil {
		return t, err.Error()
	}
	t = document{build: b, parts: parts, lines: slices.Collect(strings.Lines(string(d.Text))), eol: "\n"}
	if len(t.lines) > 0 && strings.HasSuffix(t.lines[0], "\r\n") {
		t.eol = "\r\n"
	}
	return t, ""
}

// part returns the instruction that begins in a line, nil for none.
func (t *document) part(line int) *dockerfile.Part {
	n, found := slices.BinarySearchFunc(t.parts, line, func(p dockerfile.Part, line int) int { return p.Start - line })
	if !found {
		return nil
	}
	return &t.parts[n]
}

// source returns an instruction as it is written, with its last line ending.
func (t *document) source(p *dockerfile.Part) string { return t.between(p.Start, p.End) }

// between returns lines as they are written. The last one ends.
func (t *document) between(first, last int) string {
	s := strings.Join(t.lines[first-1:min(last, len(t.lines))], "")
	if !strings.HasSuffix(s, "\n") {
		s += t.eol
	}
	return s
}

// options returns how the Dockerfile of a build is evaluated.
func options(b *build.Build) dockerfile.Options {
	o := dockerfile.Options{Args: b.Args, Platform: b.Platform, Contexts: b.ContextValues}
	if b.TargetNamed {
		o.Target = b.Target
	}
	return o
}
