// Package ctxsize reports what a Docker build sends to the builder.
//
// # Two numbers
//
// A context is filtered twice. Eligible is what the ignore file leaves in. Sent is what the instructions of the stages that the target depends
// on request of that: BuildKit transfers nothing else. The legacy builder and podman send everything that is eligible.
//
// # Analyze a build
//
// [Analyze] resolves a build, walks each of its contexts once and returns an [Analysis]. A [Request] holds what the command line of docker build
// says; an empty Dir is the working directory. With Options.Project the builds are those of compose and bake files.
//
//	a, err := ctxsize.Analyze(ctx, ctxsize.Options{Request: ctxsize.Request{Context: "."}})
//
// # List what is sent
//
// Context.View of a [Context] lists what is sent, eligible and excluded; see package walker.
//
// # Try a pattern
//
// [Result].With returns the build as it would be with another ignore file. It does not read the disk.
//
// # Errors
//
// Errors that a user can fix are an *[Error] with a hint. A pattern or a source that the builder calls a syntax error is an
// *[ignore.SyntaxError]. A build that would fail for other reasons is no error: it has findings.
package ctxsize

import (
	"context"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/project"
)

// Analyze resolves the builds, walks each context once, and returns what each build sends.
func Analyze(ctx context.Context, o Options) (*Analysis, error) { return analysis.Analyze(ctx, o) }

// Request is a build as the command line of docker build describes it. Paths are relative to Dir.
type Request = build.Request

// ProjectRequest selects builds of compose and bake files.
type ProjectRequest = project.Request

// Options selects what is analyzed. The zero value of each field but Request is sensible.
type Options = analysis.Options

// Analysis is the result of [Analyze]: the builds, those that could not be resolved, and the findings about all of them together.
type Analysis = analysis.Analysis

// Build is one build: a target for one platform, with its contexts, its instructions and the findings about it.
type Result = analysis.Result

// Context is one context of a build. Its View lists the files.
type Usage = analysis.Usage

// Answer explains what happens to one path of a context. [Result].Why returns it.
type Answer = analysis.Answer

// Place is the location of a path of a context in a stage.
type Place = analysis.Place

// Improvement is a change of one ignore file, with its effect on each build that uses the file. [Analysis].Improvements returns it.
type Improvement = analysis.Improvement

// Improved is a build before and after an [Improvement].
type Improved = analysis.Improved

// Edits counts what a change does to an ignore file.
type Edits = analysis.Edits

// Builder is the builder to emulate.
type Builder = build.Builder

// The builders.
const (
	BuildKit = build.BuildKit
	Legacy   = build.Legacy
	Podman   = build.Podman
)

// Error is an error that a user can fix. Its Hint is what to type.
type Error = build.Error

// Finding is a problem of a Dockerfile, an ignore file or a project.
type Finding = lint.Finding

// Suggestion is a pattern to add to an ignore file, with what it saves.
type Suggestion = inventory.Suggestion

// IgnoreGroup is patterns of an ignore file under a heading.
type IgnoreGroup = analysis.IgnoreGroup

// NewIgnoreText returns the text of a new ignore file with patterns under their headings.
func NewIgnoreText(groups []IgnoreGroup) []byte { return analysis.NewIgnoreText(groups) }

// Grouped puts patterns under headings: suggested ones under that of their category, the others under none.
func Grouped(patterns []string, suggestions []Suggestion) []IgnoreGroup {
	return analysis.Grouped(patterns, suggestions)
}
