package project

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/distinct"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// addStandalone adds the Dockerfiles that no compose file, bake file, workflow or script builds.
func (s *searcher) addStandalone() {
	built := map[string]bool{}
	for _, spec := range s.specs {
		if d := dockerfilePath(&spec); d != "" {
			built[projectfile.RealPath(d)] = true
			if file, err := filepath.EvalSymlinks(d); err == nil {
				built[file] = true
			}
		}
	}
	for _, path := range s.found.Dockerfiles {
		if built[projectfile.RealPath(path)] {
			continue
		}
		text, err := s.found.Scope.Read(path, projectfile.MaxSize)
		if err != nil {
			s.fail(build.Standalone, path, &build.Error{Err: fmt.Errorf("cannot read Dockerfile: %w", err), Hint: "-f " + path + " reads it alone"})
			continue
		}
		if !dockerfile.IsConventionalName(filepath.Base(path)) && !dockerfile.IsDockerfileText(text) {
			continue
		}
		dir, note := s.guessContext(path, text)
		spec := build.Spec{Origin: build.Origin{Kind: build.Standalone, File: path, Note: note}, Request: s.base.ForContext(dir), Scope: s.found.Scope}
		spec.Request.Dockerfile, spec.Request.BuildArgs, spec.Request.BuildContexts = path, s.base.BuildArgs, s.base.BuildContexts
		s.specs = append(s.specs, spec)
	}
}

// addSiblingDockerfiles adds the other Dockerfiles in the directory of a Dockerfile outside of its context, if they copy files of that
// context.
func (s *searcher) addSiblingDockerfiles(builds []build.Build) {
	type pair struct{ root, path string }
	done, sources := map[pair]bool{}, map[string][]string{}
	for n := range builds {
		b := &builds[n]
		if b.Dockerfile == nil || b.Dockerfile.Inside || b.Context.Root == "" {
			continue
		}
		there := func(source string) bool {
			return projectfile.Exists(filepath.Join(b.Context.Root, filepath.FromSlash(source)))
		}
		for _, path := range s.found.Dockerfiles {
			this := pair{b.Context.Root, path}
			if path == b.Dockerfile.Path || filepath.Dir(path) != filepath.Dir(b.Dockerfile.Path) || done[this] {
				continue
			}
			done[this] = true
			if _, read := sources[path]; !read {
				// A file that cannot be read has no sources.
				text, _ := s.found.Scope.Read(path, projectfile.MaxSize)
				sources[path] = literalSources(text)
			}
			if slices.ContainsFunc(sources[path], there) {
				spec := build.Spec{Request: s.base.ForContext(b.Context.Root), Scope: s.found.Scope}
				spec.Request.Dockerfile = path
				s.specs = append(s.specs, spec)
			}
		}
	}
}

// dockerDirs are names of directories for Dockerfiles, which usually do not contain the files that these copy.
var dockerDirs = []string{"docker", ".docker", "dockerfiles", "build", "deploy", "container", "containers", ".devcontainer", "ci"}

// guessContext returns the probable context of a Dockerfile: the nearest parent directory with most of its sources.
func (s *searcher) guessContext(path string, text []byte) (dir, note string) {
	sources := literalSources(text)
	best, fewest := filepath.Dir(path), -1
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		missing := 0
		for _, source := range sources {
			if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(source))); err != nil {
				missing++
			}
		}
		if slices.Contains(dockerDirs, filepath.Base(dir)) && dir != s.found.Root {
			// A directory of this kind has to hold something of it to be the context.
			missing++
		}
		if fewest < 0 || missing < fewest {
			best, fewest = dir, missing
		}
		if fewest == 0 || dir == s.found.Root || dir == filepath.Dir(dir) {
			break
		}
	}
	return best, "no file of the project is known to build it; its context is assumed, from the paths that it copies"
}

// literalSources returns the paths of the sources in a Dockerfile's default build.
func literalSources(text []byte) []string {
	c, err := dockerfile.Collect(text, dockerfile.Options{})
	if err != nil {
		return nil
	}
	var list []string
	for _, in := range c.Instructions {
		for _, source := range in.Sources {
			if in.Reachable && in.Context == "" && !source.Wildcard && !source.Bogus && !source.Implicit && source.Path != "." {
				list = append(list, source.Path)
			}
		}
	}
	return distinct.Strings(list)
}
