// Package attribution finds out what each instruction of a build gets, and why a source is not sent.
package attribution

import (
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
)

// Examination is what there is to say about one build.
type Examination struct {
	Instructions []build.Instruction // in the order of the build's
	// Traces are what became of the sources of the reachable instructions, by context.
	Traces   []Trace
	Findings []lint.Finding // the worst first
}

// Examine says what each instruction is given and what is wrong with a build. The first context is the main one.
func Examine(b *build.Build, contexts []inventory.Usage) Examination {
	e := examiner{build: b}
	for _, in := range b.Instructions {
		in.Bytes, in.Files, in.Unique, in.Final, in.Missing = 0, 0, 0, 0, nil
		e.Instructions = append(e.Instructions, in)
	}
	for n := range contexts {
		e.usage = &contexts[n]
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
	build *build.Build
	usage *inventory.Usage
}

func (e *examiner) found(f lint.Finding) { e.Findings = append(e.Findings, f) }

// dockerfilePath is the file that instructions are found in.
func (e *examiner) dockerfilePath() string {
	if e.build.Dockerfile == nil {
		return ""
	}
	return e.build.Dockerfile.Path
}

func (e *examiner) dockerfile(contexts []inventory.Usage) {
	if t := e.build.Context.Tar; t != nil && t.Problem != nil {
		return
	}
	if e.build.Dockerfile != nil && e.build.UnreadableReason != "" {
		e.found(lint.New(lint.DockerfileUnread, "%s: everything eligible counts as sent.", phrase.Capitalize(e.build.UnreadableReason)).At(e.dockerfilePath(), 0))
	}
	if e.build.Missing && !e.build.Context.Remote {
		e.found(missingDockerfile(&contexts[0]))
	}
}
