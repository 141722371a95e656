package ignore

import (
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// pattern is what one line matches, asked alone. It may be used by many goroutines at once.
type pattern struct {
	text       string
	form       form
	expression string // where form is expressed
	bad        bool   // nothing can be matched, and asking is an error

	once sync.Once // guards what follows: most expressions are never asked
	re   *regexp.Regexp
	err  error
}

// form is how a pattern matches (moby/patternmatcher, matchType).
type form uint8

const (
	exact     form = iota
	prefixed       // text but its last two bytes, which are a wildcard
	suffixed       // text but its first two bytes
	expressed      // a regular expression
)

func newPattern(text string, rules Rules) *pattern {
	t := translation{rest: text, rules: rules}
	t.run()
	return &pattern{text: text, form: t.form, expression: t.out.String(), bad: t.bad}
}

// regexp gives the expression of the pattern. The error is filepath.ErrBadPattern, as upstream has it.
func (p *pattern) regexp() (*regexp.Regexp, error) {
	p.once.Do(func() {
		re, err := regexp.Compile(p.expression)
		if err != nil || p.bad {
			p.err = filepath.ErrBadPattern
		}
		p.re = re
	})
	return p.re, p.err
}

// match says whether the pattern matches a path itself. It follows patternmatcher, Pattern.match.
func (p *pattern) match(path string) (bool, error) {
	switch p.form {
	case exact:
		return path == p.text, nil
	case prefixed:
		return strings.HasPrefix(path, p.text[:len(p.text)-2]), nil
	case suffixed:
		suffix := p.text[2:]
		return strings.HasSuffix(path, suffix) || suffix[0] == '/' && path == suffix[1:], nil
	}
	re, err := p.regexp()
	if err != nil {
		return false, err
	}
	return re.MatchString(path), nil
}
