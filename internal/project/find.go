package project

import (
	"context"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/bake"
	"github.com/ctxsize/ctxsize/internal/compose"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// Found are the files of a project that decide about its builds, absolute, in the order of a depth-first walk.
type Files struct {
	// Root is the directory that was searched.
	Root                                    string
	Compose, Bake, Dockerfiles, IgnoreFiles []string
	// Others are files in which commands that build may stand: scripts, makefiles and the configuration of continuous integration.
	Others []string
	// Texts are what is written for people, in which such commands may stand, too.
	Texts []string
	// Scope is what the files may not lead out of.
	Scope projectfile.Scope
}

// Find looks for the files that decide about a project's builds. Directories that hold other people's projects, or what a program made,
// are left out, and so is what cannot be read.
func Find(ctx context.Context, root string) (*Files, error) {
	f := &Files{Root: root}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && path == root:
			return err
		case err != nil:
			return nil
		case d.IsDir() && path != root && !isSearched(d.Name()):
			return filepath.SkipDir
		case !d.IsDir():
			f.add(filepath.Dir(path), d.Name())
		}
		return nil
	})
	return f, err
}

// mostBeside is how many entries of a directory are looked at by findBeside.
const mostBeside = 5000

// findBeside looks into some directories and not below them.
func findIn(dirs []string) *Files {
	f := &Files{}
	for _, path := range dirs {
		entries, _ := projectfile.Entries(path, mostBeside)
		entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.IsDir() || f.kind(path, e.Name()) == nil })
		slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
		for _, e := range entries {
			f.add(path, e.Name())
		}
	}
	return f
}

// searched says whether a directory may hold a project's own files.
func isSearched(name string) bool {
	if strings.HasPrefix(name, ".") {
		return slices.Contains([]string{".devcontainer", ".docker", ".github", ".gitlab", ".circleci", ".ci"}, name)
	}
	return !slices.Contains([]string{"node_modules", "bower_components", "vendor", "venv", "site-packages", "__pycache__", "testdata", "fixtures", "__fixtures__"}, name)
}

func (f *Files) add(dir, name string) {
	if list := f.kind(dir, name); list != nil {
		*list = append(*list, filepath.Join(dir, name))
	}
}

// kind is the list that a file belongs to, nil for one that decides nothing.
func (f *Files) kind(dir, name string) *[]string {
	lower := strings.ToLower(name)
	switch {
	case strings.HasSuffix(lower, ".dockerignore"):
		return &f.IgnoreFiles
	case compose.IsFile(name):
		return &f.Compose
	case bake.IsFile(lower):
		return &f.Bake
	case dockerfile.IsDockerfile(name):
		return &f.Dockerfiles
	case isScript(lower) || !strings.Contains(name, ".") && holdsScripts(dir):
		return &f.Others
	case slices.Contains([]string{".md", ".mdx", ".rst", ".adoc"}, filepath.Ext(lower)):
		return &f.Texts
	}
	return nil
}

// holdsScripts says whether programs of a project without an ending lie in a directory.
func holdsScripts(dir string) bool {
	return slices.Contains([]string{"hack", "scripts", "script", "bin", "ci", ".ci", "tools", "build"}, filepath.Base(dir))
}

func isScript(lower string) bool {
	switch filepath.Ext(lower) {
	case ".yml", ".yaml", ".sh", ".bash", ".mk", ".ps1", ".toml", ".groovy":
		return true
	}
	return strings.HasSuffix(lower, ".makefile") || slices.Contains([]string{"makefile", "gnumakefile", "justfile", ".justfile", "jenkinsfile", "package.json", "tiltfile", "skaffold.yaml", "earthfile", "rakefile", "dodo.py", "tasks.py", "noxfile.py", "devcontainer.json"}, lower)
}
