package attribution

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
)

// ignoreFile checks whether the builder accepts the patterns as they are.
func (e *examiner) ignoreFile() {
	file := e.usage.Context.Ignore
	if pe, ok := errors.AsType[*fs.PathError](file.Problem); ok {
		// It may be another file than the one in effect.
		e.found(lint.New(lint.Unreadable, "The ignore file cannot be read (%v): the build goes on without its patterns.", pe.Err).At(pe.Path, 0))
	}
	if file.Shadowed != "" {
		e.found(lint.New(lint.IgnoreFileShadowed, "%s is not used for this build: %s replaces it.", filepath.Base(file.Shadowed), filepath.Base(file.Path)).At(file.Shadowed, 0))
	}
	if e.build.Builder != build.BuildKit || !e.usage.Context.Requested {
		return
	}
	if err := e.usage.Refusal(); err != nil {
		f := lint.New(lint.SourceRefused, "BuildKit refuses the source %q: %v.", err.Text, err.Err).At(e.dockerfilePath(), 0)
		f.Path = err.Text
		e.found(f)
	}
	if err := e.usage.Patterns.CheckSendable(); err != nil {
		f := lint.New(lint.IgnoreListRefused, "BuildKit refuses the patterns of the ignore file: %v.", err).At(file.Path, 0)
		if line, ok := errors.AsType[*ignore.SyntaxError](err); ok {
			f.Line = line.Line
		}
		e.found(f)
	}
}

// requests explains why so much is read or sent.
func (e *examiner) requests() {
	c := e.usage
	if c.View == nil || !c.Context.Requested {
		return
	}
	for _, r := range c.Context.Whole {
		if e.surprises(r) {
			e.found(lint.New(lint.WholeContextRequested, "%s requests the whole context%s: %s.", phrase.Shorten(r.Instruction), e.spacedName(), r.Text).At(e.dockerfilePath(), r.Line))
		}
	}
	if c.Context.Paths != nil && c.View.Query.Request.WholeContext() && !c.View.Query.NoContext {
		e.found(lint.New(lint.WholeContextRequested, "The whole context%s is requested: a source leads through a symbolic link to the context root.", e.spacedName()).
			At(e.dockerfilePath(), e.linkToRoot()))
	}
	if e.build.Builder == build.BuildKit {
		e.wastedScan()
	}
}

// spacedName returns the name of a named context with a space before it.
func (e *examiner) spacedName() string {
	if e.usage.Context.Name == "" {
		return ""
	}
	return " " + e.usage.Context.Name
}

// surprises reports whether an instruction requests everything although it does not name the context's root.
func (e *examiner) surprises(r build.Reason) bool {
	for _, in := range e.Instructions {
		if in.Line != r.Line || !in.Reachable || in.Context != e.usage.Context.Name || in.Keyword == "FROM" {
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

// linkToRoot returns the line of the first instruction with a source that links to the root.
func (e *examiner) linkToRoot() int {
	for _, in := range e.Instructions {
		if !in.Reachable || in.Context != e.usage.Context.Name {
			continue
		}
		for _, s := range in.Sources {
			if r, err := e.usage.View.Tree.FollowPaths([]string{s.Path}); err == nil && r.WholeContext() {
				return in.Line
			}
		}
	}
	return 0
}
