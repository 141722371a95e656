package ci

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/budget"
)

// documents returns the mappings at the root of a YAML file, none for one that cannot be read.
func documents(name string, text []byte) []*yaml.Node {
	parsed, err := budget.ParseYAML(name, text, nil)
	if err != nil {
		return nil
	}
	var list []*yaml.Node
	for _, d := range parsed {
		if d.Kind == yaml.DocumentNode && len(d.Content) == 1 {
			list = append(list, d.Content[0])
		}
	}
	return list
}

// get returns the value of a key of a mapping, through keys of nested mappings, nil for none.
func get(n *yaml.Node, keys ...string) *yaml.Node {
	for _, key := range keys {
		n = follow(n)
		if n == nil || n.Kind != yaml.MappingNode {
			return nil
		}
		var value *yaml.Node
		for at := 0; at+1 < len(n.Content); at += 2 {
			if n.Content[at].Value == key {
				value = n.Content[at+1]
			}
		}
		n = value
	}
	return follow(n)
}

// follow returns the node that an alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// scalar returns the text of a scalar, "" for another node.
func scalar(n *yaml.Node) string {
	if n = follow(n); n != nil && n.Kind == yaml.ScalarNode {
		return n.Value
	}
	return ""
}

// items returns the items of a sequence.
func items(n *yaml.Node) []*yaml.Node {
	if n = follow(n); n != nil && n.Kind == yaml.SequenceNode {
		return n.Content
	}
	return nil
}

// pairs calls visit for each key of a mapping, in its order.
func pairs(n *yaml.Node, visit func(key string, value *yaml.Node)) {
	if n = follow(n); n == nil || n.Kind != yaml.MappingNode {
		return
	}
	for at := 0; at+1 < len(n.Content); at += 2 {
		visit(n.Content[at].Value, follow(n.Content[at+1]))
	}
}

// textLine returns the line on which the text of a scalar begins.
func textLine(n *yaml.Node) int {
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return n.Line + 1
	}
	return n.Line
}

// listed returns the lines of a list that is written as a text, such as build-args.
func listed(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
