// Package ci finds the builds that CI workflows, makefiles, scripts and development tools run: docker build lines, steps of actions,
// artifacts of Skaffold, and dev containers.
//
// [Read] parses one file. It reads no other file and runs nothing. What only a run can know, such as the value of an expression, is unknown:
// a build whose context, Dockerfile or target is unknown is skipped, with the reason.
package ci

import (
	"bytes"
	"path"
	"strings"
)

// Build is one build that a file runs.
type Build struct {
	// Line is where the file runs it, from 1.
	Line int
	// Dirs are the possible working directories, relative to the project root, the most probable first. Paths of the build are relative to it; an
	// absolute one is relative to the project root.
	Dirs []string
	// Context is as typed. Committed: the builder fetches the repository, so only committed files are sent.
	Context   string
	Committed bool
	// Dockerfile is as typed, "" for the default. InContext: it is relative to the context.
	Dockerfile string
	InContext  bool
	Target     string
	// BuildArgs, Contexts and Platforms are as in flags of docker build.
	BuildArgs, Contexts, Platforms []string
}

// Skipped is a build that cannot be known without a run.
type Skipped struct {
	Line   int
	Reason string
}

// Definition is a compose or bake file with builds that a file runs.
type Definition struct {
	// Dirs are as in [Build].
	Dirs []string
	Path string // as typed
	Bake bool   // by docker buildx bake, which reads compose files, too
}

// File is what a file runs.
type File struct {
	Builds      []Build
	Definitions []Definition
	Skipped     []Skipped
}

// MaxSize is the size of the largest file that is read, in bytes.
const MaxSize = 256 << 10

// Read finds the builds of a file, by its slash path relative to the project root. A file that cannot be parsed has none.
func Read(name string, text []byte) File {
	if len(text) > MaxSize || !mentionsBuild(text) {
		return File{}
	}
	dir, base := path.Dir(name), strings.ToLower(path.Base(name))
	ext := path.Ext(base)
	switch {
	case base == "devcontainer.json":
		return devcontainer(dir, text)
	case base == "package.json":
		return packageScripts(dir, text)
	case isYAML(ext) && strings.HasPrefix(base, "skaffold"):
		return skaffold(dir, name, text)
	case isYAML(ext) && (path.Base(dir) == "workflows" || base == "action.yml" || base == "action.yaml"):
		return workflow(name, text)
	case isYAML(ext) && isPipeline(name):
		return pipeline(name, text)
	case isYAML(ext):
		return File{}
	case ext == ".mk" || strings.HasSuffix(base, "makefile"):
		return makeBuilds(dir, string(text))
	case ext == ".sh" || ext == ".bash" || ext == "" && bytes.HasPrefix(text, []byte("#!")) && bytes.Contains(text[:min(len(text), 80)], []byte("sh")):
		return script(dir, string(text))
	}
	return File{}
}

// mentionsBuild reports whether a text may run a build.
func mentionsBuild(text []byte) bool {
	for _, word := range []string{"docker", "Docker", "podman", "buildah", "nerdctl"} {
		if bytes.Contains(text, []byte(word)) {
			return true
		}
	}
	return false
}

func isYAML(ext string) bool { return ext == ".yml" || ext == ".yaml" }

// isPipeline reports whether a YAML file configures continuous integration other than GitHub's.
func isPipeline(name string) bool {
	base := path.Base(name)
	for _, word := range []string{".gitlab-ci", "azure-pipelines", ".travis", ".drone", ".woodpecker", "bitbucket-pipelines", "cloudbuild", "buildspec", ".cirrus", "appveyor", "Taskfile"} {
		if strings.HasPrefix(base, word) {
			return true
		}
	}
	for _, dir := range []string{".gitlab/", ".circleci/", ".buildkite/", ".woodpecker/", ".semaphore/", ".ci/", ".azure/"} {
		if strings.HasPrefix(name, dir) {
			return true
		}
	}
	return false
}

// add adds what was found.
func (f *File) add(o File) {
	f.Builds, f.Definitions, f.Skipped = append(f.Builds, o.Builds...), append(f.Definitions, o.Definitions...), append(f.Skipped, o.Skipped...)
}

// skip records a build that cannot be known.
func (f *File) skip(line int, reason string) { f.Skipped = append(f.Skipped, Skipped{line, reason}) }

// clean returns a directory relative to the project root.
func clean(dir string) string {
	dir = path.Clean("/" + dir)
	if dir == "/" {
		return "."
	}
	return dir[1:]
}
