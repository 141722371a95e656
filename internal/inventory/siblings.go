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

// maxDockerfile is how much of a file with another name is read to find out whether it is a Dockerfile, in bytes.
const maxDockerfile = 64 << 10

// HoldsDockerfile reports whether a file of the context parses as a Dockerfile, or as the template of one, whatever it is called.
func (p *Project) HoldsDockerfile(name string) bool {
	if known, ok := p.sniffed.Load(name); ok {
		return known.(bool)
	}
	holds := dockerfile.IsDockerfileText(p.Head(name, maxDockerfile))
	p.sniffed.Store(name, holds)
	return holds
}

// Sibling returns the build of a Dockerfile of the context, nil where it is none.
func (p *Project) Sibling(name string) *build.Build {
	if known, ok := p.siblings.Load(name); ok {
		return known.(*build.Build)
	}
	var b *build.Build
	text := p.Text(name)
	c, err := dockerfile.CollectAny(text)
	if err != nil && dockerfile.IsTemplate(text) {
		text = dockerfile.FillTemplate(text)
		c, err = dockerfile.CollectAny(text)
	}
	if err == nil {
		b = &build.Build{Dockerfile: &build.Dockerfile{Path: name, Text: text, Inside: true, ContextPath: name}, TargetIndex: c.TargetIndex, Stages: c.Stages,
			Instructions: c.Instructions, Copies: c.Copies, Runs: c.Runs, Starts: c.Starts, Steps: c.Steps}
	}
	p.siblings.Store(name, b)
	return b
}
