package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/required"
	"github.com/ctxsize/ctxsize/walker"
)

// maxWideTried is the number of exceptions that are measured: each needs a view or two.
const maxWideTried = 20

// minWide is the size from which files that may not be meant are worth a warning.
const minWide = 64 << 10

// wideExceptions finds exceptions for a directory that re-include more than the file shows: everything below the directory, so that a pattern above
// that excludes a part of it, or an exception below for a part of it, has no effect. explained are the lines of those patterns.
func (i *Inspection) wideExceptions() (list []lint.Finding, explained []int) {
	c := &i.Usage
	if !c.Patterns.HasExceptions() || c.Context.Ignore.Path == "" {
		return nil, nil
	}
	tried := 0
	all := c.Patterns.All()
	for n, p := range all {
		if !p.Exception || p.Line == 0 || strings.ContainsAny(p.Expr, `*?[\`) || tried == maxWideTried {
			continue
		}
		above := slices.IndexFunc(all[:n], func(o ignore.Pattern) bool { return !o.Exception && o.Line > 0 && isWithin(o.Expr, p.Expr) })
		below := slices.IndexFunc(all[n+1:], func(o ignore.Pattern) bool { return o.Exception && o.Line > 0 && isWithin(o.Expr, p.Expr) })
		if above < 0 && below < 0 {
			continue
		}
		tried++
		w := wideException{Inspection: i, pattern: p}
		f, ok := lint.Finding{}, false
		if above >= 0 {
			f, ok = w.order(all[above])
		}
		if !ok && below >= 0 {
			f, ok = w.pointless(all[n+1+below])
		}
		if ok {
			list = append(list, f)
			explained = append(explained, linesWithin(all, p.Expr)...)
		}
	}
	return list, explained
}

// linesWithin returns the lines of the patterns for something in a directory.
func linesWithin(all []ignore.Pattern, dir string) []int {
	var lines []int
	for _, p := range all {
		if isWithin(p.Expr, dir) {
			lines = append(lines, p.Line)
		}
	}
	return lines
}

// isWithin reports whether a pattern is for something in a directory.
func isWithin(expr, dir string) bool { return strings.HasPrefix(expr, dir+"/") }

// wideException is an exception for a directory.
type wideException struct {
	*Inspection
	pattern ignore.Pattern
}

// order checks whether the exception undoes a pattern above it, and whether moving or removing it lets the pattern work.
func (w *wideException) order(undone ignore.Pattern) (lint.Finding, bool) {
	const format = "%q re-includes everything in %s, also what line %d (%s) excludes: the last matching pattern decides."
	f := lint.New(lint.ExceptionTooWide, format, w.pattern.Text, w.pattern.Expr, undone.Line, undone.Text).At(w.Usage.Context.Ignore.Path, w.pattern.Line)
	f.Path = w.pattern.Expr
	moved, err := moveBefore(w.Usage.Patterns, w.pattern, undone.Line)
	if err != nil {
		return f, false
	}
	dropped, err := w.Usage.Patterns.Remove(w.pattern.Line)
	if err != nil {
		return f, false
	}
	saved, same := w.saved(moved), w.saved(dropped)
	if saved.Files == 0 {
		return f, false
	}
	f.Bytes, f.Fix = saved.Bytes, &lint.Fix{Kind: "edit", Text: fmt.Sprintf("move line %d above line %d", w.pattern.Line, undone.Line)}
	if same == saved {
		f.Fix = &lint.Fix{Kind: "edit", Text: "remove the line: an exception needs none for its directory", Removes: true}
	}
	return w.judged(f, moved), true
}

// pointless checks whether the exception makes one below it, for a part of the directory, meaningless.
func (w *wideException) pointless(narrow ignore.Pattern) (lint.Finding, bool) {
	f := lint.New(lint.ExceptionTooWide, "%q re-includes everything in %s, so line %d (%s) has no effect.", w.pattern.Text, w.pattern.Expr, narrow.Line, narrow.Text).
		At(w.Usage.Context.Ignore.Path, w.pattern.Line)
	f.Path = w.pattern.Expr
	dropped, err := w.Usage.Patterns.Remove(w.pattern.Line)
	if err != nil {
		return f, false
	}
	saved := w.saved(dropped)
	if saved.Files == 0 {
		return f, false
	}
	f.Bytes, f.Fix = saved.Bytes, &lint.Fix{Kind: "edit", Text: fmt.Sprintf("remove line %d if the build needs only %s; otherwise remove line %d", w.pattern.Line, narrow.Text[1:], narrow.Line)}
	return w.judged(f, dropped), true
}

// judged lowers the severity where the files are needed, or where this build does not send them.
func (w *wideException) judged(f lint.Finding, after *ignore.PatternList) lint.Finding {
	needed := required.New(w.Usage.Project, []inventory.Share{{Build: w.Build, Usage: w.Usage}})
	needed.AddManifests(nil)
	if f.Bytes < minWide || !needed.IsSafeEdit(func(*ignore.PatternList) (*ignore.PatternList, error) { return after, nil }) {
		f.Severity = lint.Info
	}
	return f
}

// saved returns what is not sent any more with other patterns.
func (w *wideException) saved(after *ignore.PatternList) walker.Counts {
	ask := w.Usage.View.Query
	ask.Patterns = after
	then, err := w.Usage.View.Tree.View(ask)
	if err != nil {
		return walker.Counts{}
	}
	return w.Usage.View.Totals(walker.Sent).Sub(then.Totals(walker.Sent))
}

// moveBefore returns patterns with one of them moved before a line above it.
func moveBefore(list *ignore.PatternList, p ignore.Pattern, line int) (*ignore.PatternList, error) {
	rest, err := list.Remove(p.Line)
	if err != nil {
		return nil, fmt.Errorf("remove line %d: %w", p.Line, err)
	}
	n := slices.IndexFunc(rest.All(), func(o ignore.Pattern) bool { return o.Line == line })
	if n < 0 {
		return nil, fmt.Errorf("line %d has no pattern", line)
	}
	moved, err := rest.Replace(line, p.Text+"\n"+rest.All()[n].Text)
	if err != nil {
		return nil, fmt.Errorf("insert before line %d: %w", line, err)
	}
	return moved, nil
}
