package listing

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/walker"
)

// Untinted is the tint of an item that has none.
const Untinted = -1

// Extensions are the largest kinds of files of a context.
type Extensions struct {
	view  *walker.View
	names []string
	kind  map[string]int
}

// NewExtensions ranks the extensions of what is sent by bytes and returns the largest ones, so many at most; all others are one kind more.
func NewExtensions(v *walker.View, limit int) *Extensions {
	sizes := map[string]int64{}
	v.Each(walker.Sent, func(e walker.Entry) bool {
		if ext := extension(e.Path); e.Kind == walker.File && ext != "" {
			sizes[ext] += e.Bytes
		}
		return true
	})
	x := &Extensions{view: v, kind: map[string]int{}}
	for ext := range sizes {
		x.names = append(x.names, ext)
	}
	slices.SortFunc(x.names, func(a, b string) int { return cmp.Or(cmp.Compare(sizes[b], sizes[a]), cmp.Compare(a, b)) })
	x.names = x.names[:min(len(x.names), limit)]
	for n, ext := range x.names {
		x.kind[ext] = n
	}
	return x
}

// Names returns the extensions that have a color of their own, the largest first.
func (x *Extensions) Names() []string { return x.names }

// Tint returns the kind of an item: a directory's is the extension that most of its bytes have.
func (x *Extensions) Tint(i *Item) int {
	if !i.IsDir() {
		return x.of(i.Path)
	}
	sums := make([]int64, len(x.names)+1)
	x.view.EachBelow(i.Path, walker.Sent, func(e walker.Entry) bool {
		if e.Kind == walker.File {
			sums[x.of(e.Path)] += e.Bytes
		}
		return true
	})
	most := slices.Index(sums, slices.Max(sums))
	if sums[most] == 0 {
		return Untinted
	}
	return most
}

func (x *Extensions) of(p string) int {
	if n, ok := x.kind[extension(p)]; ok {
		return n
	}
	return len(x.names)
}

// extension returns the extension of a file in lower case, "" for none. A name that begins with its only dot has none.
func extension(p string) string {
	base := path.Base(p)
	ext := path.Ext(base)
	if ext == base || ext == "." {
		return ""
	}
	return strings.ToLower(ext)
}
