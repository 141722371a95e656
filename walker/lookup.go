package walker

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Known is what a context has at a path.
type PathInfo struct {
	Kind   Kind
	Target string // of a symbolic link, as it is stored
	// Eligible: the ignore file does not exclude it.
	Eligible bool
}

// Lookup returns what a context has at a path that leads through no links; ok is false where there is nothing. What was not walked because it
// is excluded is looked up on disk.
func (v *View) Lookup(p string) (k PathInfo, ok bool) {
	if p == "." || p == "" {
		return PathInfo{Kind: Dir, Eligible: true}, true
	}
	if i, found := v.Tree.find(p); found {
		k = PathInfo{Kind: i.kind(), Eligible: v.has(Eligible, i.node)}
		if k.Kind == Symlink {
			k.Target = string(i.target())
		}
		if v.Query.Rules == Tar && i.isDir() && v.sums.get(Eligible, i.number()).entries() > 0 {
			k.Eligible = true
		}
		return k, true
	}
	return v.Tree.lookupOnDisk(p)
}

// onDiskAs looks an excluded path up on disk.
func (t *Tree) lookupOnDisk(p string) (k PathInfo, ok bool) {
	if t.Root == "" {
		return PathInfo{}, false
	}
	info, err := os.Lstat(filepath.Join(t.Root, filepath.FromSlash(p)))
	if err != nil {
		return PathInfo{}, false
	}
	if k.Kind = kindOf(info.Mode()); k.Kind == Symlink {
		if k.Target, _, ok = t.readLinkOnDisk(p); !ok {
			return PathInfo{}, false
		}
	}
	return k, true
}

// kindOf returns the kind of a file mode.
func kindOf(m fs.FileMode) Kind {
	switch {
	case m.IsDir():
		return Dir
	case m&fs.ModeSymlink != 0:
		return Symlink
	case m&fs.ModeNamedPipe != 0:
		return FIFO
	case m&fs.ModeSocket != 0:
		return Socket
	case m&fs.ModeDevice != 0:
		return Device
	}
	return File
}

// EachBelow is [View.Each] for what lies below a directory, or for a file alone.
func (v *View) EachBelow(p string, set Set, visit func(Entry) bool) {
	l := &listing{View: v, set: set, first: map[uint64]string{}, visit: visit}
	if p == "." || p == "" {
		v.Tree.each(0, nil, l.entry)
		return
	}
	i, ok := v.Tree.find(p)
	if ok && l.entry(i, []byte(p)) && i.isDir() {
		v.Tree.each(i.number(), []byte(p), l.entry)
	}
}
