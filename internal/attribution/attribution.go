package attribution

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// attribute finds the files that each instruction gets from the context, and the outcome of each source.
func (e *examiner) attribute() {
	view := e.usage.View
	if view == nil {
		return
	}
	var readers []walker.Source
	first := len(e.Traces)
	for n, in := range e.Instructions {
		if !in.Reachable || in.Context != e.usage.Context.Name {
			continue
		}
		for _, s := range in.Sources {
			request, err := view.Tree.FollowPaths([]string{s.Path})
			if err == nil {
				readers = append(readers, walker.Source{Request: request, Owner: n})
			}
			e.Traces = append(e.Traces, traceReadError(e.usage, n, s, err))
		}
	}
	byInstruction := view.TotalsByOwner(readers, len(e.Instructions))
	for n, got := range byInstruction {
		in := &e.Instructions[n]
		in.Bytes, in.Files, in.Unique = saturate.Add(in.Bytes, got.Bytes), in.Files+got.Files, saturate.Add(in.Unique, got.Unique)
	}
	for n := range e.Traces[first:] {
		e.report(&e.Traces[first+n])
	}
}

// traceRead is [Context.trace] for a source whose links may not have been followed: err is the reason. A source that is an invalid pattern is
// traced all the same.
func traceReadError(c *inventory.Usage, n int, s build.Source, err error) Trace {
	_, noPattern := errors.AsType[*ignore.SyntaxError](err)
	switch {
	case err != nil && !noPattern:
		// The build fails; the problems of the context include this one.
		return Trace{Instruction: n, Source: s, At: s.Path, Outcome: OutcomeUnreadable, Fails: true}
	case refusal(s) != nil:
		return Trace{Instruction: n, Source: s, At: s.Path, Outcome: OutcomeRefused, Fails: true}
	}
	t := traceSource(c, n, s)
	t.Fix = remedy(c, &t)
	return t
}

// report adds the finding about a source that the builder does not find.
func (e *examiner) report(t *Trace) {
	in := &e.Instructions[t.Instruction]
	if t.Fails && t.Outcome != OutcomeUnreadable && t.Outcome != OutcomeRefused {
		in.Missing = append(in.Missing, t.Source.Given)
	}
	code, file, line, at := lint.CopySourceMissing, e.dockerfilePath(), in.Line, ""
	switch {
	case t.Outcome == OutcomeSent || t.Outcome == OutcomeEmpty || t.Outcome == OutcomeUnreadable:
		return
	case t.Outcome == OutcomeRefused:
		code = lint.SourceRefused
	case !t.Fails:
		code = lint.CopySourceEmpty
	case t.Outcome == OutcomeExcluded:
		code, at = lint.CopySourceExcluded, fmt.Sprintf(" (line %d)", in.Line)
		if file, line = "", 0; e.usage.Patterns.All()[t.Verdict.Index].Line > 0 {
			file, line = e.usage.Context.Ignore.Path, e.usage.Patterns.All()[t.Verdict.Index].Line
		}
	}
	f := e.failing(code, phrase.Shorten(in.Text)+at, e.cause(t)).At(file, line)
	if f.Path, f.Fix = t.Source.Path, t.Fix; f.Fix == nil {
		f.Fix = e.elsewhere(t)
	}
	if reason := e.absence(t.At); t.Outcome == OutcomeMissing && reason.clause != "" {
		f.Severity = min(f.Severity, lint.Info)
		if reason.fix != "" {
			f.Fix = &lint.Fix{Kind: "edit", Text: reason.fix}
		}
	}
	t.Message, t.Fix = f.Message, f.Fix
	e.found(f)
}

// failing returns the finding that an instruction fails, or copies nothing. An assumed context may be the cause.
func (e *examiner) failing(code lint.Code, instruction, cause string) lint.Finding {
	switch {
	case code == lint.CopySourceEmpty:
		return lint.New(code, "%s copies nothing: %s.", instruction, cause)
	case e.build.Origin.Kind != build.Standalone || code == lint.SourceRefused:
		return lint.New(code, "%s fails: %s.", instruction, cause)
	}
	f := lint.New(code, "%s fails in the assumed context: %s. No file of the project is known to build this Dockerfile.", instruction, cause)
	f.Severity = lint.Info
	return f
}

