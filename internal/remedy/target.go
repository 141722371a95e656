package remedy

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/lint"
)

// SetTarget returns the change of a compose file that names the stage that a service builds. The rest of the file stays as it is.
func SetTarget(file string, before []byte, service, target string) Remedy {
	if strings.ContainsFunc(target, func(r rune) bool { return !isPlain(r) || r == '/' || r == '@' || r == '+' }) || target == "" {
		return blocked("the name of the stage needs quotes")
	}
	key, value := buildOf(before, service)
	if key == nil {
		return blocked("the file has no build of the service")
	}
	lines := slices.Collect(strings.Lines(string(before)))
	eol := "\n"
	if len(lines) > 0 && strings.HasSuffix(lines[0], "\r\n") {
		eol = "\r\n"
	}
	indent := func(column int) string { return strings.Repeat(" ", column-1) }
	switch {
	case value.Kind == yaml.MappingNode && value.Style&yaml.FlowStyle == 0 && len(value.Content) > 0 && value.Content[0].Line > key.Line:
		first := value.Content[0]
		lines = slices.Insert(lines, first.Line-1, indent(first.Column)+"target: "+target+eol)
	case value.Kind == yaml.ScalarNode && value.Line == key.Line:
		given, ok := strings.CutPrefix(strings.TrimSpace(lines[key.Line-1]), "build:")
		if !ok {
			return blocked("the build is not a line of its own")
		}
		base := indent(key.Column)
		lines[key.Line-1] = base + "build:" + eol + base + "  context:" + given + eol + base + "  target: " + target + eol
	default:
		return blocked("the build is written in another form")
	}
	after := []byte(strings.Join(lines, ""))
	if !addsTarget(before, after, service, target) {
		return blocked("the changed file means something else")
	}
	return Remedy{Changes: []lint.FileChange{{Path: file, Before: before, After: after}}}
}

// buildOf returns the key and the value of the build of a service, nil where the file has none.
func buildOf(text []byte, service string) (key, value *yaml.Node) {
	var doc yaml.Node
	if yaml.Unmarshal(text, &doc) != nil || len(doc.Content) == 0 {
		return nil, nil
	}
	at := doc.Content[0]
	for _, name := range []string{"services", service, "build"} {
		if at.Kind != yaml.MappingNode {
			return nil, nil
		}
		n := 0
		for n+1 < len(at.Content) && at.Content[n].Value != name {
			n += 2
		}
		if n+1 >= len(at.Content) {
			return nil, nil
		}
		key, at = at.Content[n], at.Content[n+1]
	}
	return key, at
}

// addsTarget reports whether two compose files differ by the target of a service alone.
func addsTarget(before, after []byte, service, target string) bool {
	var old, changed map[string]any
	if yaml.Unmarshal(before, &old) != nil || yaml.Unmarshal(after, &changed) != nil {
		return false
	}
	services, _ := old["services"].(map[string]any)
	one, _ := services[service].(map[string]any)
	if one == nil {
		return false
	}
	switch b := one["build"].(type) {
	case string:
		one["build"] = map[string]any{"context": b, "target": target}
	case map[string]any:
		b["target"] = target
	}
	return reflect.DeepEqual(old, changed)
}
