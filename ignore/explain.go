package ignore

import (
	"path"
	"strings"
)

// Trace is what one line says about a path.
type Trace struct {
	Pattern Pattern
	Matches bool   // it matches the path or a directory above it, asked alone
	Path    string // the topmost of them, "" for none
	Decides bool   // the verdict is this line's
}

// Decide decides about a path, relative to the root, by a walk from the root down, whether it exists or not. The root itself is never excluded.
func (l *PatternList) Match(file string) Decision {
	if file = cleanPath(file); l == nil || file == "" {
		return Decision{Index: -1}
	}
	return l.matchFromRoot(file)
}

// cleaned is a path as lines are asked about it, "" for the root.
func cleanPath(file string) string { return strings.TrimPrefix(path.Clean("/"+file), "/") }

// Explain decides as [Lines.Decide] does, and says for every line, in order, whether it matches.
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

// walk decides about a path from the root down. What the builder fails at on the way is the answer.
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
