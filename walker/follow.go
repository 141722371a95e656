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

// Request is what a build requests of a context: resolved paths, with which the client filters. The zero value requests
// everything.
type Request struct {
	// Patterns are the resolved paths, sorted; nil for the whole context.
	Patterns []string
	lines    *ignore.PatternList
}

// WholeContext reports whether nothing is filtered by path.
func (r Request) WholeContext() bool { return r.Patterns == nil }

// PatternList returns the paths as the client's matcher reads them; nil for the whole context.
func (r Request) PatternList() *ignore.PatternList { return r.lines }

// FollowPaths resolves requested paths on disk: a link on the way adds itself and its target, and one to the root requests
// everything (github.com/tonistiigi/fsutil FollowLinks). Links and dots do not leave the context.
//
// The error is an *[ignore.SyntaxError] for a path that is no valid pattern, and otherwise names the path that could not be
// resolved; the builder fails in both cases.
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

// targets returns where the links lead that the last name of a path matches; nil where there is none.
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

// linkTarget returns the target of a link at slash path p inside the context: absolute targets begin at the context's root,
// and dots do not leave it. The root itself is "/".
func linkTarget(p, target string) string {
	if path.IsAbs(target) {
		return path.Clean(target)
	}
	return path.Join("/", path.Dir(p), target)
}

func isVanished(err error) bool {
	return err != nil && (treeProblem{Problem: Problem{Err: err}}).vanished()
}

// patterns sorts the resolved paths and drops those below another; nil where the root is one of them.
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

// HasWildcard reports whether a name has one of * ? [ without a backslash before it.
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

// Presence is what a builder that looks for a path finds.
type Presence uint8

const (
	// Present: the path is sent, and so are all targets of its links.
	Present Presence = iota
	// NotSent: the path exists, and it, or the target of a link on the way, is not sent.
	NotSent
	// Missing: the path does not exist.
	Missing
	// ExcludedByCopy: the path is sent, and the instruction excludes it by --exclude.
	ExcludedByCopy
	// TooManyLinks: there are more links on the way than the builder follows.
	TooManyLinks
)

// maxLinks is how many links a builder follows on the way to one path (github.com/moby/buildkit cache/contenthash).
const maxLinks = 255

// Resolution is the result of following the links of a path inside the root, name by name (github.com/moby/buildkit
// cache/contenthash, getFollowLinksCallback).
type Resolution struct {
	// Links are the links on the way, in their order.
	Links []string
	// End is where the path ends, "." for the root.
	End string
	// FirstMissing is the topmost path that does not exist; End where all do.
	FirstMissing string
	// Found reports whether something exists at the end.
	Found bool
	// TooManyLinks reports whether more links are on the way than the builder follows.
	TooManyLinks bool
	// EscapingLink is the first link whose target is outside of the root for the system, "" for none. The builder resolves such a
	// target from the root on.
	EscapingLink string
	// EscapingTarget is the target of that link, as it is stored.
	EscapingTarget string
}

// Resolve looks up a path without wildcards in what is sent, as the builder does for the sources of COPY, ADD and bind mounts:
// links are followed inside the context. at is the path found, or the one that is missing.
func (v *View) Resolve(p string) (found Presence, at string) {
	sent := v.FollowLinks(p)
	switch {
	case sent.Found:
		return Present, sent.End
	case sent.TooManyLinks:
		return TooManyLinks, sent.FirstMissing
	}
	if disk := v.Tree.FollowLinks(p); disk.Found {
		return NotSent, sent.FirstMissing
	}
	return Missing, sent.FirstMissing
}

// FollowLinks resolves a path in what is sent.
func (v *View) FollowLinks(p string) Resolution {
	return followLinks(p, func(p string) (string, bool, bool) {
		i, ok := v.Tree.find(p)
		if !ok || !v.isSent(i) {
			return "", false, false
		}
		if i.kind() == Symlink {
			return string(i.target()), true, true
		}
		return "", false, true
	})
}

// FollowLinks resolves a path on disk, whatever the ignore file excludes.
func (t *Tree) FollowLinks(p string) Resolution { return followLinks(p, t.readLinkOnDisk) }

// isSent reports whether the builder has an entry. Directories that are not in the legacy builder's archive exist because of
// what is below them.
func (v *View) isSent(i item) bool {
	if v.has(Sent, i.node) {
		return true
	}
	return v.Query.Rules == Tar && i.isDir() && v.sums.get(Sent, i.number()).files > 0
}

// readLinkOnDisk looks up a path whose parents are no links.
func (t *Tree) readLinkOnDisk(p string) (target string, link, ok bool) {
	if t.Root == "" {
		return "", false, false
	}
	name := filepath.Join(t.Root, filepath.FromSlash(p))
	info, err := os.Lstat(name)
	if err != nil {
		return "", false, false
	}
	if info.Mode()&fs.ModeSymlink == 0 {
		return "", false, true
	}
	target, err = os.Readlink(name)
	return filepath.ToSlash(target), true, err == nil
}

// followLinks follows a path name by name; look returns what a path without links on the way is. A missing name counts as a
// directory, so that a ".." behind it leads back.
func followLinks(p string, look func(string) (target string, link, ok bool)) Resolution {
	var t Resolution
	current, missing := "/", ""
	for rest := path.Join("/", p); rest != ""; {
		var name string
		name, rest, _ = strings.Cut(rest, "/")
		next := path.Join(current, name)
		if missing != "" && !isBelow(next, missing) {
			missing = ""
		}
		if next == current || next == "/" {
			current = next
			continue
		}
		target, link, ok := look(next[1:])
		switch {
		case !ok && missing == "":
			missing = next
		case link && len(t.Links) == maxLinks:
			t.TooManyLinks, t.End, t.FirstMissing = true, next[1:], next[1:]
			return t
		case link:
			t.addLink(next[1:], target)
			rest = target + "/" + rest
			if next = current; path.IsAbs(target) {
				next = "/"
			}
		}
		current = next
	}
	t.End, t.Found = relative(current), missing == ""
	t.FirstMissing = t.End
	if missing != "" {
		t.FirstMissing = relative(missing)
	}
	return t
}

// addLink notes a link on the way.
func (t *Resolution) addLink(link, target string) {
	t.Links = append(t.Links, link)
	if t.EscapingLink == "" && leavesRoot(link, target) {
		t.EscapingLink, t.EscapingTarget = link, target
	}
}

// leavesRoot reports whether the target of a link at slash path p is outside of the root for the system, which the builder
// does not follow.
func leavesRoot(p, target string) bool {
	if path.IsAbs(target) {
		return true
	}
	joined := path.Join(path.Dir(p), target)
	return joined == ".." || strings.HasPrefix(joined, "../")
}

// isBelow reports whether a clean path equals dir or is below it.
func isBelow(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }

// relative returns a rooted path in the form of entries, "." for the root.
func relative(rooted string) string { return path.Join(".", rooted) }
