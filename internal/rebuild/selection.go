package rebuild

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
)

// selection is a set of eligible paths of a context, those that do not exist included, whose contents make the cache key of an instruction
// (github.com/moby/buildkit cache/contenthash, Checksum).
type selection struct {
	// context is the index of the context.
	context int
	// root is a path that is selected with everything below it, "." for the whole context. With wildcard it is a pattern.
	root     string
	wildcard bool
	// exact: only root itself is selected, for symbolic links.
	exact bool
	// include and exclude are patterns for paths below the root, nil for none.
	include, exclude *ignore.PatternList
	// part is the path below the destination of the instruction that selected paths must arrive at, "" for any. With partWildcard it is a pattern.
	part         string
	partWildcard bool
	// inside is a directory that selected paths must be in, "" for any.
	inside string
}

// selectionOf returns the selection of a source.
func selectionOf(context int, s build.Source) (selection, error) {
	sel := selection{context: context, root: s.Path, wildcard: s.Wildcard}
	if s.Parents {
		base, pattern := s.SplitParents()
		sel.root = path.Join(".", base[1:])
		sel.wildcard = hasWildcards(sel.root)
		var err error
		if sel.include, err = ignore.Compile([]string{pattern}); err != nil {
			return sel, err
		}
	}
	if len(s.Exclude) > 0 {
		var err error
		if sel.exclude, err = ignore.Compile(s.Exclude); err != nil {
			return sel, err
		}
	}
	return sel, nil
}

// hasWildcards is containsWildcards of BuildKit.
func hasWildcards(p string) bool {
	for n := 0; n < len(p); n++ {
		switch p[n] {
		case '*', '?', '[':
			return true
		case '\\':
			n++
		}
	}
	return false
}

// has reports whether a path relative to the context is selected, and returns the path relative to the root, or with a wildcard the path itself. A
// submodule changes as a whole, so it is selected where something in it is.
func (s *selection) has(p string, submodule bool) (name string, ok bool) {
	if s.exact {
		return "", p == s.root
	}
	if s.inside != "" && !strings.HasPrefix(p, s.inside+"/") {
		return p, submodule && strings.HasPrefix(s.inside+"/", p+"/")
	}
	rest, ok := s.below(p)
	if !ok {
		return p, submodule && strings.HasPrefix(s.root, p+"/")
	}
	if name = rest; s.wildcard {
		name = p
	}
	if s.include != nil && !s.include.Match(rest).Excluded {
		return name, submodule && s.include.MayMatchBelow(rest)
	}
	if s.exclude != nil && s.exclude.Match(rest).Excluded {
		return name, false
	}
	return name, s.arrives(p, rest, submodule)
}

// arrives reports whether a selected path is put at the part, or below it. rest is the path below the root.
func (s *selection) arrives(p, rest string, submodule bool) bool {
	if s.part == "" {
		return true
	}
	at := rest
	if rest == "" {
		// A file keeps its name.
		at = path.Base(p)
	}
	if submodule && strings.HasPrefix(s.part, at+"/") {
		return true
	}
	head, _ := firstNames(at, strings.Count(s.part, "/")+1)
	if !s.partWildcard {
		return head == s.part
	}
	match, err := path.Match(s.part, head)
	return match && err == nil
}

// filtered reports whether BuildKit looks at each path by itself, instead of at a whole file or directory.
func (s *selection) filtered() bool { return s.wildcard || s.include != nil || s.exclude != nil }

// follows reports whether a symbolic link at a path counts by what it leads to, without the patterns: in a filtered selection those that are in no
// directory of it.
func (s *selection) follows(p string) bool {
	if !s.filtered() || s.exact {
		return false
	}
	if _, ok := s.has(p, false); !ok {
		return false
	}
	rest, _ := s.below(p)
	return rest == "" || s.root == "." && !strings.Contains(rest, "/")
}

// below returns the path relative to the root; ok is false where it is neither the root nor below it.
func (s *selection) below(p string) (rest string, ok bool) {
	if s.root == "." {
		return p, true
	}
	if !s.wildcard {
		if p == s.root {
			return "", true
		}
		return strings.CutPrefix(p, s.root+"/")
	}
	head, rest := firstNames(p, strings.Count(s.root, "/")+1)
	ok, err := path.Match(s.root, head)
	return rest, ok && err == nil
}

// firstNames splits a path after its first n names. A shorter path is returned whole.
func firstNames(p string, n int) (head, rest string) {
	for at := range len(p) {
		if p[at] != '/' {
			continue
		}
		if n--; n == 0 {
			return p[:at], p[at+1:]
		}
	}
	return p, ""
}
