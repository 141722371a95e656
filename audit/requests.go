package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
)

// ignoreFile finds out whether the builder takes the list of lines as it is.
func (e *examiner) ignoreFile() {
	file := e.context.Plan.Ignore
	if pe, ok := errors.AsType[*fs.PathError](file.Problem); ok {
		// It may be another file than the one in force.
		e.found(Finding{Code: Unreadable, Severity: Error, File: pe.Path,
			Message: fmt.Sprintf("the ignore file cannot be read (%v): the builder goes on as if it were not there", pe.Err)})
	}
	if file.Shadowed != "" {
		e.found(Finding{Code: IgnoreFileShadowed, Severity: Info, File: file.Shadowed,
			Message: fmt.Sprintf("%s is not used for this build: %s replaces it", filepath.Base(file.Shadowed), filepath.Base(file.Path))})
	}
	if e.build.Builder != build.BuildKit || !e.context.Plan.Requested {
		return
	}
	if err := e.context.refusal(); err != nil {
		e.found(Finding{Code: SourceRefused, Severity: Error, File: e.dockerfilePath(), Path: err.Text,
			Message: fmt.Sprintf("the builder cannot ask for the source %q: %v", err.Text, err.Err)})
	}
	if err := e.context.Lines.CheckSendable(); err != nil {
		f := Finding{Code: IgnoreListRefused, Severity: Error, File: file.Path, Message: fmt.Sprintf("the builder refuses the ignore file's lines: %v", err)}
		if line, ok := errors.AsType[*ignore.SyntaxError](err); ok {
			f.Line = line.Line
		}
		e.found(f)
	}
}

// refusal says which of the requested paths the builder cannot put into the request that it belongs to.
func (c *Context) refusal() *ignore.SyntaxError {
	loads := c.Plan.Loads
	if len(loads) == 0 {
		loads = [][]string{c.Plan.Paths}
	}
	for _, paths := range loads {
		lines, err := ignore.Compile(paths)
		if err != nil {
			continue
		}
		if refused, ok := errors.AsType[*ignore.SyntaxError](lines.CheckSendable()); ok {
			return refused
		}
	}
	return nil
}

// Refused says whether the builder refuses what it would have to ask of a context: the lines of its ignore file, or the paths.
func (c *Context) Refused() bool { return c.Lines.CheckSendable() != nil || c.refusal() != nil }

// requests explains why so much is read or sent.
func (e *examiner) requests() {
	c := e.context
	if c.View == nil || !c.Plan.Requested {
		return
	}
	for _, r := range c.Plan.Whole {
		if e.surprises(r) {
			e.found(Finding{Code: WholeContextRequested, Severity: Info, File: e.dockerfilePath(), Line: r.Line,
				Message: fmt.Sprintf("%s requests the whole context%s: %s", brief(r.Instruction), e.spacedName(), r.Text)})
		}
	}
	if c.Plan.Paths != nil && c.View.Query.Request.WholeContext() && !c.View.Query.NoContext {
		e.found(Finding{Code: WholeContextRequested, Severity: Info, File: e.dockerfilePath(), Line: e.linkToRoot(),
			Message: fmt.Sprintf("the whole context%s is requested: a source is, or goes through, a link to the context's root", e.spacedName())})
	}
	if c.View.WastedEntries == 0 || e.build.Builder != build.BuildKit {
		return
	}
	if line, ok := c.Lines.WildcardException(); ok {
		e.found(Finding{Code: PruningDefeated, Severity: Info, File: c.Plan.Ignore.Path, Line: line.Line,
			Message: fmt.Sprintf("the exception %q may match anywhere: the builder's client looks at %d entries that it does not send", line.Text, c.View.WastedEntries)})
		return
	}
	if line, ok := c.View.Query.Request.PatternList().WildcardInclude(); ok {
		e.found(Finding{Code: PruningDefeated, Severity: Info, File: e.dockerfilePath(), Path: line.Expr,
			Message: fmt.Sprintf("the source %q has a wildcard: the builder's client looks at %d entries that it does not send", line.Expr, c.View.WastedEntries)})
	}
}

// spacedName is the name of a named context with a space before it.
func (e *examiner) spacedName() string {
	if e.context.Plan.Name == "" {
		return ""
	}
	return " " + e.context.Plan.Name
}

// surprises says whether an instruction requests everything although it does not name the context's root.
func (e *examiner) surprises(r build.Reason) bool {
	for _, in := range e.Instructions {
		if in.Line != r.Line || !in.Reachable || in.Context != e.context.Plan.Name || in.Keyword == "FROM" {
			continue
		}
		for _, s := range in.Sources {
			if s.Path == "." && (s.Implicit || s.Given != "." && s.Given != "./" && s.Given != "/") {
				return true
			}
		}
	}
	return false
}

// linkToRoot is the line of the first instruction whose source leads to the root.
func (e *examiner) linkToRoot() int {
	for _, in := range e.Instructions {
		if !in.Reachable || in.Context != e.context.Plan.Name {
			continue
		}
		for _, s := range in.Sources {
			if r, err := e.context.View.Tree.FollowPaths([]string{s.Path}); err == nil && r.WholeContext() {
				return in.Line
			}
		}
	}
	return 0
}
