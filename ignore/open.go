package ignore

import (
	"path"
	"strings"
)

// OpenExcluded says whether a path is excluded when a client asks about it without having walked to it, which may differ from the
// verdict of the walk. The error is a *[SyntaxError]. It follows patternmatcher, MatchesOrParentMatches, and for Podman
// PatternMatcher.IsMatch.
func (l *Lines) OpenExcluded(file string) (bool, error) {
	if l == nil {
		return false, nil
	}
	if l.rules == Podman {
		return l.last(file)
	}
	parents := parentsOf(file)
	return l.skipping(file, func(p *pattern) bool {
		for _, parent := range parents {
			if hit, _ := p.match(parent); hit {
				return true
			}
		}
		return false
	})
}

// OneParentExcluded is [Lines.OpenExcluded] as an older rule had it, by which each line is asked about one parent only. The error is a
// *[SyntaxError]. It follows the function patternmatcher.Matches, for which the root is never excluded.
func (l *Lines) OneParentExcluded(file string) (bool, error) {
	file = path.Clean(file)
	if l == nil || file == "." {
		return false, nil
	}
	if l.rules == Podman {
		return l.last(file)
	}
	parents := parentsOf(file)
	return l.skipping(file, func(p *pattern) bool {
		depth := strings.Count(p.text, "/")
		if depth >= len(parents) {
			return false
		}
		hit, _ := p.match(parents[depth])
		return hit
	})
}

// skipping asks only the lines that could change the verdict.
func (l *Lines) skipping(file string, parents func(*pattern) bool) (bool, error) {
	excluded := false
	for n, p := range l.compiled {
		if l.lines[n].Exception != excluded {
			continue
		}
		hit, err := p.match(file)
		if err != nil {
			return false, l.bad(n, err)
		}
		if hit || parents(p) {
			excluded = !excluded
		}
	}
	return excluded, nil
}

// last lets the last line decide that matches.
func (l *Lines) last(file string) (bool, error) {
	excluded := false
	for n, p := range l.compiled {
		hit, err := p.match(file)
		if err != nil {
			return false, l.bad(n, err)
		}
		if hit {
			excluded = !l.lines[n].Exception
		}
	}
	return excluded, nil
}

func (l *Lines) bad(line int, err error) *SyntaxError {
	return &SyntaxError{Number: l.lines[line].Number, Text: l.lines[line].Text, Err: err}
}

// parentsOf lists the directories above a path, the topmost first.
func parentsOf(file string) []string {
	dir := path.Dir(file)
	if dir == "." {
		return nil
	}
	var out []string
	for n := range len(dir) {
		if dir[n] == '/' {
			out = append(out, dir[:n])
		}
	}
	return append(out, dir)
}
