package provenance

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
)

// placeKey is an instruction by the state of its stage before it.
type placeKey struct {
	state
	disk bool
}

// place is where a COPY or ADD puts its sources.
type place struct {
	// dest is absolute and clean, with the links in it followed.
	dest string
	// isDir: files are put into it by their names. maybeDir: that is not known.
	isDir, maybeDir bool
	// decides is what of the stage decides about dest: links on the way, and the directory that is there. It is empty where the instruction alone
	// decides.
	decides Found
}

// mayBeDir reports whether a file may be put into the destination by its own name.
func (p *place) mayBeDir() bool { return p.isDir || p.maybeDir }

// place finds where the instruction of layer k.n puts things (fsutil copy, Copy and prepareTargetDir).
func (m *Map) place(k placeKey) *place {
	if p := m.places[k]; p != nil {
		return p
	}
	step := m.layers[k.stage][k.n].step
	slash := strings.HasSuffix(step.Dest, "/")
	p := &place{dest: path.Clean(step.Dest), isDir: slash}
	m.places[k] = p
	if step.Link {
		return p
	}
	at := m.follow(reader{state: k.state, disk: k.disk}, p.dest, true)
	p.dest, p.decides.Files = at.path, at.links
	if slash {
		return p
	}
	f := at.found
	switch {
	case f.Exists():
		p.isDir = f.isDir()
		if p.isDir && !f.Made {
			p.decides.Files = append(p.decides.Files, f.Files...)
			p.decides.Makers = f.Makers
		}
	case f.Image && isUsualDir(p.dest):
		p.isDir = true
	case f.Unknown():
		p.maybeDir = true
	}
	return p
}

// isUsualDir reports whether practically every image has the directory.
func isUsualDir(p string) bool {
	usual := "/ /bin /boot /dev /etc /home /lib /lib64 /media /mnt /opt /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin " +
		"/usr/local/lib /usr/local/sbin /usr/local/share /usr/sbin /usr/share /usr/src /var /var/cache /var/lib /var/log /var/run /var/tmp"
	return slices.Contains(strings.Fields(usual), p)
}

// isSystem reports whether a path lies where images have files of their own.
func isSystem(p string) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	return isUsualDir("/" + name)
}

// reader is what paths are looked up in: a stage, or an input of an instruction.
type reader struct {
	state
	input *build.Input // in the place of the state
	disk  bool
}

func (m *Map) read(r reader, p string) *Found {
	if r.input == nil {
		return m.lookup(query{r.state, p, r.disk})
	}
	f := &Found{}
	m.input(f, *r.input, p, r.disk)
	if p == "/" {
		f.known = true
		f.kind = dirKind
	}
	return f
}

// linkedPath is where a path leads.
type linkedPath struct {
	path  string // absolute, clean, without links
	found *Found // what is there
	links []File // that were followed
	// missing: something on the way is not there for sure.
	missing bool
}

// maxLinks is how many links are followed on the way to one path (github.com/moby/buildkit cache/contenthash).
const maxLinks = 255

// follow resolves an absolute path with the links in it; the last one only with last.
func (m *Map) follow(r reader, p string, last bool) linkedPath {
	at := linkedPath{path: "/", found: m.read(r, "/")}
	rest := strings.TrimPrefix(path.Clean(p), "/")
	for rest != "" {
		var name string
		name, rest, _ = strings.Cut(rest, "/")
		next := path.Join(at.path, name)
		f := m.read(r, next)
		if f.isLink() && (last || rest != "") && len(at.links) < maxLinks {
			at.links = append(at.links, f.Files[:min(1, len(f.Files))]...)
			rest = strings.TrimPrefix(path.Join(linkTarget(next, f.target), rest), "/")
			at.path, at.found = "/", m.read(r, "/")
			continue
		}
		at.path, at.found = next, f
		at.missing = at.missing || !f.Exists() && !f.Unknown()
	}
	return at
}

// linkTarget is where a link at an absolute path leads; dots do not leave the root.
func linkTarget(at, target string) string {
	if path.IsAbs(target) {
		return path.Clean(target)
	}
	return path.Join("/", path.Dir(at), target)
}
