package analysis

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// narrowing returns the indexes of the present patterns that also apply below allowed paths: those with an effect, and those that may have one
// when files are added. An exception is one of them if it re-includes a path that another of them excludes.
func (b *Result) narrowing(allowed []string) []int {
	var list []int
	narrowed := false
	for n, l := range b.Main.Patterns.All() {
		decides := b.Main.View.PatternUses[n].Entries > 0
		switch {
		case l.Line == 0:
		case takesAll(l):
			narrowed = false
		case l.Exception && narrowed && (decides && isAllowed(l, allowed) || !decides && isInside(l, allowed)):
			list = append(list, n)
		case !l.Exception && (decides || reachesInside(l, allowed)):
			list, narrowed = append(list, n), true
		}
	}
	return list
}

func takesAll(l ignore.Pattern) bool { return !l.Exception && (l.Expr == "*" || l.Expr == "**") }

// allowsOnly reports whether the present file excludes everything except the allowed paths, and narrows those, in any order.
func (b *Result) allowsOnly(allowed []string, narrowing []int) bool {
	all := b.Main.Patterns.All()
	if len(all) == 0 || !takesAll(all[0]) {
		return false
	}
	var opened []string
	for n, l := range all {
		if l.Exception && !slices.Contains(narrowing, n) {
			opened = append(opened, l.Expr)
		}
	}
	slices.Sort(opened)
	return slices.Equal(opened, allowed)
}

// texts are lines of the present file, each once for as long as no exception is between.
func (b *Result) texts(lines []int) string {
	var text strings.Builder
	since := map[string]bool{}
	for _, n := range lines {
		l := b.Main.Patterns.All()[n]
		if l.Exception {
			clear(since)
		}
		if !since[l.Expr] {
			text.WriteString(strings.TrimSpace(l.Text) + "\n")
		}
		since[l.Expr] = !l.Exception
	}
	return text.String()
}

// reachesInside reports whether a pattern may exclude a part of an allowed path, and no allowed path as a whole.
func reachesInside(l ignore.Pattern, allowed []string) bool {
	alone, err := ignore.Compile([]string{l.Expr})
	takes := func(p string) bool {
		return alone.Match(p).Excluded
	}
	return err == nil && !slices.ContainsFunc(allowed, takes) && slices.ContainsFunc(allowed, func(p string) bool { return mayMatchIn(l.Expr, p) })
}

// mayMatchIn reports whether a pattern may match something in an allowed directory, or some matches of an allowed pattern.
func mayMatchIn(pattern, allowed string) bool {
	parts, in := strings.Split(pattern, "/"), strings.Split(allowed, "/")
	for n, part := range parts {
		if n >= len(in) || strings.Contains(part, "**") || strings.Contains(in[n], "**") {
			return true
		}
		if ok, err := path.Match(part, in[n]); !isWild(in[n]) && (!ok || err != nil) {
			return false
		}
	}
	return len(parts) == len(in) && isWild(in[len(in)-1])
}

func isWild(part string) bool { return strings.ContainsAny(part, `*?[\`) }

// isAllowed reports whether an exception is for an allowed path, or for names at any depth.
func isAllowed(l ignore.Pattern, allowed []string) bool {
	return slices.Contains(allowed, l.Expr) || slices.ContainsFunc(allowed, func(p string) bool { return mayMatchIn(l.Expr, p) })
}

// isInside reports whether an exception is for a path in an allowed directory, and for nothing else.
func isInside(l ignore.Pattern, allowed []string) bool {
	return slices.ContainsFunc(allowed, func(p string) bool { return strings.HasPrefix(l.Expr, p+"/") })
}
