package rebuild

import (
	"path"
	"slices"
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
	// linked are links that count by what they lead to.
	linked []linked
	// repository: .git is copied, which every commit changes.
	repository bool
}

// linked is a symbolic link that counts by what it leads to.
type linked struct {
	name string
	// link is the index of the selection of the link.
	link    int
	content *content
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
			text = l.content.append(append(text, l.name...), s, commit)
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

// dangling returns the links that count by what they lead to, and lead to nothing at a commit. The build fails then.
func (c *content) dangling(s state) []string {
	var list []string
	if c = c.resolve(s); c == nil {
		return nil
	}
	for _, l := range c.linked {
		if s[l.link].files > 0 && !l.content.exists(s) {
			list = append(list, l.name)
		}
	}
	return list
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
		list = append(append(list, l.link), l.content.all()...)
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
	// following are the links that are being followed, with the paths behind them.
	following []string
}

// source returns the content of a source.
func (m *replay) source(context int, s build.Source) (*content, error) {
	return m.sourcePart(context, s, "", false)
}

// sourcePart returns the content of what a source puts at a path below its destination, which may be a pattern; "" is all of it.
func (m *replay) sourcePart(context int, s build.Source, part string, wildcard bool) (*content, error) {
	sel, err := selectionOf(context, s)
	if err != nil {
		return nil, err
	}
	sel.part, sel.partWildcard = part, wildcard
	r := resolver{replay: m, context: context, left: maxContents}
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
	if r.left <= 0 {
		return nil
	}
	c.linked = r.followed(sel)
	if sel.root == "." {
		return c
	}
	for n := from; n < len(names); n++ {
		if hasWildcards(names[n]) && sel.wildcard {
			return c
		}
		at := path.Join(names[:n+1]...)
		targets := r.contexts[r.context].links[at]
		if len(targets) == 0 {
			continue
		}
		c.link, c.targets = r.add(selection{context: r.context, root: at, exact: true}), map[sum]*content{}
		step := at + "\x00" + sel.root
		if slices.Contains(r.following, step) {
			// The links lead to each other, and to nothing.
			return nil
		}
		r.following = append(r.following, step)
		for key, target := range targets {
			next := sel
			if n == len(names)-1 {
				next.include, next.exclude = nil, nil
			}
			next.root = linkTarget(at, target, path.Join(names[n+1:]...))
			c.targets[key] = r.content(next, 0)
		}
		r.following = r.following[:len(r.following)-1]
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

// followed returns the links of a selection that count by what they lead to.
func (r *resolver) followed(sel selection) []linked {
	var list []linked
	for _, at := range r.contexts[r.context].linkNames {
		if r.left <= 0 || !sel.follows(at) || at == sel.root {
			continue
		}
		link := r.add(selection{context: r.context, root: at, exact: true})
		list = append(list, linked{at, link, r.content(selection{context: r.context, root: at}, 0)})
	}
	return list
}

// hasEligible reports whether a path is selected and not excluded.
func (s *selection) hasEligible(c *contextFiles, p string) bool {
	_, ok := s.has(p, false)
	return ok && !c.judge(p).Excluded
}
