package plan

import (
	"fmt"
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// Step is an instruction that reads files of a context or a stage, or changes those of its own stage: COPY, ADD, RUN and WORKDIR.
type Step struct {
	// Line, StageIndex, Reachable, Trigger, Keyword and Text are as in Instruction.
	Line       int
	StageIndex int
	Reachable  bool
	Trigger    bool
	Keyword    string
	Text       string
	// Input is what COPY and ADD read, Sources are the paths in it.
	Input   Input
	Sources []Source
	// Dest is as in Instruction; of WORKDIR it is the directory that is made.
	Dest string
	// Link: with --link, links and directories of the stage do not matter to where things are put.
	Link bool
	// Unpacks: a source that is an archive is unpacked into Dest.
	Unpacks bool
	// Documents are the names of here-documents that are put into Dest.
	Documents []string
	// Remote: something that cannot be known here is put into Dest, too: from an image, a remote address or a repository.
	Remote bool
	// Mounts are the bind mounts of a RUN.
	Mounts []Mount
}

// Mount is a bind mount of a RUN.
type Mount struct {
	Input  Input
	Source Source
	// Target is where it is seen, absolute.
	Target string
}

// InputKind says what a Step reads.
type InputKind uint8

const (
	// ContextInput is a context that lies with the client.
	ContextInput InputKind = iota
	// StageInput is an earlier stage.
	StageInput
	// UnknownInput is an image, or a context that the builder fetches by itself.
	UnknownInput
)

// Input is what a Step reads.
type Input struct {
	Kind InputKind
	// Context is the name of the context, "" for the main one.
	Context string
	// Stage is the index of the stage.
	Stage int
}

// input returns what an instruction reads that names a node, nil for the main context.
func (c *collector) input(from *node) Input {
	switch {
	case from == nil:
		return Input{}
	case !from.unregistered:
		return Input{Kind: StageInput, Stage: from.index}
	case from.context != "" && !remoteContext(c.options.Contexts[from.context]):
		return Input{Kind: ContextInput, Context: from.context}
	}
	return Input{Kind: UnknownInput}
}

// newStep fills in what all steps have.
func (c *collector) newStep(n *node, cmd command) Step {
	return Step{Line: cmd.line, StageIndex: n.index, Reachable: !c.idle, Trigger: cmd.trigger, Keyword: strings.ToUpper(cmd.Name()), Text: fold(fmt.Sprint(cmd.Command))}
}

// noteTransfer records a COPY or an ADD.
func (c *collector) noteTransfer(n *node, cmd command, files *instructions.SourcesAndDest, list []want) *Step {
	s := c.newStep(n, cmd)
	s.Dest = n.destination(cmd.Command, len(files.SourcePaths)+len(files.SourceContents))
	if len(cmd.from) > 0 {
		s.Input = c.input(cmd.from[0])
	}
	for _, w := range list {
		if !w.Bogus || s.Input.Kind == StageInput {
			s.Sources = append(s.Sources, w.Source)
		}
	}
	for _, document := range files.SourceContents {
		s.Documents = append(s.Documents, path.Base(document.Path))
	}
	s.Remote = s.Input.Kind == UnknownInput || len(s.Sources) < len(files.SourcePaths)
	c.steps = append(c.steps, s)
	return &c.steps[len(c.steps)-1]
}

// noteMounts records a RUN with its bind mounts.
func (c *collector) noteMounts(n *node, cmd command, mounts []Mount) {
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
