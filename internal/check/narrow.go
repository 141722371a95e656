package check

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/walker"
)

// narrowException is an exception that reaches only one level of directories, and what it misses below.
type narrowException struct {
	pattern ignore.Pattern
	deep    string // the exception that reaches all levels
	probe   *ignore.PatternList
	own     *ignore.PatternList // the exception as it is, as a pattern that excludes
	first   string
	files   int64
	sends   bool // an instruction would send one of the files
}

// narrowExceptions finds exceptions that re-include files of one directory level while patterns for everything exclude the same files below: git
// would match `!*.go` at any depth.
func (i *Inspection) narrowExceptions() []lint.Finding {
	c := &i.Usage
	if !c.Patterns.HasExceptions() || c.Context.Ignore.Path == "" {
		return nil
	}
	candidates := slices.DeleteFunc(narrowCandidates(c.Patterns), i.hasSupplements)
	if len(candidates) == 0 {
		return nil
	}
	c.View.Each(walker.Excluded, func(e walker.Entry) bool {
		if e.Kind != walker.Dir && !isUnwanted(e.Path) {
			i.noteMissed(candidates, e.Path)
		}
		return true
	})
	var list []lint.Finding
	for _, n := range candidates {
		if n.files > 0 {
			list = append(list, n.finding(c.Context.Ignore.Path))
		}
	}
	return list
}

// narrowCandidates returns the exceptions that match only one level, where a pattern above excludes more levels.
func narrowCandidates(patterns *ignore.PatternList) []*narrowException {
	var list []*narrowException
	for _, p := range patterns.All() {
		deep, ok := atAllLevels(p.Expr)
		if !p.Exception || p.Line == 0 || !ok {
			continue
		}
		probe, errDeep := ignore.Compile([]string{deep})
		own, err := ignore.Compile([]string{p.Expr})
		if errDeep == nil && err == nil {
			list = append(list, &narrowException{pattern: p, deep: "!" + deep, probe: probe, own: own})
		}
	}
	return list
}

// hasSupplements reports whether other exceptions re-include such files at other levels: the directories are listed one by one then.
func (i *Inspection) hasSupplements(n *narrowException) bool {
	found := false
	i.Usage.View.Each(walker.Eligible, func(e walker.Entry) bool {
		found = e.Kind != walker.Dir && n.probe.Match(e.Path).Excluded && !n.own.Match(e.Path).Excluded
		return !found
	})
	return found
}

// atAllLevels returns a pattern for the same names at any depth; ok is false where a pattern is about a single path, or reaches all levels already.
func atAllLevels(expr string) (deep string, ok bool) {
	dir, base := path.Split(expr)
	switch {
	case strings.Contains(expr, "**"), base == "*":
		return "", false
	case strings.ContainsAny(base, "*?["):
		return dir + "**/" + base, true
	case strings.HasSuffix(dir, "*/"):
		return strings.TrimSuffix(dir, "*/") + "**/" + base, true
	}
	return "", false
}

// isUnwanted reports whether a path is in a directory of generated files, of git or of installed packages.
func isUnwanted(p string) bool {
	for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
		if base := path.Base(dir); base == ".git" || base == "vendor" || knowledge.IsKnownName(base) {
			return true
		}
	}
	return false
}

// noteMissed counts an excluded file for the exceptions that would re-include it at another level, unless a pattern of its own excludes it.
func (i *Inspection) noteMissed(candidates []*narrowException, p string) {
	for _, n := range candidates {
		if !n.probe.Match(p).Excluded {
			continue
		}
		if i.isMeant(p, &n.pattern) || i.Usage.Project.Ignored(p, walker.File) {
			continue
		}
		if n.files++; n.first == "" {
			n.first = p
		}
		n.sends = n.sends || inventory.Sends(i.Build, i.Usage.Context.Name, p)
	}
}

// isMeant reports whether a pattern excludes a path on purpose: one that is neither for everything nor for what an exception re-includes.
func (i *Inspection) isMeant(p string, exception *ignore.Pattern) bool {
	traces, _ := i.Usage.Patterns.Explain(p)
	return slices.ContainsFunc(traces, func(t ignore.Trace) bool {
		return t.Matches && !t.Pattern.Exception && !isForEverything(&t.Pattern, exception)
	})
}

// isForEverything reports whether a pattern excludes everything in some directory, or the names that an exception re-includes.
func isForEverything(p, exception *ignore.Pattern) bool {
	base := path.Base(p.Expr)
	return base == "*" || base == "**" || base == path.Base(exception.Expr) || strings.HasPrefix(exception.Expr, p.Expr+"/")
}

// finding returns the finding about an exception that misses files.
func (n *narrowException) finding(file string) lint.Finding {
	where := "at the context root"
	if dir := path.Dir(n.pattern.Expr); dir != "." {
		where = "directly in " + dir
	}
	also := ""
	if n.files > 1 {
		also = " and " + phrase.Count(n.files-1, "more file")
	}
	verb := "stays"
	if n.files > 1 {
		verb = "stay"
	}
	f := lint.New(lint.ExceptionTooNarrow, "%q re-includes files only %s: %s%s %s excluded.", n.pattern.Text, where, n.first, also, verb).At(file, n.pattern.Line)
	f.Path = n.first
	f.Fix = &lint.Fix{Kind: "replace-line", Text: n.deep}
	if !n.sends {
		f.Severity = lint.Info
		f.Message += fmt.Sprintf(" No instruction of this build copies %s.", them(n.files))
	}
	return f
}

// them refers to a number of files.
func them(n int64) string {
	if n == 1 {
		return "it"
	}
	return "them"
}
