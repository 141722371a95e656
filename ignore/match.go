package ignore

import (
	"path"
	"strings"
)

// Trace is what one pattern contributes to the decision about a path.
type Trace struct {
	Pattern Pattern
	Matches bool   // the pattern alone matches the path or a directory above it
	Path    string // the topmost of them, "" for none
	Decides bool   // the decision is this pattern's
}

// Match decides about a path relative to the context's root, whether it exists or not, by a walk from the root down. The root
// itself is never excluded.
func (l *PatternList) Match(file string) Decision {
	if file = cleanPath(file); l == nil || file == "" {
		return Decision{Index: -1}
	}
	return l.matchFromRoot(file)
}

// cleanPath returns a path in the form in which patterns are matched with it, "" for the root.
func cleanPath(file string) string { return strings.TrimPrefix(path.Clean("/"+file), "/") }

// Explain returns the decision of [PatternList.Match] and, for each pattern in its order, whether it matches.
func (l *PatternList) Explain(file string) ([]Trace, Decision) {
	decision := l.Match(file)
	if l == nil {
		return nil, decision
	}
	var prefixes []string
	if file = cleanPath(file); file != "" {
		prefixes = append(parentsOf(file), file)
	}
	traces := make([]Trace, len(l.lines))
	for n, line := range l.lines {
		traces[n] = Trace{Pattern: line, Decides: decision.Index == n}
		for _, prefix := range prefixes {
			if hit, _ := l.compiled[n].match(prefix); hit {
				traces[n].Matches, traces[n].Path = true, prefix
				break
			}
		}
	}
	return traces, decision
}

// matchFromRoot walks from the root down to a path. An error on the way is the result.
func (l *PatternList) matchFromRoot(file string) Decision {
	d := l.Root()
	for {
		name, rest, more := strings.Cut(file, "/")
		decision := d.Match([]byte(name))
		if !more || decision.Err != nil {
			return decision
		}
		d, file = d.Enter([]byte(name)), rest
	}
}
