package provenance

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/walker"
)

// query asks what a stage has at a path. With disk, files count that the ignore file excludes.
type query struct {
	state
	path string
	disk bool
}

// lookup returns what a stage has at a clean, absolute path that leads through no links.
func (m *Map) lookup(q query) *Found {
	if f := m.found[q]; f != nil {
		return f
	}
	f := &Found{}
	layers := m.layers[q.stage]
	for n := q.n - 1; n >= 0; n-- {
		if m.layer(f, q, n, layers[n]) {
			break
		}
	}
	if q.path == "/" {
		f.put(walker.Dir, "")
	}
	m.found[q] = f
	return f
}

// layer adds what one layer has at the path, and reports whether that hides what is below it.
func (m *Map) layer(f *Found, q query, n int, l layer) (hides bool) {
	switch {
	case l.image:
		f.Image = isSystem(q.path)
	case l.isContext:
		return m.context(f, l.base, strings.TrimPrefix(q.path, "/"), q.disk)
	case l.step.Keyword == "RUN":
		f.Makers = append(f.Makers, Maker{l.step, q.path})
	case l.step.Keyword == "WORKDIR":
		if isWithin(l.step.Dest, q.path) {
			f.Made = true
			return f.put(walker.Dir, "")
		}
	default:
		return m.addCopied(f, q, n, l.step)
	}
	return false
}

// context adds what a context has at a relative path.
func (m *Map) context(f *Found, name, p string, disk bool) (hides bool) {
	v := m.views[name]
	if v == nil {
		return false
	}
	p = path.Join(".", p)
	k, ok := v.Lookup(p)
	if !ok || !k.Eligible && !disk {
		return false
	}
	f.Files = append(f.Files, File{name, p, k.Kind, k.Target, k.Eligible})
	return f.put(k.Kind, k.Target)
}

// addCopied adds what a COPY or ADD puts at the path.
func (m *Map) addCopied(f *Found, q query, n int, step *build.Step) (hides bool) {
	pl := m.place(placeKey{state{q.stage, n}, q.disk})
	if q.path != pl.dest && isWithin(pl.dest, q.path) {
		f.Made = true
		return f.put(walker.Dir, "")
	}
	rel, ok := relativeTo(q.path, pl.dest)
	if !ok {
		return false
	}
	for _, d := range step.Documents {
		if rel == "" && !pl.isDir || rel == d.Name && pl.mayBeDir() {
			f.Made = true
			return f.put(walker.File, "")
		}
	}
	if step.Remote {
		f.Makers = append(f.Makers, Maker{step, q.path})
	}
	for i := len(step.Sources) - 1; i >= 0; i-- {
		if m.fromSource(f, q, step, i, pl, rel) {
			return true
		}
	}
	if rel == "" && pl.isDir {
		f.put(walker.Dir, "")
	}
	return false
}

// fromSource adds what one source of a COPY or ADD puts at a path relative to the destination.
func (m *Map) fromSource(f *Found, q query, step *build.Step, source int, pl *place, rel string) (hides bool) {
	for _, r := range m.roots(rootsKey{step, source, q.disk}) {
		for _, p := range r.origins(step, source, pl, rel) {
			if m.input(f, step.Input, p, q.disk) {
				return true
			}
		}
		if step.Unpacks && isArchive(r.path) && !r.isDir {
			f.Makers = append(f.Makers, Maker{step, q.path})
		}
	}
	return false
}

// input adds what the input of an instruction has at a clean path.
func (m *Map) input(f *Found, in build.Input, p string, disk bool) (hides bool) {
	switch in.Kind {
	case build.ContextInput:
		return m.context(f, in.Context, strings.TrimPrefix(p, "/"), disk)
	case build.StageInput:
		from := m.lookup(query{m.finalState(in.Stage), p, disk})
		f.Files, f.Makers = append(f.Files, from.Files...), append(f.Makers, from.Makers...)
		f.Made, f.Image = f.Made || from.Made, f.Image || from.Image
		return from.known && f.put(from.kind, from.target)
	}
	return false
}

// isWithin reports whether p is dir or lies above it, so that making dir makes p.
func isWithin(dir, p string) bool {
	_, ok := relativeTo(dir, p)
	return ok
}

// relativeTo returns the path of p relative to dir, "" for dir itself; ok is false where p lies elsewhere.
func relativeTo(p, dir string) (rel string, ok bool) {
	if dir == "/" {
		return strings.TrimPrefix(p, "/"), true
	}
	if p == dir {
		return "", true
	}
	return strings.CutPrefix(p, dir+"/")
}

// isArchive reports whether ADD unpacks a file of that name, if it is what its name says.
func isArchive(p string) bool {
	base := strings.ToLower(path.Base(p))
	for _, suffix := range []string{".tar", ".tgz", ".tbz2", ".txz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst"} {
		if strings.HasSuffix(base, suffix) {
			return true
		}
	}
	return false
}
