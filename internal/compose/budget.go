package compose

import (
	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/budget"
)

// The cost of resolving a file with compose-go, in units of about 20 µs.
const (
	nodeWeight    = 3
	serviceWeight = 20
	// maxComposeWeight limits the cost of the files of a set: about 1,000 services of a dozen lines.
	maxComposeWeight = 60_000
	// maxTriedWeight limits the cost of resolving their services one by one.
	maxTriedWeight = 80_000
)

// countRetry counts services that are resolved again, and returns an error where that exceeds the limit.
func (c *Loader) countRetry(services int) error {
	all := max(len(c.ServiceNames()), 1)
	if c.retryWeight += serviceWeight + c.weight*services/all; c.retryWeight > maxTriedWeight {
		return budget.Exceeded(c.Files[0].Filename, 0, "the services cannot be resolved together, and are too many to resolve one by one")
	}
	return nil
}

// addWeight adds the estimated cost of resolving a file, once, and returns an error where that exceeds the limit.
func (c *Loader) addWeight(path string, documents []*yaml.Node) error {
	if c.weighedFiles[path] {
		return nil
	}
	if c.weighedFiles == nil {
		c.weighedFiles = map[string]bool{}
	}
	c.weighedFiles[path] = true
	nodes, err := budget.WeighYAML(path, documents, c.lookup)
	if err != nil {
		return err
	}
	services := 0
	for _, document := range documents {
		if len(document.Content) > 0 {
			_, value := entry(document.Content[0], "services")
			services += len(items(value))
		}
	}
	if c.weight += nodeWeight*nodes + serviceWeight*services; c.weight > maxComposeWeight {
		return budget.Exceeded(path, 0, "%d services with %d keys and values are more than can be resolved in time", services, nodes)
	}
	return nil
}

func (c *Loader) lookup(name string) (string, bool) {
	value, ok := c.Env[name]
	return value, ok
}

// items returns the elements of a sequence, or the values of a mapping.
func items(n *yaml.Node) []*yaml.Node {
	n = followAlias(n)
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	case n.Kind != yaml.MappingNode:
		return nil
	}
	var values []*yaml.Node
	for at := 1; at < len(n.Content); at += 2 {
		values = append(values, n.Content[at])
	}
	return values
}
