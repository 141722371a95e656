package manifest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// maxBrackets is how many brackets and dots a TOML file may have: its parser recurses for each level of nesting.
const maxBrackets = 50_000

// parseTOML reads a TOML file.
func parseTOML(text []byte) (map[string]any, error) {
	s := string(text)
	if n := strings.Count(s, "[") + strings.Count(s, "{"); n > maxBrackets {
		return nil, fmt.Errorf("parsing TOML: %d brackets, more than %d", n, maxBrackets)
	}
	var root map[string]any
	if err := toml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("parsing TOML: %w", err)
	}
	return root, nil
}

// collectTexts lists the texts that keys of these names hold, at any depth.
func collectTexts(value any, keys map[string]bool, add func(key, text string)) {
	collectTextsIn(value, "", keys, maxDepth, add)
}

func collectTextsIn(value any, key string, keys map[string]bool, depth int, add func(key, text string)) {
	if depth == 0 {
		return
	}
	switch value := value.(type) {
	case string:
		if keys[key] {
			add(key, value)
		}
	case []any:
		for _, v := range value {
			collectTextsIn(v, key, keys, depth-1, add)
		}
	case map[string]any:
		for k, v := range value {
			// The keys of a table that maps files to places are files.
			if keys[key] && strings.ContainsAny(k, "./") {
				add(key, k)
			}
			collectTextsIn(v, k, keys, depth-1, add)
		}
	}
}

var cargoKeys = map[string]bool{"members": true, "exclude": true, "readme": true, "license-file": true, "build": true, "path": true}

func cargoTOML(text []byte, r *Refs) error {
	root, err := parseTOML(text)
	if err != nil {
		return err
	}
	collectTexts(root, cargoKeys, func(key, text string) {
		switch key {
		case "members":
			r.member(text)
		case "exclude":
		default:
			r.file(text, true)
		}
	})
	return nil
}

var pyprojectKeys = map[string]bool{"members": true, "readme": true, "license": true, "license-files": true, "license_files": true, "file": true, "files": true,
	"path": true, "paths": true, "include": true, "force-include": true, "backend-path": true, "version-file": true, "find-links": true, "script": true, "build": true}

func pyproject(text []byte, r *Refs) error {
	root, err := parseTOML(text)
	if err != nil {
		return err
	}
	collectTexts(root, pyprojectKeys, func(key, text string) {
		switch key {
		case "members":
			r.member(text)
		case "include", "paths":
			r.file(text, false)
		default:
			r.file(text, true)
		}
	})
	// Patterns for the files of a package, in the directory of the package.
	for _, f := range flatten(valueAt(root, "tool.setuptools.package-data"), nil, maxDepth) {
		r.file("**/"+f, false)
	}
	return nil
}

// TOML reports whether a TOML file has a table or a key at one of these dotted paths.
func TOML(text []byte, paths ...string) (has bool, err error) {
	root, err := parseTOML(text)
	if err != nil {
		return false, err
	}
	for _, p := range paths {
		if valueAt(root, p) != nil {
			return true, nil
		}
	}
	return false, nil
}

// pathTables are the tables of a pyproject.toml and a Pipfile that name packages.
var pathTables = []string{"project.dependencies", "project.optional-dependencies", "dependency-groups", "tool.poetry.dependencies", "tool.poetry.dev-dependencies", "tool.poetry.group",
	"tool.uv.sources", "tool.uv.dev-dependencies", "tool.pdm.dev-dependencies", "packages", "dev-packages"}

// PathDependencies returns the local paths of the packages that a pyproject.toml or a Pipfile depends on.
func PathDependencies(text []byte) ([]string, error) {
	root, err := parseTOML(text)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, name := range pathTables {
		value := valueAt(root, name)
		collectTexts(map[string]any{"": value}, map[string]bool{"path": true, "file": true}, func(_, p string) { list = append(list, p) })
		collectTexts(map[string]any{"": value}, map[string]bool{"": true}, func(_, requirement string) {
			if _, address, found := strings.Cut(requirement, "@"); found && strings.HasPrefix(strings.TrimSpace(address), "file:") {
				list = append(list, strings.TrimSpace(address))
			}
		})
	}
	return list, nil
}

// valueAt returns the value at a dotted path, nil where there is none.
func valueAt(root map[string]any, p string) any {
	var at any = root
	for key := range strings.SplitSeq(p, ".") {
		table, _ := at.(map[string]any)
		at = table[key]
	}
	return at
}

// TOMLStrings returns the strings of an array in a TOML file, at a dotted path.
func TOMLStrings(text []byte, p string) []string {
	root, err := parseTOML(text)
	if err != nil {
		return nil
	}
	array, _ := valueAt(root, p).([]any)
	return list(array)
}

// TOMLBool returns the value at a dotted path of a TOML file as text, if it is true or false.
func TOMLBool(text []byte, p string) (value string, set bool) {
	root, err := parseTOML(text)
	if err != nil {
		return "", false
	}
	b, set := valueAt(root, p).(bool)
	if !set {
		return "", false
	}
	return strconv.FormatBool(b), true
}
