package webreport

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// branch is an entry of a picture: what is sent of a file or directory.
type branch struct {
	name     string
	parent   *branch
	children []*branch // the largest first
	sent     int64
	files    int64
	combined bool
	// suggested: a suggestion excludes the entry or, of a directory, something below it.
	suggested bool
	// byExtension are the sent bytes by extension; nil for files.
	byExtension map[string]int64
}

// newBranch returns the sent entries of a tree.
func newBranch(s *source) *branch {
	t, at := s.tree(), 0
	var next func(parent *branch) *branch
	next = func(parent *branch) *branch {
		n := at
		at++
		b := &branch{name: t.Name[n], parent: parent, sent: t.Sent[n], files: t.SentFiles[n], combined: t.Flag[n]&isCombined != 0, suggested: t.Suggestion[n] != none}
		for range t.Kids[n] {
			if c := next(b); c.sent > 0 {
				b.children = append(b.children, c)
				b.add(c)
			}
		}
		slices.SortStableFunc(b.children, func(a, c *branch) int { return cmp.Compare(c.sent, a.sent) })
		return b
	}
	return next(nil)
}

// add adds the sums of an entry.
func (b *branch) add(c *branch) {
	b.sent, b.files, b.suggested = saturate.Add(b.sent, c.sent), b.files+c.files, b.suggested || c.suggested
	if b.byExtension == nil {
		b.byExtension = map[string]int64{}
	}
	if c.byExtension == nil {
		b.byExtension[c.extension()] = saturate.Add(b.byExtension[c.extension()], c.sent)
	}
	for name, bytes := range c.byExtension {
		b.byExtension[name] = saturate.Add(b.byExtension[name], bytes)
	}
}

// extension returns the extension of a file, or the one with the most bytes in a directory; "" for combined files.
func (b *branch) extension() string {
	if b.byExtension == nil {
		if b.combined {
			return ""
		}
		return extension(b.name)
	}
	return ranked(b.byExtension)[0]
}

// ranked returns the extensions, that with the most bytes first.
func ranked(bytes map[string]int64) []string {
	var names []string
	for name := range bytes {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(bytes[b], bytes[a]), cmp.Compare(a, b)) })
	return names
}

// title returns the label of a tile.
func (b *branch) title() string {
	switch {
	case b.combined:
		return fmt.Sprintf("%s more", report.Count(b.files, "file"))
	case b.byExtension != nil:
		return b.name + "/"
	}
	return b.name
}

// path returns the path from the context.
func (b *branch) path() string {
	if b.parent == nil || b.parent.parent == nil {
		return b.title()
	}
	return b.parent.path() + b.title()
}

// maxKinds is the number of colors for extensions.
const maxKinds = 7

// kinds are the extensions with colors of their own.
type kinds struct {
	names  []string
	others bool
}

// newKinds ranks the extensions below a directory.
func newKinds(root *branch) kinds {
	var k kinds
	for _, name := range ranked(root.byExtension) {
		if name == "" || len(k.names) == maxKinds {
			k.others = true
			continue
		}
		k.names = append(k.names, name)
	}
	return k
}

// class returns the class of an entry in the styles of the picture.
func (k kinds) class(b *branch) string {
	if n := slices.Index(k.names, b.extension()); n >= 0 {
		return fmt.Sprintf("k%d", n)
	}
	return "other"
}
