package rebuild

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
)

// content is what a source of an instruction reads, by the selections whose sums identify it.
type content struct {
	// selection is the index of a selection.
	selection int
	// link is the index of the selection of a symbolic link on the way to the source, -1 for none. Where it is a link at a commit, the content is
	// that of its target instead; targets are by the link's own sum.
	link    int
	targets map[sum]*content
	// linked are the links that a wildcard may match: the files that they lead to are part of the content.
	linked []*content
	// repository: .git is copied, which every commit changes.
	repository bool
}

// state holds the sums of all selections at one commit, by index.
type state []sum

// append adds what identifies the content at a commit to the text of a key.
func (c *content) append(text []byte, s state, commit string) []byte {
	if c = c.resolve(s); c == nil {
		return append(text, 0)
	}
	text = s[c.selection].append(text)
	for _, l := range c.linked {
		if s[l.link].files > 0 {
			text = l.append(text, s, commit)
		}
	}
	if c.repository {
		text = append(text, commit...)
	}
	return text
}

// resolve follows the symbolic links on the way to the source at a commit. The result is nil where they lead to nothing that is known.
func (c *content) resolve(s state) *content {
	for c != nil && c.link >= 0 {
		target, ok := c.targets[s[c.link]]
		if !ok {
			break
		}
		c = target
	}
	return c
}

// exists reports whether the source is there at a commit.
func (c *content) exists(s state) bool {
	c = c.resolve(s)
	return c != nil && s[c.selection].files > 0
}

// all returns the indexes of all selections that may count.
func (c *content) all() []int {
	if c == nil {
		return nil
	}
	list := []int{c.selection}
	if c.link >= 0 {
		list = append(list, c.link)
	}
	for _, t := range c.targets {
		list = append(list, t.all()...)
	}
	for _, l := range c.linked {
		list = append(list, l.all()...)
	}
	return list
}

// symlink is a symbolic link of the history: its targets by its sum.
type symlink map[sum]string

// maxContents bounds the contents of one source: links may lead to each other in any number.
const maxContents = 200

// resolver finds the contents of sources in one context.
type resolver struct {
	*replay
	context int
	left    int
}

// source returns the content of a source.
func (m *replay) source(context int, s build.Source) (*content, error) {
	sel, err := selectionOf(context, s)
	if err != nil {
		return nil, err
	}
	r := resolver{m, context, maxContents}
	c := r.content(sel, 0)
	for _, p := range gitPaths {
		c.repository = c.repository || m.contexts[context].repository && sel.hasEligible(m.contexts[context], p)
	}
	return c, nil
}

// gitPaths are files of .git that every commit changes.
var gitPaths = []string{".git/index", ".git/logs/HEAD", ".git/objects/00/0"}

// content returns the content of a selection. Links are looked for from the given name of its root on.
func (r *resolver) content(sel selection, from int) *content {
	r.left--
	c := &content{selection: r.add(sel), link: -1}
	names := strings.Split(sel.root, "/")
	if sel.root == "." || r.left <= 0 {
		return c
	}
	for n := from; n < len(names); n++ {
		if hasWildcards(names[n]) && sel.wildcard {
			c.linked = r.matching(sel)
			return c
		}
		at := path.Join(names[:n+1]...)
		targets := r.contexts[r.context].links[at]
		if len(targets) == 0 {
			continue
		}
		c.link, c.targets = r.add(selection{context: r.context, root: at, exact: true}), map[sum]*content{}
		for key, target := range targets {
			next := sel
			next.root = linkTarget(at, target, path.Join(names[n+1:]...))
			c.targets[key] = r.content(next, 0)
		}
		// Where it is no link, those further down count.
		c.targets[sum{}] = r.content(sel, n+1)
		return c
	}
	return c
}

// linkTarget returns where a path behind a link leads. Neither dots nor an absolute target leave the context.
func linkTarget(at, target, rest string) string {
	if !path.IsAbs(target) {
		target = path.Join("/", path.Dir(at), target)
	}
	return path.Join(".", strings.TrimPrefix(path.Join(target, rest), "/"))
}

// matching returns the contents of the links that a wildcard matches.
func (r *resolver) matching(sel selection) []*content {
	var list []*content
	for _, at := range r.contexts[r.context].linkNames {
		if rest, ok := sel.below(at); !ok || rest != "" || r.left <= 0 {
			continue
		}
		next := sel
		next.root, next.wildcard = at, false
		list = append(list, r.content(next, 0))
	}
	return list
}

// hasEligible reports whether a path is selected and not excluded.
func (s *selection) hasEligible(c *contextFiles, p string) bool {
	return s.has(p, false) && !c.judge(p).Excluded
}
