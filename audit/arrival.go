package audit

import (
	"errors"
	"fmt"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/plan"
	"github.com/ctxsize/ctxsize/walker"
)

// arrival finds what does not travel as it lies on disk.
func (e *examiner) arrival() {
	view := e.context.View
	if view == nil {
		return
	}
	if e.build.Builder == plan.BuildKit {
		for _, empty := range view.Empty {
			// A file that is empty anyway arrives as it is.
			if empty.Cause == walker.IsSocket {
				e.socket(empty.Path)
			} else if empty.Size > 0 {
				e.found(e.arrivesEmpty(empty))
			}
		}
	}
	for _, p := range e.context.Problems {
		switch {
		case errors.Is(p.Err, walker.ErrNotUTF8):
			e.found(Finding{Code: NameNotUTF8, Severity: Error, Path: p.Path,
				Message: fmt.Sprintf("%q, or what it leads to, is not UTF-8: BuildKit cannot send it, and the build fails", p.Path)})
		case errors.Is(p.Err, walker.ErrTooLarge):
			e.found(Finding{Code: SizeOverflow, Severity: Error,
				Message: "The file sizes add up to 8 EiB or more: the sizes reported here are lower bounds."})
		case p.Fatal:
			e.found(Finding{Code: Unreadable, Severity: Error, Path: p.Path,
				Message: fmt.Sprintf("%s: %s fails (%v), and the build with it", p.Path, p.Op, p.Err)})
		}
	}
}

// socket warns about a socket that an instruction names. Others are in a directory that is copied because of what else is in it.
func (e *examiner) socket(name string) {
	for _, in := range e.Instructions {
		if in.Reachable && in.Context == e.context.Plan.Name && slices.ContainsFunc(in.Sources, func(s plan.Source) bool { return e.selects(s, name) }) {
			e.found(Finding{Code: FileArrivesEmpty, Severity: Warning, File: e.dockerfilePath(), Line: in.Line, Path: name,
				Message: fmt.Sprintf("%s is a socket: the builder gets an empty file instead.", name)})
			return
		}
	}
}

// selects reports whether a source is an entry itself, by its name, by wildcards or through a link, and not a directory above it.
func (e *examiner) selects(s plan.Source, name string) bool {
	request, err := e.context.View.Tree.Follow([]string{s.Path})
	if err != nil {
		// The view has the problem.
		return false
	}
	return slices.ContainsFunc(request.Patterns, func(pattern string) bool {
		matched, err := path.Match(pattern, name)
		return pattern == name || err == nil && matched
	})
}

func (e *examiner) arrivesEmpty(empty walker.EmptyFile) Finding {
	f := Finding{Code: FileArrivesEmpty, Severity: Error, Path: empty.Path, Bytes: empty.Size}
	switch empty.Cause {
	case walker.Denied:
		f.Message = fmt.Sprintf("%s may not be read: the builder is given an empty file in its place", empty.Path)
	case walker.ReExcluded:
		f.Message = fmt.Sprintf("%s is announced with its size and arrives empty: a line behind the exception that lets it through takes out a directory above it", empty.Path)
		if empty.Line >= 0 {
			f.File, f.Line = e.context.Plan.Ignore.Path, e.context.Lines.All()[empty.Line].Number
		}
	}
	return f
}
