package project

import (
	"context"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/bake"
	"github.com/ctxsize/ctxsize/internal/compose"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// Files are the files of a project that define builds or are used by them, absolute, in the order of a depth-first walk.
type Files struct {
	// Root is the directory that was searched.
	Root                                    string
	Compose, Bake, Dockerfiles, IgnoreFiles []string
	// Others are files that may have build commands: scripts, makefiles and the configuration of continuous integration.
	Others []string
	// Texts are documentation, which may have build commands, too.
	Texts []string
	// Scope is the directories that must contain the files.
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
		case d.IsDir() && path != root && (!isSearched(d.Name()) || isFixture(path)):
			return filepath.SkipDir
		case !d.IsDir():
			f.add(filepath.Dir(path), d.Name())
		}
		return nil
	})
	return f, err
}

// maxEntries limits the entries of a directory that findIn reads.
const maxEntries = 5000

// findIn searches directories without their subdirectories.
func findIn(dirs []string) *Files {
	f := &Files{}
	for _, path := range dirs {
		entries, _ := projectfile.Entries(path, maxEntries)
		entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.IsDir() || f.kind(path, e.Name()) == nil })
		slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
		for _, e := range entries {
			f.add(path, e.Name())
		}
	}
	return f
}

// isSearched reports whether a directory may contain a project's own files.
func isSearched(name string) bool {
	if strings.HasPrefix(name, ".") {
		return slices.Contains([]string{".devcontainer", ".docker", ".github", ".gitlab", ".circleci", ".ci"}, name)
	}
	return !slices.Contains([]string{"node_modules", "bower_components", "vendor", "venv", "site-packages", "__pycache__", "third_party"}, name)
}

// fixture matches names of directories with input of tests.
var fixture = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(_*fixtures?_*|_*snapshots_*|test[-_]?(data|files?|fixtures?|cases?|resources|projects)([-_].*)?|golden|goldens)$`)
})

// isFixture reports whether a directory has input of tests, by its name and that of its parent, as in tests/resources.
func isFixture(dir string) bool {
	name, parent := strings.ToLower(filepath.Base(dir)), strings.ToLower(filepath.Base(filepath.Dir(dir)))
	return fixture().MatchString(name) || slices.Contains([]string{"test", "tests", "spec", "specs", "e2e", "__tests__"}, parent) && slices.Contains([]string{"resources", "data", "assets", "cases", "projects"}, name)
}

func (f *Files) add(dir, name string) {
	if list := f.kind(dir, name); list != nil {
		*list = append(*list, filepath.Join(dir, name))
	}
}

// kind returns the list that a file belongs to, nil for none.
func (f *Files) kind(dir, name string) *[]string {
	lower := strings.ToLower(name)
	switch {
	case strings.HasSuffix(lower, ".dockerignore"):
		return &f.IgnoreFiles
	case compose.IsFile(name):
		return &f.Compose
	case bake.IsFile(name):
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

// holdsScripts reports whether a directory may contain scripts without an extension.
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
