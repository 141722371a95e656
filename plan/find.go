package plan

import (
	"context"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// Found are the files of a project that decide about its builds, absolute, in the order of a depth-first walk.
type Found struct {
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
func Find(ctx context.Context, root string) (*Found, error) {
	f := &Found{Root: root}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && path == root:
			return err
		case err != nil:
			return nil
		case d.IsDir() && path != root && !searched(d.Name()):
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
func findBeside(dirs []string) *Found {
	f := &Found{}
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
func searched(name string) bool {
	if strings.HasPrefix(name, ".") {
		return slices.Contains([]string{".devcontainer", ".docker", ".github", ".gitlab", ".circleci", ".ci"}, name)
	}
	return !slices.Contains([]string{"node_modules", "bower_components", "vendor", "venv", "site-packages", "__pycache__", "testdata", "fixtures", "__fixtures__"}, name)
}

func (f *Found) add(dir, name string) {
	if list := f.kind(dir, name); list != nil {
		*list = append(*list, filepath.Join(dir, name))
	}
}

// kind is the list that a file belongs to, nil for one that decides nothing.
func (f *Found) kind(dir, name string) *[]string {
	lower := strings.ToLower(name)
	switch {
	case strings.HasSuffix(lower, ".dockerignore"):
		return &f.IgnoreFiles
	case IsCompose(name):
		return &f.Compose
	case isBake(lower):
		return &f.Bake
	case IsDockerfile(name):
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

// IsCompose says whether a file is one of compose by its name: one of the usual names, or one with something between.
func IsCompose(name string) bool {
	ext := filepath.Ext(name)
	stem := strings.TrimPrefix(strings.ToLower(strings.TrimSuffix(name, ext)), "docker-")
	rest, ok := strings.CutPrefix(stem, "compose")
	return ok && (ext == ".yml" || ext == ".yaml") && (rest == "" || strings.ContainsAny(rest[:1], ".-_"))
}

func isBake(lower string) bool {
	return strings.HasPrefix(lower, "docker-bake") && (strings.HasSuffix(lower, ".hcl") || strings.HasSuffix(lower, ".json"))
}

// dockerfileStems are how the name of a Dockerfile begins or ends, in any case.
var dockerfileStems = []string{"dockerfile", "containerfile"}

// notDockerfiles are the suffixes of backups, templates, documents and ignore files.
var notDockerfiles = []string{"ignore", "~", ".bak", ".orig", ".rej", ".old", ".save", ".swp", ".swo", ".swn", ".tmp", ".tmpl", ".template", ".j2", ".jinja", ".jinja2",
	".tpl", ".erb", ".ejs", ".hbs", ".mustache", ".in", ".m4", ".md", ".mdx", ".markdown", ".rst", ".adoc", ".html", ".patch", ".diff"}

// otherLanguages are the extensions of files that are about Dockerfiles, unless the rest of the name is just that of one.
var otherLanguages = []string{".go", ".js", ".ts", ".jsx", ".tsx", ".mjs", ".cjs", ".java", ".kt", ".c", ".cc", ".cpp", ".h", ".cs", ".php", ".py", ".rb", ".rs", ".sh", ".bash",
	".ps1", ".yml", ".yaml", ".json", ".toml", ".lock", ".css", ".svg", ".png", ".vim", ".lua", ".mk", ".groovy", ".hcl", ".xml"}

// IsDockerfile reports whether a file may be a Dockerfile by its name: one that begins or ends with "dockerfile" or "containerfile", in any case.
// Backups, templates, documents and ignore files are none.
func IsDockerfile(name string) bool {
	if len(name) < len(dockerfileStems[0]) {
		return false
	}
	lower := strings.ToLower(name)
	if strings.HasPrefix(lower, ".#") || strings.HasPrefix(lower, "#") || hasSuffix(lower, notDockerfiles) {
		return false
	}
	return slices.ContainsFunc(dockerfileStems, func(stem string) bool {
		if !strings.HasPrefix(lower, stem) {
			return strings.HasSuffix(lower, stem)
		}
		ext := filepath.Ext(lower)
		return lower == stem+ext || !slices.Contains(otherLanguages, ext)
	})
}

// namesDockerfile reports whether a file is a Dockerfile for sure by its name, as it is usually written.
func namesDockerfile(name string) bool {
	if strings.HasSuffix(name, ".dockerfile") {
		return true
	}
	for _, stem := range []string{"Dockerfile", "Containerfile"} {
		if name == stem || strings.HasPrefix(name, stem+".") || strings.HasPrefix(name, stem+"-") || strings.HasSuffix(name, "."+stem) {
			return !strings.HasSuffix(name, ".txt")
		}
	}
	return false
}

func hasSuffix(name string, suffixes []string) bool {
	return slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(name, s) })
}

func isScript(lower string) bool {
	switch filepath.Ext(lower) {
	case ".yml", ".yaml", ".sh", ".bash", ".mk", ".ps1", ".toml", ".groovy":
		return true
	}
	return strings.HasSuffix(lower, ".makefile") || slices.Contains([]string{"makefile", "gnumakefile", "justfile", ".justfile", "jenkinsfile", "package.json", "tiltfile", "skaffold.yaml", "earthfile", "rakefile", "dodo.py", "tasks.py", "noxfile.py", "devcontainer.json"}, lower)
}
