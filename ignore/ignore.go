// Package ignore reads ignore files and lists of requested paths as the builders do, and says what they decide.
//
// Call [Parse] for an ignore file, or [Compile] for patterns that are no file, and ask [Lines.Root] for the state of the context's root.
// [Dir.Decide] decides about an entry of a directory, and [Dir.Enter] gives the state for the entries of that entry: the rule by which
// the builders walk, in which what a line decided about a directory is handed down.
// Lines are edited with [Lines.Append], [Lines.Replace], [Lines.Remove] and [Lines.With], which give new ones.
//
// The package reads no file and no directory. Paths are slash-separated on every system, and lines are read as on Linux.
package ignore

import "bufio"

// Rules says whose reading of the lines applies.
type Rules uint8

const (
	// Moby is the reading of BuildKit and of the legacy builder (github.com/moby/patternmatcher and its ignorefile).
	Moby Rules = iota
	// Podman is the reading of podman build and buildah (github.com/openshift/imagebuilder, ParseIgnoreReader, and
	// go.podman.io/storage/pkg/fileutils).
	Podman
)

// Options says how an ignore file is read.
type Options struct {
	Rules Rules
	// UTF8 reads each byte that belongs to no character as U+FFFD. BuildKit does: lines travel as JSON on the way from its frontend
	// to its client.
	ReplaceInvalidUTF8 bool
}

// Line is one entry; comments and blank lines are none.
type Pattern struct {
	Line      int    // counted from 1 in the file; 0 for a line that does not stand in it
	Text      string // as in the file, without its line ending
	Expr      string // cleaned, with the "!" taken off
	Exception bool
}

// Lines is what an ignore file, or a list of requested paths, says. It does not change and may be used by many goroutines at once.
// A nil *Lines is an empty list.
type PatternList struct {
	rules    Rules
	source   source
	lines    []Pattern
	patterns []string   // what the builder's reader makes of the lines
	compiled []*matcher // of the lines, by index
	reach    reach
	table    *table
}

// Parse reads an ignore file. The error is a *[SyntaxError] where the builder would fail before it decides about anything
// (moby/patternmatcher, ignorefile.ReadAll and New).
func Parse(text []byte, o Options) (*PatternList, error) {
	s := read(string(text), o.Rules)
	s.utf8 = o.ReplaceInvalidUTF8
	return assemble(o.Rules, s)
}

// Compile takes patterns as patternmatcher.New does: requested paths, or lines that a reader has already cleaned. Their numbers count
// from 1. The error is a *[SyntaxError].
func Compile(patterns []string) (*PatternList, error) {
	l := &PatternList{patterns: patterns, source: source{noFile: true}}
	for n, text := range patterns {
		if err := l.add(n+1, text, text); err != nil {
			return nil, err
		}
	}
	l.finish()
	return l, nil
}

// assemble makes the lines of a file. The builder reads all of it before it looks at the first pattern.
func assemble(rules Rules, s source) (*PatternList, error) {
	l := &PatternList{rules: rules, source: s}
	rows := append(s.rows[:len(s.rows):len(s.rows)], s.extra...)
	var err error
	if rules == Podman {
		err = l.addPodman(rows)
	} else {
		err = l.addMoby(rows)
	}
	if err != nil {
		return nil, err
	}
	l.finish()
	return l, nil
}

func (l *PatternList) addMoby(rows []row) error {
	for n, r := range rows {
		if r.tooLong() {
			return &SyntaxError{Line: l.source.number(n), Text: r.text, Err: bufio.ErrTooLong}
		}
	}
	patterns, err := mobyPatterns(rows)
	if err != nil {
		return err
	}
	if l.source.utf8 {
		for n, p := range patterns {
			patterns[n] = string([]rune(p))
		}
	}
	l.patterns = patterns
	for n, r := range rows {
		if !r.isPattern() {
			continue
		}
		if err := l.add(l.source.number(n), r.text, patterns[0]); err != nil {
			return err
		}
		patterns = patterns[1:]
	}
	return nil
}

func (l *PatternList) addPodman(rows []row) error {
	for n, r := range rows {
		pattern, ok := r.podmanPattern()
		if !ok {
			continue
		}
		l.patterns = append(l.patterns, pattern)
		if err := l.add(l.source.number(n), r.text, pattern); err != nil {
			return err
		}
	}
	return nil
}

// add takes one line up, unless it says nothing.
func (l *PatternList) add(number int, text, pattern string) error {
	line := Pattern{Line: number, Text: text}
	ok, err := line.parse(l.rules, pattern)
	if err != nil {
		return &SyntaxError{Line: number, Text: text, Err: err}
	}
	if ok {
		l.lines = append(l.lines, line)
		l.compiled = append(l.compiled, newPattern(line.Expr, l.rules))
	}
	return nil
}

// finish makes what deciding needs, when all lines are there.
func (l *PatternList) finish() {
	l.reach = newReach(l.lines)
	l.table = newTable(l)
}

// All gives the lines in the order in which they stand. They must not be modified.
func (l *PatternList) All() []Pattern {
	if l == nil {
		return nil
	}
	return l.lines
}

// Patterns gives the lines as the builder's reader does (ignorefile.ReadAll): what the builder asks the client to exclude. They must
// not be modified.
func (l *PatternList) ExcludePatterns() []string {
	if l == nil {
		return nil
	}
	return l.patterns
}

// Exceptions says whether any line is an exception.
func (l *PatternList) HasExceptions() bool { return l != nil && l.reach.exceptions }
