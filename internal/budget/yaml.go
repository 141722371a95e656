package budget

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v4"
)

const (
	// maxYAMLNodes is how many keys and values the documents of a YAML file may have once its aliases are expanded.
	maxYAMLNodes = 200_000
	// maxYAMLBytes is the text of these once aliases and variables are expanded.
	maxYAMLBytes = MaxExpanded
)

// ParseYAML returns the documents of a YAML file, as far as it can be read, and an error where it exceeds a limit: it is nested too deep, or its
// aliases expand to too much or contain themselves. What is wrong with its syntax is left to its reader. lookup returns the value of a
// variable that the file is interpolated with; nil for a file that is not.
func ParseYAML(path string, text []byte, lookup func(string) (string, bool)) ([]*yaml.Node, error) {
	marks := 0
	for _, b := range text {
		switch b {
		case '\n', ',', '[', '{', ':':
			marks++
		}
	}
	if marks > maxYAMLNodes {
		return nil, Exceeded(path, 0, "more than %d keys and values", maxYAMLNodes)
	}
	var documents []*yaml.Node
	for decoder := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var document yaml.Node
		if decoder.Decode(&document) != nil {
			break
		}
		documents = append(documents, &document)
	}
	return documents, CheckYAML(path, documents, lookup)
}

// CheckYAML returns an error where documents exceed a limit with the values of lookup, as [ParseYAML] does.
func CheckYAML(path string, documents []*yaml.Node, lookup func(string) (string, bool)) error {
	_, err := WeighYAML(path, documents, lookup)
	return err
}

// WeighYAML does what [CheckYAML] does, and returns how many keys, values and variables there are once aliases are expanded.
func WeighYAML(path string, documents []*yaml.Node, lookup func(string) (string, bool)) (nodes int, err error) {
	w := yamlWeigher{path: path, lookup: lookup, weights: map[*yaml.Node]weight{}}
	for _, document := range documents {
		if err := w.weigh(document, 0); err != nil {
			return nodes, err
		}
		nodes += w.weights[document].nodes
	}
	return nodes, nil
}

// weight is what a node expands to.
type weight struct {
	nodes, bytes int
	open         bool // it is being weighed: an alias in it that leads here has no end
}

type yamlWeigher struct {
	path    string
	lookup  func(string) (string, bool)
	weights map[*yaml.Node]weight
}

// weigh notes the weight of a node, each once.
func (w *yamlWeigher) weigh(n *yaml.Node, depth int) error {
	switch known, ok := w.weights[n]; {
	case known.open:
		return Exceeded(w.path, n.Line, "an alias contains itself")
	case ok:
		return nil
	case depth > MaxNesting:
		return Exceeded(w.path, n.Line, "nested more than %d levels deep", MaxNesting)
	}
	w.weights[n] = weight{open: true}
	sum := weight{nodes: 1, bytes: len(n.Value)}
	parts := n.Content
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		parts = []*yaml.Node{n.Alias}
	}
	if n.Kind == yaml.ScalarNode && w.lookup != nil {
		if err := Substitutions(n.Value); err != nil {
			return Exceeded(w.path, n.Line, "%w", err)
		}
		// Each part in ${...} is looked at again for each that it is nested in.
		sum.nodes, sum.bytes = sum.nodes+strings.Count(n.Value, "$")*(1+deepest(n.Value)), Expanded(n.Value, w.lookup)
	}
	for _, part := range parts {
		if err := w.weigh(part, depth+1); err != nil {
			return err
		}
		of := w.weights[part]
		sum.nodes, sum.bytes = sum.nodes+of.nodes, sum.bytes+of.bytes
		if sum.nodes > maxYAMLNodes || sum.bytes > maxYAMLBytes {
			break
		}
	}
	if sum.nodes > maxYAMLNodes {
		return Exceeded(w.path, n.Line, "aliases and variables expand to more than %d values", maxYAMLNodes)
	}
	if sum.bytes > maxYAMLBytes {
		return Exceeded(w.path, n.Line, "aliases and variables expand to more than %d bytes", maxYAMLBytes)
	}
	w.weights[n] = sum
	return nil
}
