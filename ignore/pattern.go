package ignore

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/moby/patternmatcher"
)

// pattern is what one line matches, asked alone. It may be used by many goroutines at once.
type matcher struct {
	text       string
	rules      Rules
	matchType  matchType
	expression string // of Podman, where form is expressed
	invalid    bool   // nothing can be matched, and asking is an error

	once        sync.Once // guards what follows: most expressions are never asked
	prefix      []byte    // what begins all that the expression matches: comparing it is far cheaper than asking
	matchRegexp func(path string) bool
	err         error
}

// form is how a pattern matches (moby/patternmatcher, matchType).
type matchType uint8

const (
	exactMatch  matchType = iota
	prefixMatch           // text but its last two bytes, which are a wildcard
	suffixMatch           // text but its first two bytes
	regexpMatch           // a regular expression
)

func newPattern(text string, rules Rules) *matcher {
	t := translation{rest: text, rules: rules}
	t.run()
	return &matcher{text: text, rules: rules, matchType: t.matchType, expression: t.out.String(), invalid: t.invalid}
}

// warm makes what answers questions. The error is filepath.ErrBadPattern, as upstream has it.
func (p *matcher) compile() error {
	p.once.Do(func() {
		p.prefix = literalPrefix(strings.TrimPrefix(p.text, byteOrderMark))
		if p.rules == Podman {
			p.matchRegexp, p.err = p.podman()
		} else {
			p.matchRegexp, p.err = p.moby()
		}
	})
	return p.err
}

// moby asks upstream itself, with a matcher of this line alone. As an exception it keeps white space and a "!" at its beginning.
func (p *matcher) moby() (func(string) bool, error) {
	// The scanner inside would complain on stderr about bytes that are no UTF-8, before it takes them for this character.
	m, err := patternmatcher.New([]string{"!" + string([]rune(p.text))})
	if err != nil {
		return nil, err
	}
	hits := func(path string) (bool, error) {
		//lint:ignore SA1019 one line by itself has no parents' results to use
		stays, err := m.MatchesUsingParentResult(path, true)
		return !stays, err
	}
	// The first question compiles the pattern. Later ones only read it, and may be asked by many goroutines.
	_, err = hits(".")
	return func(path string) bool { hit, _ := hits(path); return hit }, err
}

func (p *matcher) podman() (func(string) bool, error) {
	re, err := regexp.Compile(p.expression)
	if err != nil || p.invalid {
		return nil, filepath.ErrBadPattern
	}
	return re.MatchString, nil
}

// match says whether the pattern matches a path itself. It follows patternmatcher, Pattern.match.
func (p *matcher) match(path string) (bool, error) {
	switch p.matchType {
	case exactMatch:
		return path == p.text, nil
	case prefixMatch:
		return strings.HasPrefix(path, p.text[:len(p.text)-2]), nil
	case suffixMatch:
		suffix := p.text[2:]
		return strings.HasSuffix(path, suffix) || suffix[0] == '/' && path == suffix[1:], nil
	}
	if err := p.compile(); err != nil {
		return false, err
	}
	return p.matchRegexp(path), nil
}

// expresses says whether the expression of a pattern matches a path itself.
func (p *matcher) matchesRegexp(path []byte) (bool, error) {
	if err := p.compile(); err != nil {
		return false, err
	}
	return bytes.HasPrefix(path, p.prefix) && p.matchRegexp(string(path)), nil
}

// head is the beginning of a pattern that means itself in an expression, but for its last character, which a quantifier may follow.
func literalPrefix(text string) []byte {
	if strings.Contains(text, "|") {
		return nil
	}
	n := 0
	for n < len(text) && (alphanumeric(text[n]) || strings.IndexByte("/_-.", text[n]) >= 0) {
		n++
	}
	return []byte(text[:max(n-1, 0)])
}
