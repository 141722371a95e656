package dockerfile

import (
	"bytes"
	"unicode/utf8"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/ctxsize/ctxsize/internal/parallel"
)

// source is what a Dockerfile is for all targets, platforms and arguments.
type source struct {
	file *parser.Result
	err  error // of the parser
	// check and syntax are the values of these directives, "" where it has none.
	check, syntax string

	references parallel.Memo[reference.Named]
}

// reference returns the image that a name stands for.
func (s *source) reference(name string) (reference.Named, error) {
	return s.references.Get(name, func() (reference.Named, error) { return reference.ParseNormalizedNamed(name) })
}

// parseSource parses a Dockerfile. An error of the parser is in the result: that of a directive comes before it.
func parseSource(text []byte) (*source, error) {
	if err := checkText(text); err != nil {
		return nil, err
	}
	s := &source{}
	s.check, _, _, _ = parser.ParseDirective("check", text)
	if !utf8.Valid(text) {
		// BuildKit's lexer takes each byte that is no UTF-8 for this character, too, but complains on stderr.
		text = []byte(string([]rune(string(text))))
	}
	s.syntax, _, _, _ = parser.DetectSyntax(text)
	s.file, s.err = parser.Parse(bytes.NewReader(text))
	return s, nil
}
