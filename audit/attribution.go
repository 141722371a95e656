package audit

import (
	"errors"
	"fmt"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/plan"
	"github.com/ctxsize/ctxsize/walker"
)

// named is a source of a reachable instruction.
type named struct {
	instruction int
	source      plan.Source
}

// attribute says what the instructions are given of the context at hand, and which of their sources are not there.
func (e *examiner) attribute() {
	view := e.context.View
	if view == nil {
		return
	}
	var sources []named
	var readers []walker.Reader
	for n, in := range e.Instructions {
		if !in.Reachable || in.Context != e.context.Plan.Name {
			continue
		}
		for _, s := range in.Sources {
			request, err := view.Tree.Follow([]string{s.Path})
			_, noPattern := errors.AsType[*ignore.SyntaxError](err)
			// A path that cannot be resolved fails the build; the view says so already. One that is no pattern is looked for all the same
			// where everything is requested.
			if err == nil || noPattern {
				sources = append(sources, named{n, s})
			}
			if err == nil {
				readers = append(readers, walker.Reader{Request: request, Owner: n})
			}
		}
	}
	byInstruction := view.Reads(readers, len(e.Instructions))
	for n, got := range byInstruction {
		in := &e.Instructions[n]
		in.Bytes, in.Files, in.Unique = saturate.Add(in.Bytes, got.Bytes), in.Files+got.Files, saturate.Add(in.Unique, got.Unique)
	}
	for _, s := range sources {
		e.look(s)
	}
}

// look finds out whether the builder finds a source.
func (e *examiner) look(s named) {
	in := &e.Instructions[s.instruction]
	found, at := e.presence(in, s.source)
	if found == walker.Present {
		return
	}
	in.Missing = append(in.Missing, s.source.Given)
	if found == walker.KeptOut && e.keptOut(in, s.source, at) {
		return
	}
	why := "is not in the context"
	if found == walker.Dropped {
		why = "is dropped by the instruction's own --exclude"
	}
	e.found(Finding{Code: CopySourceMissing, Severity: Error, File: e.dockerfilePath(), Line: in.Line, Path: s.source.Path,
		Message: fmt.Sprintf("%s: %s %s: the build fails%s", brief(in.Text), missing(s.source, at), why, e.absence(at))})
}

// absence says why a path is missing where git does.
func (e *examiner) absence(at string) string {
	if p := e.context.Project; p != nil && at != "." && (p.ignored(at, walker.File) || p.ignored(at, walker.Dir)) {
		return "; git ignores it, so a fresh clone has none: it has to be made before the build"
	}
	return ""
}

// presence looks a source up as the builder does. A pattern that matches nothing fails no build.
func (e *examiner) presence(in *Instruction, s plan.Source) (found walker.Presence, at string) {
	view := e.context.View
	switch {
	case s.Bogus:
		return walker.Present, ""
	case s.Parents:
		return view.ResolveParents(s.Given, s.Exclude)
	case s.Path == "." && len(s.Exclude) > 0:
		return view.RootLinks(nil, s.Exclude)
	case !s.Wildcard:
		return view.Resolve(s.Path)
	}
	found, at, matches := view.Glob(s.Path)
	if found == walker.Present && matches == 0 {
		e.found(Finding{Code: CopySourceEmpty, Severity: Warning, File: e.dockerfilePath(), Line: in.Line, Path: s.Path,
			Message: fmt.Sprintf("%s: nothing that is sent matches %q; the build goes on without it", brief(in.Text), s.Given)})
	}
	return found, at
}

// keptOut says which line keeps a source that is on disk from being sent, if one does.
func (e *examiner) keptOut(in *Instruction, s plan.Source, at string) bool {
	decision := e.context.Lines.Decide(at)
	if !decision.Excluded || decision.Line < 0 {
		return false
	}
	line := e.context.Lines.All()[decision.Line]
	f := Finding{Code: CopySourceExcluded, Severity: Error, Path: s.Path}
	if line := reincluding(at); line != "" {
		f.Fix = &Fix{Kind: "append-line", Text: line}
	}
	by := fmt.Sprintf("the line %q of --ignore", line.Text)
	if line.Number > 0 {
		f.File, f.Line = e.context.Plan.Ignore.Path, line.Number
		by = fmt.Sprintf("line %d %q of the ignore file", line.Number, line.Text)
	}
	f.Message = fmt.Sprintf("%s (line %d of the Dockerfile): %s is kept out by %s: the build fails", brief(in.Text), in.Line, missing(s, at), by)
	e.found(f)
	return true
}

// missing names a source, and what it leads to where that is what is not there.
func missing(s plan.Source, at string) string {
	if at == s.Path {
		return fmt.Sprintf("%q", s.Given)
	}
	return fmt.Sprintf("%q (%q)", s.Given, at)
}
