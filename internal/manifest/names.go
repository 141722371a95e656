package manifest

import (
	"encoding/json"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Names returns what a file of settings names: for a Cargo.toml its keys, for other formats their keys and values. Comments are left out where
// the format is understood; where it is not, every word counts.
func Names(name string, text []byte) (list []string, keysOnly bool) {
	if len(text) > MaxSize {
		return Words(string(text[:MaxSize])), false
	}
	switch ext := path.Ext(name); {
	case name == "Cargo.toml":
		if root, err := parseTOML(text); err == nil {
			return keys(root, nil, maxDepth), true
		}
	case ext == ".toml":
		if root, err := parseTOML(text); err == nil {
			return flatten(root, nil, maxDepth), false
		}
	case ext == ".yml" || ext == ".yaml":
		if root, err := document(text); err == nil {
			return flattenYAML(root, nil, maxDepth), false
		}
	case ext == ".json":
		var root any
		if json.Unmarshal(trimBOM(text), &root) == nil {
			return flatten(root, nil, maxDepth), false
		}
	case ext == ".xml" || ext == ".props" || ext == ".targets" || strings.HasSuffix(name, "proj"):
		if list, err := Artifacts(text); err == nil {
			return list, false
		}
	}
	return Words(string(text)), false
}

func keys(value any, list []string, depth int) []string {
	if depth == 0 {
		return list
	}
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			list = keys(v, list, depth-1)
		}
	case map[string]any:
		for k, v := range value {
			list = keys(v, append(list, k), depth-1)
		}
	}
	return list
}

func flatten(value any, list []string, depth int) []string {
	if depth == 0 {
		return list
	}
	switch value := value.(type) {
	case string:
		return append(list, value)
	case []any:
		for _, v := range value {
			list = flatten(v, list, depth-1)
		}
	case map[string]any:
		for k, v := range value {
			list = flatten(v, append(list, k), depth-1)
		}
	}
	return list
}

// flattenYAML leaves out what an alias stands for, which is listed where it is written.
func flattenYAML(n *yaml.Node, list []string, depth int) []string {
	if depth == 0 || n == nil || n.Kind == yaml.AliasNode {
		return list
	}
	if n.Kind == yaml.ScalarNode {
		return append(list, n.Value)
	}
	for _, child := range n.Content {
		list = flattenYAML(child, list, depth-1)
	}
	return list
}
