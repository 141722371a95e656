package inventory

import (
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
)

const (
	// DockerfileDepth is how many directories deep they are looked for.
	DockerfileDepth = 4
	// MaxDirectories ends the search where a level has more.
	MaxDirectories = 5000
)

// Sibling returns the build of a Dockerfile of the context, nil where it is none.
func (p *Project) Sibling(name string) *build.Build {
	if known, ok := p.siblings.Load(name); ok {
		return known.(*build.Build)
	}
	var b *build.Build
	text := p.Text(name)
	if c, err := dockerfile.CollectAny(text); err == nil {
		b = &build.Build{Dockerfile: &build.Dockerfile{Path: name, Text: text, Inside: true, ContextPath: name}, TargetIndex: c.TargetIndex, Stages: c.Stages,
			Instructions: c.Instructions, Copies: c.Copies, Runs: c.Runs, Starts: c.Starts, Steps: c.Steps}
	}
	p.siblings.Store(name, b)
	return b
}
