package manifest

import (
	"maps"
	"slices"
	"strings"
)

// Tools returns the names of the packages that the package depends on, for any purpose.
func (p *Package) Tools() []string {
	return slices.Concat(slices.Collect(maps.Keys(p.Dependencies)), slices.Collect(maps.Keys(p.DevDependencies)))
}

// Tools returns the names of the packages that a manifest depends on, for any purpose. A package.json is parsed; the words of other manifests
// are candidates for names.
func Tools(name string, text []byte) []string {
	if len(text) > MaxSize {
		return nil
	}
	if name == "package.json" {
		p, err := ParsePackage(text)
		if err != nil {
			return nil
		}
		return p.Tools()
	}
	var list []string
	for _, w := range Words(string(text)) {
		// `pytest~=8.0`, `tool.mypy`
		w, _, _ = strings.Cut(w, "~")
		w, _, _ = strings.Cut(w, "!")
		list = append(list, strings.TrimPrefix(strings.ToLower(w), "tool."))
	}
	return list
}
