package compose

import (
	"bytes"
	"io"
	"slices"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"
)

// buildOnly returns a file with only the parts that builds need, and reports whether these are valid and refer to no other file. A file with
// several documents or with tags such as !reset, and one that is not a compose file, is returned unchanged.
func buildOnly(f types.ConfigFile) (_ types.ConfigFile, sound bool) {
	if bytes.Contains(f.Content, []byte("!reset")) || bytes.Contains(f.Content, []byte("!override")) {
		return f, false
	}
	var model map[string]any
	decoder := yaml.NewDecoder(bytes.NewReader(f.Content))
	if decoder.Decode(&model) != nil || decoder.Decode(new(yaml.Node)) != io.EOF {
		return f, false
	}
	services, ok := model["services"].(map[string]any)
	if !ok {
		return f, false
	}
	// The name of the project is read from the text.
	name, err := yaml.Marshal(pickFields(model, "name"))
	if err != nil {
		return f, false
	}
	_, includes := model["include"]
	sound = !includes
	for key, service := range services {
		fields, ok := service.(map[string]any)
		if !ok {
			return f, false
		}
		some := pickFields(fields, "build", "extends", "platform", "profiles")
		if build, ok := some["build"].(map[string]any); ok {
			some["build"] = pickFields(build, "context", "dockerfile", "dockerfile_inline", "target", "args", "additional_contexts", "platforms")
		}
		services[key] = some
		sound = sound && matchForms(some, serviceForms)
	}
	return types.ConfigFile{Filename: f.Filename, Content: name, Config: pickFields(model, "name", "include", "services")}, sound
}

// The forms of fields. They reject some valid values, too.
var (
	serviceForms = map[string]func(any) bool{
		"build":    func(v any) bool { return isString(v) || isMapping(v, buildForms) },
		"extends":  func(v any) bool { return isString(v) || isMapping(v, map[string]func(any) bool{"service": isString}) },
		"platform": isString,
		"profiles": areStrings,
	}
	buildForms = map[string]func(any) bool{
		"context": isString, "dockerfile": isString, "dockerfile_inline": isString, "target": isString, "args": arePairs, "additional_contexts": arePairs,
		"platforms": areStrings,
	}
)

// matchForms reports whether the fields of a mapping are known and valid.
func matchForms(m map[string]any, forms map[string]func(any) bool) bool {
	for name, value := range m {
		if form := forms[name]; form == nil || !form(value) {
			return false
		}
	}
	return true
}

func isMapping(v any, forms map[string]func(any) bool) bool {
	m, ok := v.(map[string]any)
	return ok && matchForms(m, forms)
}

func isString(v any) bool {
	_, ok := v.(string)
	return ok
}

func areStrings(v any) bool {
	list, ok := v.([]any)
	return ok && !slices.ContainsFunc(list, func(one any) bool { return !isString(one) })
}

// arePairs reports whether a value is keys with scalars, as a mapping or as a list of KEY=VALUE.
func arePairs(v any) bool {
	m, ok := v.(map[string]any)
	if !ok {
		return areStrings(v)
	}
	for _, value := range m {
		switch value.(type) {
		case string, bool, int, float64:
		default:
			return false
		}
	}
	return true
}

// pickFields returns some of the fields of a mapping.
func pickFields(from map[string]any, names ...string) map[string]any {
	some := map[string]any{}
	for _, name := range names {
		if value, ok := from[name]; ok {
			some[name] = value
		}
	}
	return some
}
