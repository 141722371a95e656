package compose

import (
	"maps"
	"path/filepath"
	"slices"

	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/distinct"
)

// tree is the nodes of a compose file, which have lines. It is empty for a file that is not YAML.
type tree struct {
	path     string
	text     []byte
	services *yaml.Node
}

// newTree returns the tree of the first document of a file.
func newTree(path string, text []byte, documents []*yaml.Node) *tree {
	t := &tree{path: path, text: text}
	if len(documents) > 0 && len(documents[0].Content) > 0 {
		_, t.services = entry(documents[0].Content[0], "services")
	}
	return t
}

// entry returns the nodes of a key and its value in a mapping.
func entry(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n = followAlias(n); n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// followAlias returns the node that an alias refers to.
func followAlias(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// line returns the line of a service's build section, or of the service where the section is inherited; 0 where it is not in this file.
func (t *tree) line(service string) int {
	key, value := entry(t.services, service)
	if build, _ := entry(value, "build"); build != nil {
		return build.Line
	}
	if key != nil {
		return key.Line
	}
	return 0
}

// visitScalars calls f for each scalar below a node.
func visitScalars(n *yaml.Node, f func(*yaml.Node)) {
	if n == nil {
		return
	}
	if n.Kind == yaml.ScalarNode {
		f(n)
	}
	for _, child := range n.Content {
		visitScalars(child, f)
	}
}

// UnsetVariables returns the variables without a value in a service's build section.
func (c *Loader) UnsetVariables(service string) []build.UnsetVariable {
	var list []build.UnsetVariable
	for _, t := range c.trees {
		_, value := entry(t.services, service)
		_, section := entry(value, "build")
		visitScalars(section, func(n *yaml.Node) {
			var names []string
			plainVariables(n.Value, func(name string) {
				if _, set := c.Env[name]; !set {
					names = append(names, name)
				}
			})
			slices.Sort(names)
			for _, name := range distinct.Strings(names) {
				list = append(list, build.UnsetVariable{Name: name, Service: service, File: t.path, Line: n.Line})
			}
		})
	}
	return list
}

// assumedFor returns the assumed variables that a service may depend on: those in its build section, and all where it extends another
// service.
func (c *Loader) assumedFor(service string) []string {
	var list []string
	for _, t := range slices.Concat(c.trees, c.includedFiles) {
		_, value := entry(t.services, service)
		if _, extends := entry(value, "extends"); extends != nil {
			return c.assumed
		}
		t.variables(service, func(v template.Variable, _ int) {
			if slices.Contains(c.assumed, v.Name) {
				list = append(list, v.Name)
			}
		})
	}
	return distinct.Strings(list)
}

// variables visits those in a service's build section.
func (t *tree) variables(service string, visit func(v template.Variable, line int)) {
	_, value := entry(t.services, service)
	_, build := entry(value, "build")
	visitScalars(build, func(n *yaml.Node) {
		variables := template.ExtractVariables(map[string]any{"": n.Value}, nil)
		for _, name := range slices.Sorted(maps.Keys(variables)) {
			visit(variables[name], n.Line)
		}
	})
}

// onInclude records the files that are included. The loader does not report those that these include.
func (c *Loader) onInclude(event string, about map[string]any) {
	paths, _ := about["path"].(types.StringList)
	if event != "include" {
		return
	}
	for _, path := range paths {
		if !filepath.IsAbs(path) {
			path = filepath.Join(c.Dir, path)
		}
		known := slices.ContainsFunc(c.includedFiles, func(t *tree) bool { return t.path == path })
		if text, err := c.readReferred(path); err == nil && !known {
			documents, _ := budget.ParseYAML(path, text, nil)
			c.includedFiles = append(c.includedFiles, newTree(path, text, documents))
		}
	}
}

// ServiceNames returns the names of the services to resolve, in the order of the files, each once.
func (c *Loader) ServiceNames() []string {
	var list []string
	for _, t := range c.trees {
		if n := followAlias(t.services); n != nil && n.Kind == yaml.MappingNode {
			for i := 0; i < len(n.Content); i += 2 {
				name := n.Content[i].Value
				if (c.needed == nil || c.needed[name]) && !slices.Contains(list, name) {
					list = append(list, name)
				}
			}
		}
	}
	return list
}

// filesOf returns the files with only the services that one service needs, and without some top-level parts. A file that is not YAML stays as
// it is.
func (c *Loader) filesOf(service string, without ...string) []types.ConfigFile {
	if c.models == nil {
		for _, f := range c.Files {
			model := f.Config
			if model == nil && yaml.Unmarshal(f.Content, &model) != nil {
				model = nil
			}
			c.models = append(c.models, model)
		}
	}
	var list []types.ConfigFile
	for n, f := range c.Files {
		if c.models[n] == nil {
			list = append(list, f)
			continue
		}
		model := maps.Clone(c.models[n])
		for _, part := range without {
			delete(model, part)
		}
		if services, ok := model["services"].(map[string]any); ok {
			model["services"] = withExtended(services, service)
		}
		list = append(list, types.ConfigFile{Filename: f.Filename, Content: []byte{}, Config: model})
	}
	return list
}

// servicesOf returns the number of services in files.
func servicesOf(files []types.ConfigFile) int {
	n := 0
	for _, f := range files {
		services, _ := f.Config["services"].(map[string]any)
		n += len(services)
	}
	return n
}

// deepCopy returns a copy of a decoded YAML value.
func deepCopy(value any) any {
	switch value := value.(type) {
	case map[string]any:
		m := make(map[string]any, len(value))
		for key, inside := range value {
			m[key] = deepCopy(inside)
		}
		return m
	case []any:
		list := make([]any, len(value))
		for n, inside := range value {
			list[n] = deepCopy(inside)
		}
		return list
	}
	return value
}

// withExtended returns a service and those of the same file that it extends.
func withExtended(services map[string]any, name string) map[string]any {
	kept := map[string]any{}
	for {
		service, ok := services[name]
		if _, seen := kept[name]; !ok || seen {
			return kept
		}
		kept[name] = service
		fields, _ := service.(map[string]any)
		switch extends := fields["extends"].(type) {
		case string:
			name = extends
		case map[string]any:
			if _, elsewhere := extends["file"]; elsewhere {
				return kept
			}
			name, _ = extends["service"].(string)
		default:
			return kept
		}
	}
}
