package ignore

import (
	"path"
	"strings"
)

// Trace is what one line says about a path.
type Trace struct {
	Line    Line
	Matched bool   // it matches the path or a directory above it, asked alone
	At      string // the topmost of them, "" for none
	Decided bool   // the verdict is this line's
}

// Decide decides about a path, relative to the root, by a walk from the root down, whether it exists or not. The root itself is never excluded.
func (l *Lines) Decide(file string) Decision {
	if file = cleaned(file); l == nil || file == "" {
		return Decision{Line: -1}
	}
	return l.walk(file)
}

// cleaned is a path as lines are asked about it, "" for the root.
func cleaned(file string) string { return strings.TrimPrefix(path.Clean("/"+file), "/") }

// Explain decides as [Lines.Decide] does, and says for every line, in order, whether it matches.
func (l *Lines) Explain(file string) ([]Trace, Decision) {
	decision := l.Decide(file)
	if l == nil {
		return nil, decision
	}
	var prefixes []string
	if file = cleaned(file); file != "" {
		prefixes = append(parentsOf(file), file)
	}
	traces := make([]Trace, len(l.lines))
	for n, line := range l.lines {
		traces[n] = Trace{Line: line, Decided: decision.Line == n}
		for _, prefix := range prefixes {
			if hit, _ := l.compiled[n].match(prefix); hit {
				traces[n].Matched, traces[n].At = true, prefix
				break
			}
		}
	}
	return traces, decision
}

// walk decides about a path from the root down. What the builder fails at on the way is the answer.
func (l *Lines) walk(file string) Decision {
	d := l.Root()
	for {
		name, rest, more := strings.Cut(file, "/")
		decision := d.Decide([]byte(name))
		if !more || decision.Err != nil {
			return decision
		}
		d, file = d.Enter([]byte(name)), rest
	}
}