// cause returns the reason why a source is not sent, as a clause.
func (e *examiner) cause(t *Trace) string {
	switch t.Outcome {
	case OutcomeExcluded:
		return e.exclusion(t)
	case OutcomeUnmatched:
		return e.nothingMatches(t)
	case OutcomeOutside:
		return fmt.Sprintf("%s links to %s, outside the context", t.Link, t.Target)
	case OutcomeNotFollowed:
		return fmt.Sprintf("Docker follows the link %s for one source only (docker/buildx#611), so %s is not sent", t.Link, t.At)
	case OutcomeLoops:
		return fmt.Sprintf("too many symbolic links: %s leads back to itself", t.At)
	case OutcomeDropped:
		return fmt.Sprintf("its own --exclude drops %s", t.At)
	case OutcomeRefused:
		return fmt.Sprintf("%q is not a valid pattern (%v)", t.Source.Given, refusal(t.Source))
	case OutcomeNotRequested:
		return fmt.Sprintf("Docker reads %q as a pattern, and it does not match this name", t.Source.Given)
	}
	if strings.HasPrefix(path.Clean(t.Source.Given), "..") {
		return fmt.Sprintf("Docker drops the leading .. and finds no %s in the context", t.At)
	}
	text := fmt.Sprintf("%s does not exist in %s", t.At, e.contextName())
	if reason := e.absence(t.At); reason.clause != "" {
		text += "; " + reason.clause
	}
	return text
}

// exclusion names the pattern that excludes a source.
func (e *examiner) exclusion(t *Trace) string {
	line := e.usage.Patterns.All()[t.Verdict.Index]
	by := fmt.Sprintf("--ignore %q", line.Text)
	if line.Line > 0 {
		by = fmt.Sprintf("line %d %q of %s", line.Line, line.Text, filepath.Base(e.usage.Context.Ignore.Path))
	}
	what := t.At
	if t.Verdict.Path != t.At {
		what = fmt.Sprintf("%s, and with it %s", t.Verdict.Path, t.At)
	}
	text := fmt.Sprintf("%s excludes %s", by, what)
	if n := t.Verdict.Ineffective; n >= 0 {
		text += fmt.Sprintf(" (the legacy builder does not enter %s, so %q has no effect)", t.Verdict.Path, e.usage.Patterns.All()[n].Text)
	}
	return text
}

func (e *examiner) nothingMatches(t *Trace) string {
	if !t.Fails {
		return fmt.Sprintf("nothing in %s matches %s", e.contextName(), t.Source.Given)
	}
	return fmt.Sprintf("nothing in %s matches %s, so %s is not sent", t.At, path.Base(t.Source.Path), t.At)
}

// contextName names the context in a sentence.
func (e *examiner) contextName() string {
	return "the context" + e.spacedName()
}

// absence is why a path is missing in this checkout and not in the project, as a clause and the fix; the zero value where no reason is known.
type absence struct{ clause, fix string }

// absence returns why a path is missing here: it belongs to a submodule that is not checked out, git ignores it, or a step before the build may
// create it.
func (e *examiner) absence(at string) absence {
	p := e.usage.Project
	if p == nil || at == "." || e.usage.View == nil {
		return absence{}
	}
	if sub := p.Submodule(at); sub != "" && e.isEmpty(sub) {
		return absence{"the submodule " + sub + " is not checked out", "git submodule update --init " + sub}
	}
	if p.Ignored(at, walker.File) || p.Ignored(at, walker.Dir) {
		return absence{clause: "git ignores it, so create it before the build"}
	}
	if o := e.build.Origin; o.Kind == build.Command {
		return absence{clause: fmt.Sprintf("an earlier step of %s may create it", filepath.Base(o.File))}
	}
	return absence{}
}

// isEmpty reports whether the context has nothing in a directory.
func (e *examiner) isEmpty(dir string) bool {
	for range e.usage.View.Names(dir) {
		return false
	}
	return true
}

// elsewhere returns the change of the Dockerfile or of the command that makes a source work, nil if none is known.
func (e *examiner) elsewhere(t *Trace) *lint.Fix {
	fix := func(format string, args ...any) *lint.Fix {
		return &lint.Fix{Kind: "edit", Text: fmt.Sprintf(format, args...)}
	}
	name := path.Base(t.Source.Path)
	switch given := path.Clean(t.Source.Given); {
	case t.Outcome == OutcomeNotFollowed:
		return fix("use the link's target as the source: %s", t.At)
	case t.Outcome == OutcomeOutside && name != "." && e.usage.Context.Name == "":
		return fix("build with --build-context %s=%s (compose: additional_contexts) and COPY --from=%s, or use a parent directory as the context", name, e.outside(t), name)
	case t.Outcome == OutcomeMissing && strings.HasPrefix(given, "../") && name != "." && e.usage.Context.Name == "":
		return fix("build with --build-context %s=%s (compose: additional_contexts) and COPY --from=%s, or use a parent directory as the context", name, given, name)
	}
	return nil
}

// outside returns the target of a link that leaves the context, relative to the context.
func (e *examiner) outside(t *Trace) string {
	if path.IsAbs(t.Target) {
		return t.Target
	}
	return path.Join(path.Dir(t.Link), t.Target)
}
