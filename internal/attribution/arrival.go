package attribution

import (
	"errors"
	"fmt"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/walker"
)

// arrival finds files that are sent changed: empty, or not at all.
func (e *examiner) arrival() {
	view := e.usage.View
	if view == nil {
		return
	}
	if e.build.Builder == build.BuildKit {
		for _, empty := range view.EmptyFiles {
			// A file that is empty anyway arrives as it is.
			if empty.Cause == walker.IsSocket {
				e.socket(empty.Path)
			} else if empty.Size > 0 {
				e.found(e.arrivesEmpty(empty))
			}
		}
	}
	for _, p := range e.usage.Problems {
		switch {
		case errors.Is(p.Err, walker.ErrNotUTF8):
			f := lint.New(lint.NameNotUTF8, "The name or link target of %q is not UTF-8: BuildKit cannot send it, and the build fails.", p.Path)
			f.Path = p.Path
			e.found(f)
		case errors.Is(p.Err, walker.ErrTooLarge):
			e.found(lint.New(lint.SizeOverflow, "The file sizes add up to 8 EiB or more: the reported sizes are lower bounds."))
		case p.Fatal:
			f := lint.New(lint.Unreadable, "%s", e.usage.Unreadable(p))
			f.Path = p.Path
			if line, ok := e.usage.Filter().ExceptionBelow(p.Path); ok {
				f.File, f.Line, f.Fix = e.usage.Context.Ignore.Path, line.Line, instead(e.usage, line, p.Path)
			}
			e.found(f)
		}
	}
}

// socket warns about a socket that an instruction names. Other sockets are in a directory that is copied for the other files in it.
func (e *examiner) socket(name string) {
	for _, in := range e.Instructions {
		if in.Reachable && in.Context == e.usage.Context.Name && slices.ContainsFunc(in.Sources, func(s build.Source) bool { return e.selects(s, name) }) {
			f := lint.New(lint.FileArrivesEmpty, "%s is a socket: the builder gets an empty file instead.", name).At(e.dockerfilePath(), in.Line)
			f.Severity, f.Path = lint.Warning, name
			e.found(f)
			return
		}
	}
}

// selects reports whether a source selects an entry itself, by its name, by wildcards or through a link, and not only a directory above it.
func (e *examiner) selects(s build.Source, name string) bool {
	request, err := e.usage.View.Tree.FollowPaths([]string{s.Path})
	if err != nil {
		// The view reports the problem.
		return false
	}
	return slices.ContainsFunc(request.Patterns, func(pattern string) bool {
		matched, err := path.Match(pattern, name)
		return pattern == name || err == nil && matched
	})
}

// instead is the change of an exception after which the client does not enter an excluded directory, nil where the exception needs it.
func instead(c *inventory.Usage, line ignore.Pattern, dir string) *lint.Fix {
	if !inventory.IsWild(line) {
		return nil
	}
	if text, ok := literalExceptions(c, line, dir); ok {
		return &lint.Fix{Kind: "replace-line", Text: text}
	}
	if less, err := c.Patterns.Remove(line.Line); err == nil && c.View.PatternUses[slices.Index(c.Patterns.All(), line)].Entries == 0 {
		f := c.Filter()
		if f.Patterns = less; !enters(f, dir) {
			return &lint.Fix{Kind: "edit", Text: fmt.Sprintf("remove line %d: it re-includes nothing", line.Line), Removes: true}
		}
	}
	return &lint.Fix{Kind: "edit", Text: "re-include the files by name, without wildcards"}
}

// enters reports whether a client enters a directory, or a directory below it.
func enters(f walker.Filter, dir string) bool {
	for up := dir; up != "."; up = path.Dir(up) {
		if !f.Match(up).Excluded {
			return true
		}
		if _, ok := f.ExceptionBelow(up); !ok {
			return false
		}
	}
	return true
}

func (e *examiner) arrivesEmpty(empty walker.EmptyFile) lint.Finding {
	cause := "it cannot be read (permission denied)"
	if empty.Cause == walker.ExcludedOnOpen {
		cause = "a later pattern excludes its parent directory again (BuildKit lists the file, then cannot open it)"
	}
	f := lint.New(lint.FileArrivesEmpty, "%s is sent empty: %s.", empty.Path, cause)
	f.Path, f.Bytes = empty.Path, empty.Size
	if empty.Cause == walker.ExcludedOnOpen {
		if empty.Index >= 0 {
			f.File, f.Line = e.usage.Context.Ignore.Path, e.usage.Patterns.All()[empty.Index].Line
		}
	}
	return f
}
