// Package audit finds the files that each instruction of a build gets, and what is wrong.
//
// Call [Examine] with a build and its contexts. The package reads from disk only the few paths that an instruction names and that are not
// sent.
package audit

import (
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/walker"
)

// Context is one context of a build as it was read.
type Context struct {
	Plan  build.Context
	Lines *ignore.PatternList
	// View is nil if the context is not on this machine.
	View *walker.View
	// Project answers questions about the context's files.
	Project *Project
	// Problems are the paths that could not be read here, or that the builder cannot read, by path.
	Problems []walker.Problem
	// Transfer is the number of bytes that the builder prints, nil if unknown. For a named context that it loads several times it is the sum.
	Transfer *int64
	// LoadBytes are the bytes of each load, in the order of Plan.Loads; nil where Transfer is.
	LoadBytes []int64
	// LoadViews are the views of the loads, if there are several.
	LoadViews []*walker.View
	// Suggestions are for the context's ignore file, if they were requested.
	Suggestions []Suggestion
}

// Sent returns the number and the size of the files that the context sends, zero if there is no view of it.
func (c *Context) Sent() walker.Counts {
	if c.View == nil {
		return walker.Counts{}
	}
	return c.View.Totals(walker.Sent)
}

// Examination is the result for one build.
type Examination struct {
	Instructions []build.Instruction // in the order of the build's
	// Traces are the outcomes of the sources of the reachable instructions, by context.
	Traces   []Trace
	Findings []lint.Finding // the worst first
}

// Examine finds the files that each instruction gets, and what is wrong with a build. The first context is the main one.
func Examine(b *build.Build, contexts []Context) Examination {
	e := examiner{build: b}
	for _, in := range b.Instructions {
		in.Bytes, in.Files, in.Unique, in.Final, in.Missing = 0, 0, 0, 0, nil
		e.Instructions = append(e.Instructions, in)
	}
	for n := range contexts {
		e.context = &contexts[n]
		e.attribute()
		e.ignoreFile()
		e.arrival()
		e.requests()
	}
	e.provenance(contexts)
	e.dockerfile(contexts)
	e.faults()
	lint.SortFindings(e.Findings)
	return e.Examination
}

type examiner struct {
	Examination
	build   *build.Build
	context *Context
}

func (e *examiner) found(f lint.Finding) { e.Findings = append(e.Findings, f) }

// dockerfilePath returns the file that contains the instructions.
func (e *examiner) dockerfilePath() string {
	if e.build.Dockerfile == nil {
		return ""
	}
	return e.build.Dockerfile.Path
}

func (e *examiner) dockerfile(contexts []Context) {
	if t := e.build.Context.Tar; t != nil && t.Problem != nil {
		return
	}
	if e.build.Dockerfile != nil && e.build.UnreadableReason != "" {
		e.found(lint.New(lint.DockerfileUnread, "%s: everything eligible counts as sent.", capital(e.build.UnreadableReason)).At(e.dockerfilePath(), 0))
	}
	if e.build.Missing && !e.build.Context.Remote {
		e.found(contexts[0].missingDockerfile())
	}
}
