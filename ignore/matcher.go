package ignore

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/moby/patternmatcher"
)

// matcher matches one pattern alone. It may be used by several goroutines.
type matcher struct {
	text       string
	rules      Rules
	matchType  matchType
	expression string // of Podman, for regexpMatch
	invalid    bool   // matching is an error

	once        sync.Once // guards what follows: most regular expressions are never matched
	prefix      []byte    // the literal prefix of all matches: comparing it is far cheaper than the regular expression
	matchRegexp func(path string) bool
	err         error
}

// matchType is how a pattern is matched (moby/patternmatcher matchType).
type matchType uint8

const (
	exactMatch  matchType = iota
	prefixMatch           // text but its last two bytes, which are a wildcard
	suffixMatch           // text but its first two bytes
	regexpMatch           // a regular expression
)

func newMatcher(text string, rules Rules) *matcher {
	t := translation{rest: text, rules: rules}
	t.run()
	return &matcher{text: text, rules: rules, matchType: t.matchType, expression: t.out.String(), invalid: t.invalid}
}

// compile builds the regular expression. The error is filepath.ErrBadPattern, as upstream has it.
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

// moby matches by patternmatcher itself, with a list of this pattern alone. As an exception it keeps white space and a leading
// "!".
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
	// The first match compiles the pattern. Later ones only read it, and may run concurrently.
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

// match reports whether the pattern matches a path itself (patternmatcher Pattern.match).
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

// matchesRegexp reports whether the regular expression of the pattern matches a path itself.
func (p *matcher) matchesRegexp(path []byte) (bool, error) {
	if err := p.compile(); err != nil {
		return false, err
	}
	return bytes.HasPrefix(path, p.prefix) && p.matchRegexp(string(path)), nil
}

// literalPrefix returns the literal prefix of a regular expression, without its last character, which a quantifier may follow.
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
