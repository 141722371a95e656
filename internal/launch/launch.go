// Package launch finds the commands that start containers of a project's images: in compose files, manifests of Kubernetes, settings of hosting
// services and dev containers, and "docker run" in scripts.
//
// [Read] parses one file. It reads no other file and runs nothing.
package launch

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/manifest"
)

// MaxSize is the size of the largest file that is read, in bytes.
const MaxSize = 64 << 10

// Command is what a container is started with.
type Command struct {
	// Line is its line in the file, from 1.
	Line int
	// Script is a command for a shell, "" where Args are the words of one.
	Script string
	Args   []string
}

// Patterns returns the names of the files that [Read] understands, as patterns of path.Match.
func Patterns() []string {
	return []string{"*.yml", "*.yaml", "fly.toml", "railway.toml", "railway.json", "app.json", "devcontainer.json", "Makefile", "makefile", "GNUmakefile", "*.mk", "justfile", "Jenkinsfile", "*.sh", "package.json"}
}

// Read returns the commands of a file, by its slash path in the project. A file that cannot be parsed has none.
func Read(name string, text []byte) []Command {
	if len(text) > MaxSize {
		return nil
	}
	base := path.Base(name)
	switch {
	case slices.Contains([]string{"fly.toml", "railway.toml", "railway.json", "app.json", "devcontainer.json", "heroku.yml", "render.yaml"}, base):
		return hosted(base, text)
	case !isPipeline(name) && strings.HasPrefix(path.Ext(base), ".y") && hasKey(text):
		return append(containers(name, text), runs(text)...)
	}
	return runs(text)
}

// isPipeline reports whether a file configures continuous integration, whose commands run in other images.
func isPipeline(name string) bool {
	first, _, below := strings.Cut(name, "/")
	return below && strings.HasPrefix(first, ".") && first != ".devcontainer" ||
		strings.HasPrefix(path.Base(name), ".") || strings.Contains(path.Base(name), "pipelines") || strings.HasPrefix(path.Base(name), "buildspec")
}

// hasKey reports whether a text may give a command to a container.
func hasKey(text []byte) bool {
	for _, key := range commandKeys {
		if bytes.Contains(text, []byte(key+":")) {
			return true
		}
	}
	return false
}

// hosted takes each value of the settings of a hosting service for a command.
func hosted(base string, text []byte) []Command {
	values, _ := manifest.Names(base, text)
	var list []Command
	for _, v := range values {
		if strings.ContainsAny(v, "/ ") && !strings.Contains(v, "://") {
			list = append(list, Command{Line: lineOf(text, v), Script: v})
		}
	}
	return list
}

func lineOf(text []byte, v string) int {
	at := max(bytes.Index(text, []byte(v)), 0)
	return 1 + bytes.Count(text[:at], []byte("\n"))
}

// commandKeys are the keys of a container whose values are commands.
var commandKeys = []string{"command", "entrypoint", "args", "test"}

// containers finds the commands of compose services and of containers in Kubernetes. A template that is no YAML is read line by line.
func containers(name string, text []byte) []Command {
	documents, err := budget.ParseYAML(name, text, nil)
	if err != nil {
		return templated(text)
	}
	var list []Command
	for _, d := range documents {
		walk(d, &list, maxDepth)
	}
	return list
}

// maxDepth is how deep the nodes of a file are followed.
const maxDepth = 50

// walk visits the mappings of a file. A service that mounts the project over its files uses the project, and not the image.
func walk(n *yaml.Node, list *[]Command, depth int) {
	if n == nil || depth == 0 || n.Kind == yaml.AliasNode {
		return
	}
	if n.Kind != yaml.MappingNode {
		for _, child := range n.Content {
			walk(child, list, depth-1)
		}
		return
	}
	mounted := mountsProject(n)
	for at := 0; at+1 < len(n.Content); at += 2 {
		key, value := n.Content[at].Value, n.Content[at+1]
		if slices.Contains(commandKeys, key) {
			if c, ok := commandOf(value); ok && !mounted {
				*list = append(*list, c)
			}
		}
		if !mounted || key != "healthcheck" {
			walk(value, list, depth-1)
		}
	}
}

// commandOf returns the command in a scalar, or in a sequence of its words.
func commandOf(n *yaml.Node) (c Command, ok bool) {
	if n.Kind == yaml.ScalarNode {
		return Command{Line: n.Line, Script: n.Value}, n.Value != ""
	}
	if n.Kind != yaml.SequenceNode {
		return c, false
	}
	c.Line = n.Line
	for _, item := range n.Content {
		if item.Kind != yaml.ScalarNode {
			return c, false
		}
		c.Args = append(c.Args, item.Value)
	}
	if len(c.Args) > 1 && c.Args[0] == "CMD-SHELL" {
		return Command{Line: c.Line, Script: c.Args[1]}, true
	}
	if len(c.Args) > 0 && c.Args[0] == "CMD" {
		c.Args = c.Args[1:]
	}
	return c, len(c.Args) > 0
}

// mountsProject reports whether a service mounts the directory of the compose file.
func mountsProject(n *yaml.Node) bool {
	for at := 0; at+1 < len(n.Content); at += 2 {
		if n.Content[at].Value != "volumes" {
			continue
		}
		for _, v := range n.Content[at+1].Content {
			if strings.HasPrefix(v.Value, ".:") || strings.HasPrefix(v.Value, "./:") {
				return true
			}
			for k := 0; k+1 < len(v.Content); k += 2 {
				if v.Content[k].Value == "source" && path.Clean(v.Content[k+1].Value) == "." {
					return true
				}
			}
		}
	}
	return false
}

// templated takes what follows the keys of commands in a template for commands: a value, or the items of a list.
func templated(text []byte) []Command {
	var list []Command
	number, in := 0, false
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimSpace(line)
		item, isItem := strings.CutPrefix(line, "- ")
		key, value, isKey := strings.Cut(item, ":")
		switch {
		case isKey && slices.Contains(commandKeys, strings.TrimSpace(key)):
			in = true
			if value = strings.Trim(strings.TrimSpace(value), "[]"); value != "" {
				list = append(list, Command{Line: number, Script: strings.ReplaceAll(value, ",", " ")})
			}
		case in && isItem && !strings.Contains(item, ": "):
			list = append(list, Command{Line: number, Script: item})
		default:
			in = false
		}
	}
	return list
}
