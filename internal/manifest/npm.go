package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Package is what a package.json says.
type Package struct {
	Name       string
	Scripts    map[string]string
	Workspaces []string
	// Dependencies are all of the package, by name, those for development apart.
	Dependencies, DevDependencies map[string]string
	// Files are what is published.
	Files []string
	// Patches are the files of patched dependencies.
	Patches []string
	// Bins are the files that an install links as programs.
	Bins []string
	// Fields are the names of all fields, by which an empty one is told from none.
	Fields map[string]bool
}

// ParsePackage reads a package.json.
func ParsePackage(text []byte) (Package, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return Package{}, nil
	}
	var raw struct {
		Name                 any
		Scripts              map[string]any
		Workspaces           json.RawMessage
		Dependencies         map[string]any
		DevDependencies      map[string]any
		OptionalDependencies map[string]any
		PeerDependencies     map[string]any
		Resolutions          map[string]any
		Files                []any
		Bin                  any
		PatchedDependencies  map[string]any
		Pnpm                 struct {
			Overrides           map[string]any
			PatchedDependencies map[string]any
		}
	}
	if err := json.Unmarshal(trimBOM(text), &raw); err != nil {
		return Package{}, fmt.Errorf("parsing package.json: %w", err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(trimBOM(text), &fields); err != nil {
		return Package{}, fmt.Errorf("parsing package.json: %w", err)
	}
	p := Package{Fields: map[string]bool{}, Scripts: texts(raw.Scripts), Dependencies: texts(raw.Dependencies), DevDependencies: texts(raw.DevDependencies)}
	p.Name, _ = raw.Name.(string)
	for name := range fields {
		p.Fields[name] = true
	}
	for _, more := range []map[string]any{raw.OptionalDependencies, raw.PeerDependencies, raw.Resolutions, raw.Pnpm.Overrides} {
		for name, version := range texts(more) {
			if _, known := p.Dependencies[name]; !known {
				p.Dependencies[name] = version
			}
		}
	}
	for _, patched := range []map[string]any{raw.Pnpm.PatchedDependencies, raw.PatchedDependencies} {
		for _, patch := range texts(patched) {
			p.Patches = append(p.Patches, patch)
		}
	}
	switch bin := raw.Bin.(type) {
	case string:
		p.Bins = []string{bin}
	case map[string]any:
		p.Bins = slices.Sorted(maps.Values(texts(bin)))
	}
	p.Files = list(raw.Files)
	var err error
	p.Workspaces, err = workspaces(raw.Workspaces)
	return p, err
}

// workspaces reads the list of members, or the object that holds one.
func workspaces(text json.RawMessage) ([]string, error) {
	if len(text) == 0 || string(text) == "null" {
		return nil, nil
	}
	var globs []string
	if json.Unmarshal(text, &globs) == nil {
		return globs, nil
	}
	var object struct{ Packages []string }
	if err := json.Unmarshal(text, &object); err != nil {
		return nil, fmt.Errorf("parsing workspaces of package.json: %w", err)
	}
	return object.Packages, nil
}

// texts keeps the values that are strings.
func texts(m map[string]any) map[string]string {
	kept := map[string]string{}
	for key, value := range m {
		if text, ok := value.(string); ok {
			kept[key] = text
		}
	}
	return kept
}

func list(values []any) []string {
	var kept []string
	for _, v := range values {
		if text, ok := v.(string); ok {
			kept = append(kept, text)
		}
	}
	return kept
}

func trimBOM(text []byte) []byte { return []byte(strings.TrimPrefix(string(text), "\ufeff")) }

// LocalPath returns the path in the version of a dependency that is in the project, "" for others.
func LocalPath(version string) string {
	for _, protocol := range []string{"file:", "link:", "portal:", "patch:"} {
		rest, ok := strings.CutPrefix(version, protocol)
		if !ok {
			continue
		}
		if protocol == "patch:" {
			_, rest, _ = strings.Cut(rest, "#")
			rest = strings.TrimPrefix(strings.TrimPrefix(rest, "~"), "/")
		}
		rest, _, _ = strings.Cut(rest, "::")
		return rest
	}
	if strings.HasPrefix(version, "./") || strings.HasPrefix(version, "../") {
		return version
	}
	return ""
}

func packageJSON(text []byte, r *Refs) error {
	p, err := ParsePackage(text)
	if err != nil {
		return err
	}
	r.addPackage(&p)
	return nil
}

// PackageRefs returns what a package.json names: [Read] for one that is parsed already.
func PackageRefs(p *Package) Refs {
	r := Refs{Marker: "package.json"}
	r.addPackage(p)
	return r
}

func (r *Refs) addPackage(p *Package) {
	for _, w := range p.Workspaces {
		r.member(w)
	}
	for _, f := range p.Files {
		r.file(f, false)
	}
	for _, m := range []map[string]string{p.Dependencies, p.DevDependencies} {
		for _, version := range m {
			r.file(LocalPath(version), true)
		}
	}
	for _, patch := range p.Patches {
		r.file(patch, true)
	}
}

func lernaJSON(text []byte, r *Refs) error {
	var raw struct{ Packages []string }
	if err := json.Unmarshal(trimBOM(text), &raw); err != nil {
		return fmt.Errorf("parsing lerna.json: %w", err)
	}
	for _, p := range raw.Packages {
		r.member(p)
	}
	return nil
}

// npmrc reads settings of npm and Yarn 1: each value may be a path.
func npmrc(text []byte, r *Refs) error {
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") {
			continue
		}
		for _, w := range Words(line) {
			if strings.ContainsAny(w, "./") {
				r.file(strings.TrimSuffix(w, "/"), false)
			}
		}
	}
	return nil
}
