// Package inventory answers questions about the files of a context: what git tracks, what manifests and programs name.
package inventory

import (
	"bytes"
	"encoding/hex"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/git"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/shell"
	"github.com/ctxsize/ctxsize/walker"
)

// Project answers questions about a context's files: which files git tracks or ignores, the paths that a manifest names, the first bytes of a
// file. It reads on demand, never outside of the context except for git's own files above it, and caches the answers. It is safe for
// concurrent use.
type Project struct {
	dir   string // with its links resolved, "" for none
	mu    sync.Mutex
	texts map[string][]byte
	Git   func() *gitFiles
	files func() *projectfile.Dir // of dir, nil where it cannot be opened
	lines sync.Map                // of .gitignore files by directory

	ignoredDirs, linedDirs sync.Map // results for directories

	sniffed   sync.Map             // whether a file is a Dockerfile, by its path
	siblings  sync.Map             // Dockerfiles of the context, by path
	asked     func() []string      // Dockerfiles that scripts and workflows name
	embedded  map[string][]string  // what sources take into a program, as they write it
	manifests sync.Map             // what manifests name, by path
	programs  map[string]*Programs // what builds start, by the lines that decide what is eligible
	started   sync.Map             // commands that files start images with, by path
	small     sync.Map             // contents of small files, by path
	packages  sync.Map             // of Node.js, by the paths of their manifests
	tools     sync.Map             // names of packages that manifests depend on, by path

	scripts *shell.Cache // the scripts that builds start, and those that they start

	named map[string][]NamedSecret // what has the name of a credential, by the lines that decide what is eligible
}

// OpenProject returns the project of the context with that root directory, "" for one that is not on disk. env holds the KEY=VALUE of the
// environment, which configures where git looks for a repository and whose it accepts.
func OpenProject(dir string, env []string) *Project {
	p := &Project{dir: dir, texts: map[string][]byte{}, embedded: map[string][]string{}, named: map[string][]NamedSecret{}, scripts: shell.NewCache(), programs: map[string]*Programs{}}
	p.asked = sync.OnceValue(p.findDockerfiles)
	p.Git = sync.OnceValue(func() *gitFiles { return readGit(dir, env) })
	p.files = sync.OnceValue(func() *projectfile.Dir {
		files, err := projectfile.OpenDir(dir)
		if err != nil {
			return nil
		}
		return files
	})
	return p
}

// MaxManifest is the number of bytes of a file that are read: manifests and lists are shorter.
const MaxManifest = 1 << 20

// Text returns the content of a small file, by its slash path in the context; nil if it does not exist or is not a regular file inside.
func (p *Project) Text(name string) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if text, ok := p.texts[name]; ok {
		return text
	}
	text := p.Head(name, MaxManifest)
	p.texts[name] = text
	return text
}

// MaxSmall is the size of the largest file that [Project.Small] reads, in bytes.
const MaxSmall = 64 << 10

// Small returns the content of a file of at most [MaxSmall] bytes, nil for any other.
func (p *Project) Small(name string) []byte {
	if known, ok := p.small.Load(name); ok {
		return known.([]byte)
	}
	p.mu.Lock()
	text, known := p.texts[name]
	p.mu.Unlock()
	if files := p.files(); !known && files != nil {
		// Where it cannot be read there is no text.
		text, _ = files.Small(filepath.FromSlash(name), MaxSmall)
	}
	if len(text) > MaxSmall {
		text = nil
	}
	p.small.Store(name, text)
	return text
}

// Refs returns the paths that a manifest names.
func (p *Project) Refs(name string) manifest.Refs {
	if known, ok := p.manifests.Load(name); ok {
		return known.(manifest.Refs)
	}
	r := p.readRefs(name)
	p.manifests.Store(name, r)
	return r
}

func (p *Project) readRefs(name string) manifest.Refs {
	if path.Base(name) == "package.json" {
		if one, err := p.Package(name); err == nil {
			return manifest.PackageRefs(&one)
		}
	}
	return manifest.Read(path.Base(name), p.Text(name))
}

// parsedPackage is a package of Node.js, or why its manifest cannot be parsed.
type parsedPackage struct {
	manifest.Package
	err error
}

// Package returns what a package.json says. Nothing in it may be changed.
func (p *Project) Package(name string) (manifest.Package, error) {
	if known, ok := p.packages.Load(name); ok {
		one := known.(parsedPackage)
		return one.Package, one.err
	}
	one, err := manifest.ParsePackage(p.Text(name))
	p.packages.Store(name, parsedPackage{one, err})
	return one, err
}

// Tools returns the names of the packages that a manifest depends on, for any purpose.
func (p *Project) Tools(name string) []string {
	if known, ok := p.tools.Load(name); ok {
		return known.([]string)
	}
	var list []string
	if path.Base(name) != "package.json" {
		list = manifest.Tools(path.Base(name), p.Text(name))
	} else if one, err := p.Package(name); err == nil {
		list = one.Tools()
	}
	p.tools.Store(name, list)
	return list
}

