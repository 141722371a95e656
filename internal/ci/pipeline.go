package ci

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// scriptKeys are the keys of pipelines whose values are lines for a shell.
var scriptKeys = []string{"script", "before_script", "after_script", "run", "command", "commands", "bash", "cmds", "steps", "cmd"}

// pipeline finds the builds of a pipeline: GitLab CI, Azure Pipelines, CircleCI and others. It runs in the project root.
func pipeline(name string, text []byte) File {
	p := pipelineReader{}
	for _, root := range documents(name, text) {
		p.variables(root)
		p.walk(root, false)
	}
	return p.File
}

type pipelineReader struct {
	File
	assignments string
}

// variables makes the literal variables of a pipeline those of its scripts.
func (p *pipelineReader) variables(n *yaml.Node) {
	pairs(get(n, "variables"), func(name string, value *yaml.Node) {
		if text := scalar(value); text != "" && !strings.ContainsAny(text, "'\n$") {
			p.assignments += name + "='" + text + "'; "
		}
	})
}

// walk looks for scripts in a node. scripted: it is the value of a key for scripts. Variables of a job are those of its scripts.
func (p *pipelineReader) walk(n *yaml.Node, scripted bool) {
	switch n = follow(n); {
	case n == nil:
	case n.Kind == yaml.ScalarNode && scripted:
		p.add(lines(p.assignments+n.Value, textLine(n), "."))
	case n.Kind == yaml.SequenceNode && scripted:
		p.sequence(n)
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			p.walk(item, false)
		}
	case n.Kind == yaml.MappingNode:
		before := p.assignments
		p.variables(n)
		p.task(n)
		pairs(n, func(key string, value *yaml.Node) { p.walk(value, slices.Contains(scriptKeys, key)) })
		p.assignments = before
	}
}

// sequence reads a list of lines, which run in one shell.
func (p *pipelineReader) sequence(n *yaml.Node) {
	text, at := "", 0
	for _, item := range n.Content {
		if item = follow(item); item.Kind != yaml.ScalarNode {
			p.walk(item, item.Kind == yaml.SequenceNode)
			continue
		}
		if at == 0 {
			at = textLine(item)
		}
		// Keep the numbers of lines.
		for strings.Count(text, "\n") < textLine(item)-at {
			text += "\n"
		}
		text += item.Value + "\n"
	}
	p.add(lines(p.assignments+text, at, "."))
}

// task reads a Docker task of Azure Pipelines.
func (p *pipelineReader) task(n *yaml.Node) {
	name, _, _ := strings.Cut(scalar(get(n, "task")), "@")
	inputs := get(n, "inputs")
	if name != "Docker" || !strings.HasPrefix(strings.ToLower(scalar(get(inputs, "command"))), "build") {
		return
	}
	b := Build{Line: n.Line, Dockerfile: scalar(get(inputs, "Dockerfile")), Context: scalar(get(inputs, "buildContext"))}
	if strings.Contains(b.Dockerfile+b.Context, "$(") || strings.HasPrefix(b.Dockerfile, "**") {
		b.Dockerfile = unknownPart
	}
	if dir := strings.LastIndexByte(b.Dockerfile, '/'); b.Context == "" && dir >= 0 {
		b.Context = b.Dockerfile[:dir]
	} else if b.Context == "" {
		b.Context = "."
	}
	p.addKnown(b, ".", []string{"."})
}
