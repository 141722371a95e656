package walker

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Presence is what a builder that looks for a path finds.
type Presence uint8

const (
	// Present: the path is sent, and all that its links lead to.
	Present Presence = iota
	// KeptOut: it is on disk, and the ignore file's lines keep it, or what its links lead to, from being sent.
	KeptOut
	// Missing: it is not on disk.
	Missing
	// Dropped: it is sent, and the instruction that asks for it drops it by its own --exclude.
	Dropped
)

// maxLinks is how many links a builder follows on the way to one path (github.com/moby/buildkit cache/contenthash).
const maxLinks = 255

// Resolve looks a path without wildcards up in what is sent, as the builder does for the sources of COPY, ADD and bind mounts: links are
// followed inside the context. at is the path that was not found, its links resolved as far as they led.
func (v *View) Resolve(p string) (found Presence, at string) {
	at, ok := resolve(p, func(p string) (string, bool, bool) {
		i, ok := v.Tree.find(p)
		if !ok || !v.arrivesAt(i) {
			return "", false, false
		}
		if i.kind() == Symlink {
			return string(i.target()), true, true
		}
		return "", false, true
	})
	if ok {
		return Present, at
	}
	if _, ok := resolve(p, v.Tree.onDisk); ok {
		return KeptOut, at
	}
	return Missing, at
}

// arrivesAt says whether the builder has a path. Directories that the legacy builder's archive leaves out arise from what lies in them.
func (v *View) arrivesAt(i item) bool {
	if v.in(Sent, i.node) {
		return true
	}
	return v.Ask.Rules == Tar && i.isDir() && v.sums.of(Sent, i.number()).files > 0
}

// onDisk looks a path up whose parents are no links.
func (t *Tree) onDisk(p string) (target string, link, ok bool) {
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

// resolve goes along a path name by name; look says of a path without links on the way what it is.
func resolve(p string, look func(string) (target string, link, ok bool)) (at string, ok bool) {
	rest := strings.TrimPrefix(path.Join("/", p), "/")
	links := 0
	for at = "."; rest != ""; {
		var name string
		name, rest, _ = strings.Cut(rest, "/")
		at = path.Join(at, name)
		target, link, ok := look(at)
		if !ok {
			return at, false
		}
		if !link {
			continue
		}
		if links++; links > maxLinks {
			return at, false
		}
		rest = strings.TrimPrefix(path.Join(LinkTarget(at, target), rest), "/")
		at = "."
	}
	return at, true
}
