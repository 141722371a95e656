package ignore

import "strings"

// reach holds what decides whether the clients enter an excluded directory.
type reach struct {
	exceptions bool
	prefixes   []string // for each pattern its text without a final wildcard, and a slash
	wildcard   [2]int   // the first pattern that may match anywhere, -1 for none: of those that are no exceptions, of exceptions
}

func newReach(lines []Pattern) reach {
	r := reach{prefixes: make([]string, len(lines)), wildcard: [2]int{-1, -1}}
	for n, line := range lines {
		text := strings.TrimSuffix(strings.TrimSuffix(line.Expr, "/**"), "/*")
		r.prefixes[n] = text + "/"
		kind := 0
		if line.Exception {
			r.exceptions, kind = true, 1
		}
		if r.wildcard[kind] < 0 && strings.ContainsAny(text, `*[]?^\`) {
			r.wildcard[kind] = n
		}
	}
	return r
}

// MustEnter reports whether the client enters an excluded directory, because an exception could match below it. dir is a slash
// path relative to the root. With Podman's rules only what comes before an exception's first wildcard counts. It follows
// fsutil filterFS.Walk and go.podman.io/storage PatternMatcher.ShouldDescendExcludedDir.
func (l *PatternList) MustEnter(dir string) bool {
	if l == nil || !l.reach.exceptions {
		return false
	}
	if l.rules == Podman {
		return l.mustDescend(strings.Trim(dir, "/"))
	}
	return l.reach.wildcard[1] >= 0 || l.hasPrefixBelow(dir+"/", true)
}

// MayMatchBelow reports whether a directory that no requested path matches is entered, because one could match below it. dir
// is a slash path relative to the root. It follows fsutil filterFS.Walk.
func (l *PatternList) MayMatchBelow(dir string) bool {
	if l == nil {
		return false
	}
	return l.reach.wildcard[0] >= 0 || l.hasPrefixBelow(dir+"/", false)
}

// hasPrefixBelow reports whether a pattern, or an exception, begins with a directory.
func (l *PatternList) hasPrefixBelow(dir string, exception bool) bool {
	for n, below := range l.reach.prefixes {
		if l.lines[n].Exception == exception && strings.HasPrefix(below, dir) {
			return true
		}
	}
	return false
}

// MustEnterLegacy is [PatternList.MustEnter] for the legacy builder's client (moby/go-archive TarWithOptions).
func (l *PatternList) MustEnterLegacy(dir string) bool {
	if l == nil {
		return false
	}
	for _, line := range l.lines {
		if line.Exception && strings.HasPrefix(line.Expr+"/", dir+"/") {
			return true
		}
	}
	return false
}

func (l *PatternList) mustDescend(dir string) bool {
	for _, line := range l.lines {
		if line.Exception && descends(strings.Trim(line.Expr, "/"), dir) {
			return true
		}
	}
	return false
}

// descends reports whether a pattern could match below a directory, judged by what comes before its first wildcard.
func descends(pattern, dir string) bool {
	if strings.HasPrefix(pattern, dir+"/") {
		return true
	}
	wild := strings.IndexAny(pattern, "*?[")
	if wild < 0 {
		return false
	}
	slash := strings.LastIndexByte(pattern[:wild], '/')
	return slash <= 0 || strings.HasPrefix(dir+"/", pattern[:slash+1])
}

// WildcardException returns the first exception with a wildcard, which makes the client enter all excluded directories.
func (l *PatternList) WildcardException() (Pattern, bool) { return l.wildcardPattern(1) }

// WildcardInclude returns the first requested path with a wildcard, which makes the client enter directories that nothing
// matches.
func (l *PatternList) WildcardInclude() (Pattern, bool) { return l.wildcardPattern(0) }

func (l *PatternList) wildcardPattern(kind int) (Pattern, bool) {
	if l == nil || l.reach.wildcard[kind] < 0 {
		return Pattern{}, false
	}
	return l.lines[l.reach.wildcard[kind]], true
}
