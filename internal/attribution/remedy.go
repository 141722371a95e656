package attribution

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/walker"
)

// maxNamed is the maximum number of paths that a fix lists one by one.
const maxNamed = 5

// remedy finds the narrowest exception that re-includes a source. Each candidate is appended to the patterns, and verified by the source's
// outcome.
func remedy(c *inventory.Usage, t *Trace) *lint.Fix {
	if t.Outcome != OutcomeExcluded {
		return nil
	}
	for _, lines := range candidates(t) {
		if lets(c, t, lines) {
			return appended(c, lines)
		}
	}
	line := c.Patterns.All()[t.Verdict.Index]
	if line.Line == 0 {
		return &lint.Fix{Kind: "edit", Text: fmt.Sprintf("remove --ignore %q", line.Text)}
	}
	if less, err := c.Patterns.Remove(line.Line); err == nil && arrivesWith(c, t, less) {
		return &lint.Fix{Kind: "edit", Text: fmt.Sprintf("remove line %d: no exception after it would have an effect", line.Line)}
	}
	return nil
}

// appended returns the fix that appends exceptions to the ignore file.
func appended(c *inventory.Usage, lines []string) *lint.Fix {
	if len(lines) > 1 {
		return &lint.Fix{Kind: "edit", Text: "append " + strings.Join(lines, " and ")}
	}
	f := &lint.Fix{Kind: "append-line", Text: lines[0]}
	if c.Context.Name != "" {
		f.File = c.Context.Ignore.Path
	}
	return f
}

// candidates returns exceptions to append, the narrowest first: for the missing path itself, for the source's own wildcards, and then for
// directories above it.
func candidates(t *Trace) [][]string {
	var list [][]string
	if t.Source.Wildcard {
		list = append(list, []string{"!" + t.Source.Path})
		for _, p := range t.Hidden {
			list = append(list, []string{phrase.Exception(p)})
		}
	} else {
		for _, spell := range []func(string) string{phrase.Exception, blurred} {
			var own []string
			for _, p := range t.Hidden {
				own = append(own, spell(p))
			}
			list = append(list, own)
		}
	}
	for dir := path.Dir(t.At); dir != "."; dir = path.Dir(dir) {
		list = append(list, []string{phrase.Exception(dir)})
	}
	return list
}

// blurred returns the exception for a path with a wildcard in place of each character that cannot be written.
func blurred(p string) string {
	return "!" + strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\*?[ !#]{}|()+^`, r) || unicode.IsSpace(r) || unicode.IsControl(r) {
			return '?'
		}
		return r
	}, p)
}

// lets reports whether the source arrives once exceptions are appended.
func lets(c *inventory.Usage, t *Trace, exceptions []string) bool {
	lines := c.Patterns
	for _, text := range exceptions {
		if text == "" || !phrase.CanPaste(text) {
			return false
		}
		var err error
		if lines, err = lines.Append(text); err != nil {
			return false
		}
	}
	return arrivesWith(c, t, lines)
}

// arrivesWith reports whether a source is sent, with its content, by other patterns: all of the way to it or, with wildcards, something.
func arrivesWith(c *inventory.Usage, t *Trace, lines *ignore.PatternList) bool {
	f := c.Filter()
	f.Patterns = lines
	hidden := func(p string) bool {
		out, err := lines.ExcludedOnOpen(p)
		return f.Match(p).Excluded || err != nil || out && f.Rules == walker.FileSync
	}
	if !t.Source.Wildcard {
		return !slices.ContainsFunc(t.Hidden, hidden)
	}
	any := false
	for _, p := range t.Hidden {
		if hidden(p) {
			continue
		}
		any = true
		// A matching link needs a target.
		trail := c.View.Tree.FollowLinks(p)
		if !trail.Found || slices.ContainsFunc(append(trail.Links, trail.End), hidden) {
			return false
		}
	}
	return any
}

// literalExceptions returns exceptions for the paths that a wildcard exception matches, to replace it: then the client does not have to enter
// every directory. ok is false if they are too many, or if a directory would be entered all the same.
func literalExceptions(c *inventory.Usage, line ignore.Pattern, dir string) (text string, ok bool) {
	names := matching(c.View, walker.Eligible, []string{line.Expr})
	if len(names) == 0 || len(names) > maxNamed || line.Line == 0 {
		return "", false
	}
	for n, p := range names {
		if names[n] = phrase.Exception(p); names[n] == "" {
			return "", false
		}
	}
	text = strings.Join(names, "\n")
	lines, err := c.Patterns.Replace(line.Line, text)
	if err != nil {
		return "", false
	}
	f := c.Filter()
	f.Patterns = lines
	return text, !enters(f, dir)
}
