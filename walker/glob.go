package walker

import (
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// Glob looks up a path with wildcards in what is sent, as the builder does for the sources of COPY and ADD
// (github.com/moby/buildkit cache/contenthash includedPaths and fsutil copy.ResolveWildcards): the names before the first
// wildcard must exist, with links followed; matches are not searched for behind links, and a link that matches must resolve.
// at is the path that is missing, matches the number of matching entries.
func (v *View) Glob(pattern string) (found Presence, at string, matches int) {
	names := strings.Split(strings.TrimPrefix(path.Join("/", pattern), "/"), "/")
	literal := 0
	for literal < len(names) && !HasWildcard(names[literal]) {
		literal++
	}
	if found, at = v.Resolve(path.Join(names[:literal]...)); found != Present {
		return found, at, 0
	}
	if literal == len(names) {
		return Present, at, 1
	}
	g := globber{View: v}
	number, dir := int32(0), ""
	if at != "." {
		i, ok := v.Tree.find(at)
		if !ok || !i.isDir() {
			return Present, at, 0
		}
		number, dir = i.number(), at
	}
	g.match(number, dir, names[literal:])
	return g.found, g.at, g.matches
}

// maxMatches is how many paths [Tree.GlobOnDisk] returns.
const maxMatches = 100

// GlobOnDisk returns up to a hundred paths on disk that match a source with wildcards, sent or not, in no particular order.
func (t *Tree) GlobOnDisk(pattern string) []string {
	names := strings.Split(strings.TrimPrefix(path.Join("/", pattern), "/"), "/")
	literal := 0
	for literal < len(names) && !HasWildcard(names[literal]) {
		literal++
	}
	trail := t.FollowLinks(path.Join(names[:literal]...))
	if !trail.Found || t.Root == "" {
		return nil
	}
	dirs := []string{trail.End}
	for n := literal; n < len(names); n++ {
		dirs = t.matchNames(dirs, names[n])
	}
	return dirs
}

// matchNames lists the entries of some directories whose name matches.
func (t *Tree) matchNames(dirs []string, name string) []string {
	var list []string
	for _, dir := range dirs {
		// What is no directory, or cannot be read, has no entries.
		entries, _ := os.ReadDir(filepath.Join(t.Root, filepath.FromSlash(dir)))
		for _, e := range entries {
			if ok, _ := path.Match(name, e.Name()); ok && len(list) < maxMatches {
				list = append(list, path.Join(dir, e.Name()))
			}
		}
	}
	return list
}

type globber struct {
	*View
	found   Presence
	at      string
	matches int
}

// match goes down as many directories as the pattern has names.
func (g *globber) match(number int32, dir string, names []string) {
	for c := g.Tree.entries(g.Tree.dirs.at(number)); c.next(); {
		i := c.item
		name := string(i.bytes())
		if ok, _ := path.Match(names[0], name); !ok || !g.isSent(i) {
			continue
		}
		switch p := join(dir, name); {
		case len(names) == 1:
			g.matches++
			g.checkLink(i, p)
		case i.isDir():
			g.match(i.number(), p, names[1:])
		}
	}
}

// checkLink resolves a matching link.
func (g *globber) checkLink(i item, p string) {
	if i.kind() != Symlink || g.found != Present {
		return
	}
	g.found, g.at = g.Resolve(p)
}

// ResolveParents looks up the source of a COPY --parents: what is before "/./" is resolved as usual, the rest by its own name,
// without following links, and cannot be the context itself. A source with wildcards needs only what is before; but where that
// is the context's root, each matching link in the root must resolve (github.com/moby/buildkit dockerfile2llb dispatchCopy and
// cache/contenthash includedPaths).
//
// matches reports whether something matches, where the source has wildcards.
func (v *View) ResolveParents(source string, exclude []string) (found Presence, at string, matches bool) {
	base, name, pivot := strings.Cut(source, "/./")
	if !pivot {
		base, name = "/", source
	}
	name = strings.TrimPrefix(path.Join("/", name), "/")
	if HasWildcard(base) {
		found, at, n := v.Glob(base)
		return found, at, n > 0 && (found != Present || v.matchesAnyBelow(base, name))
	}
	if found, at = v.Resolve(base); found != Present {
		return found, at, false
	}
	if at == "." {
		if found, link := v.ResolveRootLinks([]string{name}, exclude); found != Present {
			return found, link, true
		}
	}
	if HasWildcard(name) {
		return Present, at, v.matchesAny(at, name)
	}
	at = path.Join(at, name)
	if !matchesItself(name) {
		return Missing, at, false
	}
	if i, ok := v.Tree.find(at); name != "" && ok && v.isSent(i) {
		return v.afterExclude(i, name, exclude), at, true
	}
	if _, _, ok := v.Tree.readLinkOnDisk(at); name != "" && ok {
		return NotSent, at, true
	}
	return Missing, at, false
}

// anyBelow reports whether a name, which may have wildcards, matches something that is sent below a directory that a pattern matches.
func (v *View) matchesAnyBelow(pattern, name string) bool {
	any := false
	v.Each(Sent, func(e Entry) bool {
		if ok, _ := path.Match(strings.TrimPrefix(path.Join("/", pattern), "/"), e.Path); ok {
			any = v.matchesAny(e.Path, name)
		}
		return !any
	})
	return any
}

// anyIncluded reports whether a pattern of --parents matches something that is sent below a directory.
func (v *View) matchesAny(dir, pattern string) bool {
	lines, err := ignore.Compile([]string{pattern})
	number, ok := v.Tree.dir(dir)
	return err == nil && ok && v.includesAny(number, lines.Root())
}

func (v *View) includesAny(number int32, d *ignore.Dir) bool {
	for c := v.Tree.entries(v.Tree.dirs.at(number)); c.next(); {
		i := c.item
		if v.isSent(i) && (d.Match(i.bytes()).Excluded || i.isDir() && v.includesAny(i.number(), d.Enter(i.bytes()))) {
			return true
		}
	}
	return false
}

// afterExclude returns whether --exclude leaves anything of an entry that must exist. The builder matches the entry without
// its parents, and goes on below it from that result.
func (v *View) afterExclude(i item, name string, exclude []string) Presence {
	out, err := ignore.Compile(exclude)
	if err != nil || len(exclude) == 0 {
		return Present
	}
	if dropped, err := out.ExcludedOnOpen(name); err != nil || !dropped {
		return Present
	}
	if !i.isDir() || !out.HasExceptions() {
		return ExcludedByCopy
	}
	d := out.Root()
	for part := range strings.SplitSeq(name, "/") {
		d = d.Enter([]byte(part))
	}
	if v.hasRemaining(i.number(), d) {
		return Present
	}
	return ExcludedByCopy
}

// hasRemaining reports whether a sent entry below a directory is not excluded.
func (v *View) hasRemaining(number int32, d *ignore.Dir) bool {
	for c := v.Tree.entries(v.Tree.dirs.at(number)); c.next(); {
		i := c.item
		switch {
		case !v.isSent(i):
		case !d.Match(i.bytes()).Excluded:
			return true
		case i.isDir() && v.hasRemaining(i.number(), d.Enter(i.bytes())):
			return true
		}
	}
	return false
}

// matchesItself reports whether a name, read as a pattern, matches itself. One that begins with "!" or white space does not.
func matchesItself(name string) bool {
	lines, err := ignore.Compile([]string{name})
	if err != nil {
		return false
	}
	return lines.Match(name).Excluded
}

// ResolveRootLinks resolves the links in the context's root that match include (all, where it is empty) and not exclude. With
// the patterns of --parents or --exclude the builder looks at each entry of the root, and fails on a link that does not
// resolve.
func (v *View) ResolveRootLinks(include, exclude []string) (found Presence, at string) {
	in, err := ignore.Compile(include)
	out, errOut := ignore.Compile(exclude)
	if err != nil || errOut != nil {
		return Present, ""
	}
	g := globber{View: v}
	into, outOf := in.Root(), out.Root()
	for c := v.Tree.entries(v.Tree.dirs.at(0)); c.next(); {
		i := c.item
		name := i.bytes()
		if v.isSent(i) && (len(include) == 0 || into.Match(name).Excluded) && !outOf.Match(name).Excluded {
			g.checkLink(i, string(name))
		}
	}
	return g.found, g.at
}