// Programs returns the programs that the builds of the context start, for the eligible files of a view.
func (p *Project) Programs(v *walker.View) *Programs {
	key := linesOf(v)
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.programs[key]
	if known == nil {
		known = &Programs{project: p, Index: sync.OnceValue(func() *fileIndex { return indexFiles(v) }), steps: map[stepsKey][]Step{}, traces: map[traceKey]*needs.Trace{}, observed: map[alikeKey][]observed{}, cache: needs.NewCache(p.scripts)}
		p.programs[key] = known
	}
	return known
}

// Embeds returns the paths that a source embeds, as written; nil for other files.
func (p *Project) Embeds(name string) []string {
	language, is := embeddings[path.Ext(name)]
	if !is {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	list, ok := p.embedded[name]
	if !ok {
		list = language.in(p.Head(name, MaxManifest))
		p.embedded[name] = list
	}
	return list
}

// Head returns the first bytes of a regular file.
func (p *Project) Head(name string, most int64) []byte {
	if p.dir == "" {
		return nil
	}
	files := p.files()
	if files == nil {
		return nil
	}
	text, err := files.Head(filepath.FromSlash(name), most)
	if err != nil {
		return nil
	}
	return text
}

// Begins reports whether a file begins with one of these byte sequences, in hexadecimal.
func (p *Project) Begins(name string, magic []string) bool {
	const longest = 64
	head := p.Head(name, longest)
	for _, m := range magic {
		if want, err := hex.DecodeString(m); err == nil && len(want) > 0 && bytes.HasPrefix(head, want) {
			return true
		}
	}
	return false
}

// Tracked reports whether git tracks a path or something below it.
func (p *Project) Tracked(name string) bool { return p.Git().tracked(name) }

// Submodule returns the submodule of git that a path is, or is in, "" for none.
func (p *Project) Submodule(name string) string { return git.SubmoduleOf(p.Git().submodules, name) }

// HasGit reports whether the index of git could be read.
func (p *Project) HasGit() bool { return p.Git().known }

// Ignored reports whether git ignores an untracked path, by the .gitignore files of the tree.
func (p *Project) Ignored(name string, k walker.Kind) bool {
	if p.Tracked(name) {
		return false
	}
	return p.ignoredIn(Parent(name)) || p.ignores(name, k == walker.Dir)
}

// ignoredIn reports whether git ignores everything in a directory. Everything in an ignored directory is ignored, whatever the other patterns.
func (p *Project) ignoredIn(dir string) bool {
	if dir == "." {
		return false
	}
	if known, ok := p.ignoredDirs.Load(dir); ok {
		return known.(bool)
	}
	ignored := p.ignoredIn(Parent(dir)) || p.ignores(dir, true)
	p.ignoredDirs.Store(dir, ignored)
	return ignored
}

// ignores matches the files from the deepest directory up: the first that has a match decides.
func (p *Project) ignores(name string, dir bool) bool {
	for at := p.lined(Parent(name)); at != ""; at = p.lined(Parent(at)) {
		rest := name
		if at != "." {
			rest = name[len(at)+1:]
		}
		if ignored, decided := p.gitLines(at).decide(rest, dir); decided {
			return ignored
		}
		if at == "." {
			break
		}
	}
	return p.Git().above(name, dir)
}

// lined returns the deepest directory with a .gitignore, from dir upwards, "" if none has.
func (p *Project) lined(dir string) string {
	if known, ok := p.linedDirs.Load(dir); ok {
		return known.(string)
	}
	at := dir
	if len(p.gitLines(dir)) == 0 {
		if at = ""; dir != "." {
			at = p.lined(Parent(dir))
		}
	}
	p.linedDirs.Store(dir, at)
	return at
}

// Parent is path.Dir for a clean path, without a scan of a long one.
func Parent(p string) string {
	if at := strings.LastIndexByte(p, '/'); at >= 0 {
		return p[:at]
	}
	return "."
}

// HasGitignoreAbove reports whether git has patterns for the whole context: in its root, above it or for the repository.
func (p *Project) HasGitignoreAbove() bool { return len(p.Git().outer) > 0 || len(p.gitLines(".")) > 0 }

// SetNoGitignore records that a directory has no .gitignore, which saves a lookup on disk with a path that may be long.
func (p *Project) SetNoGitignore(dir string) { p.lines.Store(dir, gitLines(nil)) }

// gitLines returns the patterns of the .gitignore in a directory of the context.
func (p *Project) gitLines(dir string) gitLines {
	if lines, ok := p.lines.Load(dir); ok {
		return lines.(gitLines)
	}
	lines := parseGitLines(p.Text(path.Join(dir, ".gitignore")))
	p.lines.Store(dir, lines)
	return lines
}
