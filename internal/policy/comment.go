package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
)

// Comments are the comments of a Dockerfile or an ignore file that accept findings about the line below:
//
//	# ctxsize ignore=secret-sent,vcs-sent the key is public
type Comments map[int][]comment // by line, from 1

// comment accepts findings with one of the codes.
type comment struct {
	codes  []string
	reason string
}

// ParseComments reads the comments of a file. A comment with an unknown code or without a reason is an error.
func ParseComments(file, text string) (Comments, error) {
	list := Comments{}
	var pending []comment
	number := 0
	for line := range strings.Lines(text) {
		number++
		body, isComment := strings.CutPrefix(strings.TrimSpace(line), "#")
		if !isComment {
			if len(pending) > 0 {
				list[number], pending = pending, nil
			}
			continue
		}
		words := strings.Fields(body)
		if len(words) < 2 || words[0] != "ctxsize" || !strings.HasPrefix(words[1], "ignore=") {
			continue
		}
		c := comment{codes: strings.Split(strings.TrimPrefix(words[1], "ignore="), ","), reason: strings.Join(words[2:], " ")}
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, number, err)
		}
		pending = append(pending, c)
	}
	return list, nil
}

// check returns an error for an unknown code and for a missing reason.
func (c *comment) check() error {
	for _, code := range c.codes {
		if !isCode(code) {
			return lint.UnknownCode(code)
		}
	}
	if c.reason == "" {
		return &build.Error{Err: fmt.Errorf("ctxsize ignore=%s: reason is missing", strings.Join(c.codes, ",")), Hint: "add it after the code"}
	}
	return nil
}

// Accepts returns the reason why a finding about the file is accepted, "" if it is not.
func (c Comments) Accepts(f lint.Finding) string {
	for _, one := range c[f.Line] {
		if f.Line > 0 && slices.Contains(one.codes, f.Code.String()) {
			return one.reason
		}
	}
	return ""
}
