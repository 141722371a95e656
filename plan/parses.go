package plan

import (
	"bytes"
	"sync"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// parses are Dockerfiles that several builds have in common, each parsed once. What is parsed is not changed by those who read it.
type parses struct{ byText sync.Map }

// parse parses a Dockerfile, which nobody shares where there are no parses.
func (p *parses) parse(text []byte) (*parser.Result, error) {
	once := func() (*parser.Result, error) { return parser.Parse(bytes.NewReader(text)) }
	if p == nil {
		return once()
	}
	known, _ := p.byText.LoadOrStore(string(text), sync.OnceValues(once))
	return known.(func() (*parser.Result, error))()
}
