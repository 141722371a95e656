package inventory

import (
	"bytes"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/git"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/git-lfs/wildmatch/v2"
	"github.com/go-git/go-git/v5/plumbing/format/index"
)

// gitFiles are the index and the ignore patterns of a repository around a context.
type gitFiles struct {
	known bool     // the index could be read
	Files []string // that are tracked, sorted, relative to the context
	// Of the directories above the context and of .git/info/exclude, the deepest first; prefix leads from there to the context.
	outer []outerLines
	// submodules are relative to the context.
	submodules []string
}

type outerLines struct {
	prefix string
	lines  gitLines
}

// readGit reads the repository around a directory. The result is empty if there is none that git itself would accept and that can be read.
func readGit(dir string, env []string) *gitFiles {
	g := &gitFiles{}
	if dir == "" {
		return g
	}
	repository, ok := git.Find(dir, env)
	if !ok {
		g.readSubmodules(dir, dir)
		return g
	}
	g.read(repository, dir)
	g.readSubmodules(repository.Worktree, dir)
	return g
}

func (g *gitFiles) read(r git.Repository, dir string) {
	prefix, err := filepath.Rel(r.Worktree, dir)
	if err != nil {
		return
	}
	prefix = filepath.ToSlash(prefix)
	g.readIndex(r.Dir, prefix)
	for at := dir; at != r.Worktree; {
		at = filepath.Dir(at)
		g.readLines(r.Worktree, filepath.Join(at, ".gitignore"), at, dir)
	}
	g.readLines(r.Common, filepath.Join(r.Common, "info", "exclude"), r.Worktree, dir)
}

// readSubmodules reads the .gitmodules of a work tree.
func (g *gitFiles) readSubmodules(worktree, dir string) {
	text, err := projectfile.ReadWithin(worktree, filepath.Join(worktree, ".gitmodules"), projectfile.MaxSize)
	if err != nil {
		return
	}
	for _, s := range git.Submodules(text) {
		if rel, err := filepath.Rel(dir, filepath.Join(worktree, filepath.FromSlash(s))); err == nil && filepath.IsLocal(rel) {
			g.submodules = append(g.submodules, filepath.ToSlash(rel))
		}
	}
}

// readLines reads an ignore file of git that applies below a directory. It may not be a link out of root.
func (g *gitFiles) readLines(root, file, at, dir string) {
	rel, err := filepath.Rel(at, dir)
	if err != nil {
		return
	}
	text, err := projectfile.ReadWithin(root, file, projectfile.MaxSize)
	if err != nil {
		return
	}
	g.outer = append(g.outer, outerLines{filepath.ToSlash(rel), parseGitLines(text)})
}

func (g *gitFiles) readIndex(dir, prefix string) {
	path := filepath.Join(dir, "index")
	text, err := projectfile.ReadWithin(dir, path, maxIndex)
	if err != nil || checkIndex(path, text) != nil {
		return
	}
	names, ok := indexNames(text)
	if !ok {
		if names, ok = decodedNames(text); !ok {
			return
		}
	}
	g.known = true
	g.Files = make([]string, 0, len(names))
	for _, name := range names {
		if prefix != "." {
			var inside bool
			if name, inside = strings.CutPrefix(name, prefix+"/"); !inside {
				continue
			}
		}
		g.Files = append(g.Files, name)
	}
	slices.Sort(g.Files)
}

// decodedNames is [indexNames] for every index that go-git can decode, at ten times the cost.
func decodedNames(text []byte) (names []string, ok bool) {
	var ix index.Index
	if err := index.NewDecoder(bytes.NewReader(text)).Decode(&ix); err != nil {
		return nil, false
	}
	for _, e := range ix.Entries {
		names = append(names, e.Name)
	}
	return names, true
}

// tracked reports whether the index has a path, or something below it.
func (g *gitFiles) tracked(name string) bool {
	if len(g.Files) == 0 {
		return false
	}
	if _, found := slices.BinarySearch(g.Files, name); found {
		return true
	}
	below, _ := slices.BinarySearch(g.Files, name+"/")
	return below < len(g.Files) && strings.HasPrefix(g.Files[below], name+"/")
}

// above matches the ignore files outside of the context.
func (g *gitFiles) above(name string, dir bool) bool {
	for _, o := range g.outer {
		if ignored, decided := o.lines.decide(path.Join(o.prefix, name), dir); decided {
			return ignored
		}
	}
	return false
}

// gitLines are the patterns of one .gitignore, the last one first: the first match decides.
type gitLines []gitLine

type gitLine struct {
	keep, dirOnly, base bool
	float               bool   // it began with "**/", which the library does not always match with no directory at all
	plain               string // without wildcards, "" for none
	match               *wildmatch.Wildmatch
}

// parseGitLines parses a .gitignore as git does (dir.c, parse_path_pattern). Patterns that git can never match are omitted.
func parseGitLines(text []byte) gitLines {
	var lines gitLines
	for raw := range bytes.Lines(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))) {
		if l, ok := parseGitLine(strings.TrimRight(string(raw), "\r\n")); ok {
			lines = append(lines, l)
		}
	}
	slices.Reverse(lines)
	return lines
}

func parseGitLine(s string) (l gitLine, ok bool) {
	for strings.HasSuffix(s, " ") && !strings.HasSuffix(s, `\ `) {
		s = s[:len(s)-1]
	}
	if s == "" || s[0] == '#' {
		return l, false
	}
	s, l.keep = strings.CutPrefix(s, "!")
	s, l.dirOnly = strings.CutSuffix(s, "/")
	l.base = !strings.Contains(s, "/")
	if s = strings.TrimPrefix(s, "/"); s == "" || strings.HasPrefix(s, "/") {
		return l, false
	}
	for !l.base && strings.HasPrefix(s, "**/") {
		s, l.float = s[len("**/"):], true
	}
	if !strings.ContainsAny(s, `*?[\`) {
		l.plain = s
		return l, true
	}
	// The library panics on an incomplete escape or class.
	defer func() { ok = recover() == nil && ok }()
	if l.base {
		l.match = wildmatch.NewWildmatch(s, wildmatch.Basename)
	} else {
		l.match = wildmatch.NewWildmatch(s)
	}
	return l, true
}

// decide reports whether the patterns ignore a path relative to the file, and whether one of them matches at all.
func (lines gitLines) decide(name string, dir bool) (ignored, decided bool) {
	base := name[strings.LastIndexByte(name, '/')+1:]
	for n := range lines {
		if l := &lines[n]; (dir || !l.dirOnly) && l.matches(name, base) {
			return !l.keep, true
		}
	}
	return false, false
}

func (l *gitLine) matches(name, base string) bool {
	if l.base {
		name = base
	}
	for {
		if l.match != nil && l.match.Match(name) || l.match == nil && l.plain == name {
			return true
		}
		at := strings.IndexByte(name, '/')
		if !l.float || at < 0 {
			return false
		}
		name = name[at+1:]
	}
}
