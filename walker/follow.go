package walker

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// Request is what a build asks of a context, its links resolved: the paths by which the client filters.
// The zero value asks for everything.
type Request struct {
	// Patterns are the resolved paths, sorted; nil for the whole context.
	Patterns []string
	lines    *ignore.PatternList
}

// Whole says that nothing is filtered by path.
func (r Request) WholeContext() bool { return r.Patterns == nil }

// Lines are the patterns as the client's matcher reads them; nil for the whole context.
func (r Request) PatternList() *ignore.PatternList { return r.lines }

// Follow resolves requested paths on disk: a link on the way adds itself and what it leads to, and one that leads to the root asks for
// everything (github.com/tonistiigi/fsutil FollowLinks). Links and dots that lead out of the context stay inside it.
//
// The error is an *[ignore.SyntaxError] where a path is no valid pattern, and otherwise says which path could not be resolved; the
// builder fails in both cases.
func (t *Tree) FollowPaths(paths []string) (Request, error) {
	r := resolver{root: t.Root, resolved: map[string]bool{}}
	for _, p := range paths {
		if err := r.follow(p); err != nil {
			return Request{}, fmt.Errorf("resolving %s: %w", p, err)
		}
	}
	patterns := r.patterns()
	if patterns == nil {
		return Request{}, nil
	}
	lines, err := ignore.Compile(patterns)
	if err != nil {
		return Request{}, err
	}
	if len(lines.All()) == 0 {
		return Request{}, nil
	}
	return Request{Patterns: patterns, lines: lines}, nil
}

type resolver struct {
	root     string
	resolved map[string]bool
}

// follow walks along a path until it ends or meets links, whose targets it follows in turn with what is left of the path.
func (r *resolver) follow(p string) error {
	rest := path.Join(".", p)
	current := "."
	for {
		var name string
		name, rest, _ = strings.Cut(rest, "/")
		current = path.Join(current, name)
		targets, err := r.targets(current)
		if err != nil {
			return err
		}
		if rest != "" && targets == nil {
			continue
		}
		if r.resolved[current] {
			return nil
		}
		r.resolved[current] = true
		for _, target := range targets {
			if err := r.follow(path.Join(target, rest)); err != nil {
				return err
			}
		}
		return nil
	}
}

// targets are where the links lead that a path's last name stands for; nil where there is none.
func (r *resolver) targets(p string) ([]string, error) {
	dir, base := path.Split(p)
	if !HasWildcard(base) || r.root == "" {
		return r.readlink(p)
	}
	list, err := os.ReadDir(filepath.Join(r.root, filepath.FromSlash(dir)))
	if isVanished(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var targets []string
	for _, e := range list {
		if ok, _ := path.Match(base, e.Name()); ok && e.Type() == fs.ModeSymlink {
			found, err := r.readlink(path.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			targets = append(targets, found...)
		}
	}
	return targets, nil
}

func (r *resolver) readlink(p string) ([]string, error) {
	if p == "." || r.root == "" {
		return nil, nil
	}
	name := filepath.Join(r.root, filepath.FromSlash(p))
	info, err := os.Lstat(name)
	if isVanished(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if info.Mode()&fs.ModeSymlink == 0 {
		return nil, nil
	}
	target, err := os.Readlink(name)
	if err != nil {
		return nil, err
	}
	return []string{linkTarget(p, filepath.ToSlash(target))}, nil
}

// LinkTarget is where a link at slash path p leads inside the context: absolute targets begin at the context's root, and dots do not
// leave it. The root itself is "/".
func linkTarget(p, target string) string {
	if path.IsAbs(target) {
		return path.Clean(target)
	}
	return path.Join("/", path.Dir(p), target)
}

func isVanished(err error) bool {
	return err != nil && (treeProblem{Problem: Problem{Err: err}}).vanished()
}

// patterns sorts what was resolved and leaves out what lies below another; nil where the root is among it.
func (r *resolver) patterns() []string {
	sorted := make([]string, 0, len(r.resolved))
	for p := range r.resolved {
		sorted = append(sorted, p)
	}
	sort.Strings(sorted)
	if slices.Contains(sorted, ".") {
		return nil
	}
	patterns := []string{}
	for _, p := range sorted {
		if n := len(patterns); n > 0 && strings.HasPrefix(p, patterns[n-1]+"/") {
			continue
		}
		patterns = append(patterns, p)
	}
	return patterns
}

// HasWildcard reports whether a name stands for several: it has one of * ? [ without a backslash before it.
func HasWildcard(name string) bool {
	for i := 0; i < len(name); i++ {
		switch name[i] {
		case '\\':
			i++
		case '*', '?', '[':
			return true
		}
	}
	return false
}
