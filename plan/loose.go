package plan

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// loose adds the Dockerfiles that nothing builds.
func (s *searcher) loose() {
	built := map[string]bool{}
	for _, spec := range s.specs {
		if d := spec.dockerfile(); d != "" {
			built[RealPath(d)] = true
			if file, err := filepath.EvalSymlinks(d); err == nil {
				built[file] = true
			}
		}
	}
	for _, path := range s.found.Dockerfiles {
		if built[RealPath(path)] {
			continue
		}
		text, err := s.base.scope.Read(path, projectfile.MaxSize)
		if err != nil {
			s.fail(Loose, path, &Error{Err: fmt.Errorf("cannot read the Dockerfile: %w", err), Hint: "-f " + path + " reads it alone"})
			continue
		}
		if !namesDockerfile(filepath.Base(path)) && !IsDockerfileText(text) {
			continue
		}
		dir, note := s.guess(path, text)
		spec := Spec{Origin: Origin{Kind: Loose, File: path, Note: note}, Request: s.base.forBuild(dir)}
		spec.Request.Dockerfile, spec.Request.described, spec.Request.BuildArgs, spec.Request.BuildContexts = path, true, s.base.BuildArgs, s.base.BuildContexts
		s.specs = append(s.specs, spec)
	}
}

// beside adds, where a Dockerfile lies outside of its context, those beside it that name something in the same context.
func (s *searcher) beside(builds []Build) {
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
				// What cannot be read names nothing.
				text, _ := s.base.scope.Read(path, projectfile.MaxSize)
				sources[path] = literalSources(text)
			}
			if slices.ContainsFunc(sources[path], there) {
				spec := Spec{Request: s.base.forBuild(b.Context.Root)}
				spec.Request.Dockerfile, spec.Request.described = path, true
				s.specs = append(s.specs, spec)
			}
		}
	}
}

// RealPath is the path of a file without links in the directories that lead to it; the file itself may be one.
func RealPath(path string) string {
	if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return filepath.Join(dir, filepath.Base(path))
	}
	return path
}

// IsLink says whether a file is a symbolic link.
func IsLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSymlink != 0
}

// dockerDirs are names of directories that hold Dockerfiles and not what these copy.
var dockerDirs = []string{"docker", ".docker", "dockerfiles", "build", "deploy", "container", "containers", ".devcontainer", "ci"}

// guess says which context a Dockerfile is for: the nearest directory around it in which most of what it names lies.
func (s *searcher) guess(path string, text []byte) (dir, note string) {
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
	return best, "no compose or bake file builds it; its context is a guess, by where what it names lies"
}

// literalSources are the paths that a Dockerfile's default build names.
func literalSources(text []byte) []string {
	c, err := Collect(text, CollectOptions{})
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
	return unique(list)
}
