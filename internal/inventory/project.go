// Package inventory answers questions about the files of a context: what git tracks, what manifests and programs name.
package inventory

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/shell"
	"github.com/ctxsize/ctxsize/walker"
)

// Project is what a context's files say of each other: which of them git tracks or ignores, what a manifest names, how a file begins.
// It reads when it is asked, never outside of the context but for git's own files above it, and keeps what it read. It serves many goroutines.
type Project struct {
	dir   string // with its links resolved, "" for none
	mu    sync.Mutex
	texts map[string][]byte
	Git   func() *gitFiles
	root  func() *os.Root // of dir, nil where it cannot be opened
	lines sync.Map        // of .gitignore files by directory

	ignoredDirs, linedDirs sync.Map // what is known of directories

	siblings  sync.Map             // Dockerfiles of the context, by path
	asked     func() []string      // Dockerfiles that scripts and workflows name
	embedded  map[string][]string  // what sources take into a program, as they write it
	manifests sync.Map             // what manifests name, by path
	started   map[string]*Programs // what builds start, by the lines that decide what is eligible

	scripts *shell.Cache // what builds start, and what that starts

	named map[string][]NamedSecret // what has the name of a credential, by the lines that decide what is eligible
}

// OpenProject returns the project of the context with that root directory, "" for one that is on no disk. env holds the KEY=VALUE of the
// environment, which says where git looks for a repository and whose it accepts.
func OpenProject(dir string, env []string) *Project {
	p := &Project{dir: dir, texts: map[string][]byte{}, embedded: map[string][]string{}, named: map[string][]NamedSecret{}, scripts: shell.NewCache(), started: map[string]*Programs{}}
	p.asked = sync.OnceValue(p.findDockerfiles)
	p.Git = sync.OnceValue(func() *gitFiles { return readGit(dir, env) })
	p.root = sync.OnceValue(func() *os.Root {
		root, err := projectfile.OpenRoot(dir)
		if err != nil {
			return nil
		}
		return root
	})
	return p
}

// MaxManifest is how much of a file is looked at: manifests and lists are shorter.
const MaxManifest = 1 << 20

// Text is what a small file holds, by its slash path in the context; nil where there is none, and where it is no regular file inside.
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

// Refs returns what a manifest names.
func (p *Project) Refs(name string) manifest.Refs {
	if known, ok := p.manifests.Load(name); ok {
		return known.(manifest.Refs)
	}
	r := manifest.Read(path.Base(name), p.Text(name))
	p.manifests.Store(name, r)
	return r
}

// Programs returns what the builds of the context start, for the files that are eligible in a view.
func (p *Project) Programs(v *walker.View) *Programs {
	key := linesOf(v)
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.started[key]
	if known == nil {
		known = &Programs{project: p, Index: sync.OnceValue(func() *fileIndex { return indexFiles(v) }), steps: map[*build.Build][]Step{}, traces: map[traceKey]*needs.Trace{}, cache: needs.NewCache(p.scripts)}
		p.started[key] = known
	}
	return known
}

// Embeds are what a source takes into a program, as it writes it; nil for files that are no sources.
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

// Head is how a regular file begins.
func (p *Project) Head(name string, most int64) []byte {
	if p.dir == "" {
		return nil
	}
	// Most of what is asked for is not there, and a path is looked up faster than name by name.
	_, err := os.Lstat(filepath.Join(p.dir, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENAMETOOLONG) {
		return nil
	}
	root := p.root()
	if root == nil {
		return nil
	}
	text, err := projectfile.HeadIn(root, filepath.FromSlash(name), most)
	if err != nil {
		return nil
	}
	return text
}

// Begins says whether a file begins with one of these bytes, in hexadecimal.
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

// Tracked says whether git tracks a path or something below it.
func (p *Project) Tracked(name string) bool { return p.Git().tracked(name) }

// HasGit says whether it is known what git tracks.
func (p *Project) HasGit() bool { return p.Git().known }

// Ignored says whether git ignores a path that it does not track, by the .gitignore files of the tree.
func (p *Project) Ignored(name string, k walker.Kind) bool {
	if p.Tracked(name) {
		return false
	}
	return p.ignoredIn(Parent(name)) || p.ignores(name, k == walker.Dir)
}

// ignoredIn says whether git ignores what lies in a directory: what lies in something that is ignored is ignored, whatever other lines say.
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

// ignores asks the files from the deepest directory up: the first that has a line for it decides.
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

// lined is the deepest directory from one upwards that has a .gitignore, "" where none has.
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

// Parent is path.Dir of a path that is clean, which a long one need not be looked at whole for.
func Parent(p string) string {
	if at := strings.LastIndexByte(p, '/'); at >= 0 {
		return p[:at]
	}
	return "."
}

// HasGitignoreAbove says whether git has lines for the whole context: in its root, above it or for the repository.
func (p *Project) HasGitignoreAbove() bool { return len(p.Git().outer) > 0 || len(p.gitLines(".")) > 0 }

// SetNoGitignore notes that a directory has no .gitignore. Asking the disk takes a path, which is long where a tree is deep.
func (p *Project) SetNoGitignore(dir string) { p.lines.Store(dir, gitLines(nil)) }

// gitLines are those of the .gitignore in a directory of the context.
func (p *Project) gitLines(dir string) gitLines {
	if lines, ok := p.lines.Load(dir); ok {
		return lines.(gitLines)
	}
	lines := parseGitLines(p.Text(path.Join(dir, ".gitignore")))
	p.lines.Store(dir, lines)
	return lines
}
