package ci

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/manifest"
)

// skaffold finds the artifacts that Skaffold builds with Docker. Their contexts are relative to its file.
func skaffold(dir, name string, text []byte) File {
	var f File
	for _, root := range documents(name, text) {
		sections := []*yaml.Node{get(root, "build")}
		for _, profile := range items(get(root, "profiles")) {
			sections = append(sections, get(profile, "build"))
		}
		for _, section := range sections {
			for _, artifact := range items(get(section, "artifacts")) {
				f.artifact(artifact, dir)
			}
		}
	}
	return f
}

// artifact adds an artifact of Skaffold, unless another tool than Docker builds it.
func (f *File) artifact(n *yaml.Node, dir string) {
	for _, other := range []string{"jib", "bazel", "buildpacks", "ko", "custom"} {
		if get(n, other) != nil {
			return
		}
	}
	docker := get(n, "docker")
	if docker == nil {
		docker = get(n, "kaniko")
	}
	b := Build{Line: n.Line, Context: scalar(get(n, "context")), Dockerfile: scalar(get(docker, "dockerfile")), InContext: true, Target: scalar(get(docker, "target"))}
	if b.Context == "" {
		b.Context = "."
	}
	pairs(get(docker, "buildArgs"), func(name string, value *yaml.Node) {
		if text := scalar(value); !strings.Contains(text, "{{") {
			b.BuildArgs = append(b.BuildArgs, name+"="+text)
		}
	})
	f.addKnown(b, ".", []string{dir})
}

// devcontainer finds the build of a dev container. Its paths are relative to its file.
func devcontainer(dir string, text []byte) File {
	var raw struct {
		DockerFile, Context string // the former spelling
		Build               struct {
			Dockerfile, Context, Target string
			Args                        map[string]string
		}
	}
	if json.Unmarshal(withoutComments(text), &raw) != nil {
		return File{}
	}
	b := Build{Line: 1, Dockerfile: raw.Build.Dockerfile, Context: raw.Build.Context, Target: raw.Build.Target}
	if b.Dockerfile == "" {
		b.Dockerfile, b.Context = raw.DockerFile, raw.Context
	}
	if b.Dockerfile == "" {
		return File{}
	}
	if b.Context == "" {
		b.Context = path.Dir(b.Dockerfile)
	}
	for _, name := range slices.Sorted(maps.Keys(raw.Build.Args)) {
		if value := raw.Build.Args[name]; !strings.Contains(value, "${") {
			b.BuildArgs = append(b.BuildArgs, name+"="+value)
		}
	}
	var f File
	f.addKnown(b, ".", []string{dir})
	return f
}

// withoutComments returns JSON without the comments and the commas before closing brackets that dev containers may have.
func withoutComments(text []byte) []byte {
	var out []byte
	for n := 0; n < len(text); n++ {
		rest := text[n:]
		switch {
		case text[n] == '"':
			end := stringEnd(rest)
			out = append(out, rest[:end]...)
			n += end - 1
		case len(rest) > 1 && rest[0] == '/' && rest[1] == '/':
			for n < len(text) && text[n] != '\n' {
				n++
			}
		case len(rest) > 1 && rest[0] == '/' && rest[1] == '*':
			end := strings.Index(string(rest[2:]), "*/")
			if end < 0 {
				return out
			}
			n += end + 3
		case text[n] == '}' || text[n] == ']':
			trimmed := strings.TrimRight(string(out), " \t\r\n")
			out = append([]byte(strings.TrimSuffix(trimmed, ",")), text[n])
		default:
			out = append(out, text[n])
		}
	}
	return out
}

// stringEnd returns the length of the JSON string at the beginning of a text.
func stringEnd(text []byte) int {
	for n := 1; n < len(text); n++ {
		switch text[n] {
		case '\\':
			n++
		case '"':
			return n + 1
		}
	}
	return len(text)
}

// packageScripts finds the builds in the scripts of a package.json.
func packageScripts(dir string, text []byte) File {
	var f File
	p, err := manifest.ParsePackage(text)
	if err != nil {
		return f
	}
	for _, name := range slices.Sorted(maps.Keys(p.Scripts)) {
		line := 1 + strings.Count(string(text[:max(strings.Index(string(text), `"`+name+`"`), 0)]), "\n")
		found := lines(p.Scripts[name], line, clean(dir))
		f.add(found)
	}
	return f
}
