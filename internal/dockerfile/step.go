package dockerfile

import (
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/ctxsize/ctxsize/internal/build"
)

// input returns what an instruction reads that names a node, nil for the main context.
func (c *collector) input(from *node) build.Input {
	switch {
	case from == nil:
		return build.Input{}
	case !from.unregistered:
		return build.Input{Kind: build.StageInput, Stage: from.index}
	case from.context != "" && !IsRemoteContext(c.options.Contexts[from.context]):
		return build.Input{Kind: build.ContextInput, Context: from.context}
	}
	return build.Input{Kind: build.UnknownInput}
}

// newStep fills in what all steps have.
func (c *collector) newStep(n *node, cmd command) build.Step {
	return build.Step{Line: cmd.line, StageIndex: n.index, Reachable: !c.outsideBuild, Trigger: cmd.trigger, Keyword: strings.ToUpper(cmd.Name()), Text: cmd.text}
}

// noteTransfer records a COPY or an ADD.
func (c *collector) noteTransfer(n *node, cmd command, files *instructions.SourcesAndDest, list []wantedSource) *build.Step {
	s := c.newStep(n, cmd)
	s.Dest = n.destination(cmd.Command, len(files.SourcePaths)+len(files.SourceContents))
	if len(cmd.from) > 0 {
		s.Input = c.input(cmd.from[0])
	}
	for _, w := range list {
		if !w.Bogus || s.Input.Kind == build.StageInput {
			s.Sources = append(s.Sources, w.Source)
		}
	}
	for _, document := range files.SourceContents {
		s.Documents = append(s.Documents, build.Document{Name: path.Base(document.Path), Text: document.Data})
	}
	s.Remote = s.Input.Kind == build.UnknownInput || len(s.Sources) < len(files.SourcePaths)
	c.steps = append(c.steps, s)
	return &c.steps[len(c.steps)-1]
}

// noteMounts records a RUN with its bind mounts.
func (c *collector) noteMounts(n *node, cmd command, mounts []build.Mount) {
	s := c.newStep(n, cmd)
	s.Mounts = mounts
	c.steps = append(c.steps, s)
}

// noteWorkdir records a WORKDIR, which makes the directory.
func (c *collector) noteWorkdir(n *node, cmd command) {
	s := c.newStep(n, cmd)
	s.Dest = path.Join("/", n.dir)
	c.steps = append(c.steps, s)
}
