package remedy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/walker"
)

// transfer is a COPY of the main context in the stage of an install, before it.
type transfer struct {
	in   *build.Instruction
	part *dockerfile.Part
	// sources are the directories that it copies, and dest is where their files are in the stage.
	sources []string
	dest    string
	// files are the single files that it copies, by their paths in the stage.
	files map[string]string
	// moves: it is moved behind the install.
	moves bool
}

// findTransfers finds the copies of the main context before the install.
func (m *mover) findTransfers() string {
	for n := range m.Build.Instructions {
		in := &m.Build.Instructions[n]
		if in.StageIndex != m.run.StageIndex || in.Line > m.run.Line || in.Context != "" {
			continue
		}
		if in.Line == m.run.Line && slices.ContainsFunc(in.Sources, func(s build.Source) bool { return m.isDir(s.Path) }) {
			return "the RUN of the install mounts a directory of the context"
		}
		if in.Dest == "" || in.Line == m.run.Line {
			continue
		}
		t := transfer{in: in, part: m.part(in.Line), files: map[string]string{}}
		if in.Trigger || t.part == nil {
			return fmt.Sprintf("an ONBUILD trigger copies files (line %d)", in.Line)
		}
		if reason := m.classify(&t); reason != "" {
			return reason
		}
		m.transfers = append(m.transfers, t)
	}
	return ""
}

// classify finds what a transfer copies.
func (m *mover) classify(t *transfer) string {
	for _, s := range t.in.Sources {
		if m.isDir(s.Path) && !s.Wildcard {
			t.sources = append(t.sources, s.Path)
			continue
		}
		if s.Wildcard && m.matchesDir(s.Path) {
			return fmt.Sprintf("line %d copies directories by a wildcard", t.in.Line)
		}
		for _, file := range m.sourceFiles(s) {
			at := path.Clean(t.in.Dest)
			if strings.HasSuffix(t.in.Dest, "/") || s.Wildcard || t.in.Dest == "/" {
				at = path.Join(at, path.Base(file))
			}
			t.files[at] = file
		}
	}
	if len(t.sources) == 0 {
		return ""
	}
	flags := slices.DeleteFunc(slices.Clone(t.part.Flags), func(f string) bool {
		name, _, _ := strings.Cut(f, "=")
		return slices.Contains([]string{"--chown", "--chmod", "--link"}, name)
	})
	switch p := t.part; {
	case p.Keyword != "COPY" || p.Documents || len(p.Words) < 2:
		return fmt.Sprintf("line %d is not a plain COPY", p.Start)
	case len(flags) > 0:
		return fmt.Sprintf("line %d copies with %s", p.Start, flags[0])
	}
	t.dest = path.Clean(t.in.Dest)
	return ""
}

// matchesDir reports whether a pattern may match a directory.
func (m *mover) matchesDir(pattern string) bool {
	dir := path.Dir(pattern)
	if strings.ContainsAny(dir, "*?[") {
		return true
	}
	for c := range m.view.Names(dir) {
		if c.Kind == walker.Dir && manifest.MatchesAny([]string{path.Base(pattern)}, string(c.Name)) && m.exists(path.Join(dir, string(c.Name))) {
			return true
		}
	}
	return false
}

// sourceFiles returns the files that a source matches.
func (m *mover) sourceFiles(s build.Source) []string {
	if s.Wildcard {
		return m.matching(path.Dir(s.Path), path.Base(s.Path))
	}
	return []string{s.Path}
}

// dirAt returns the directory of the context that a copy puts at a path of the stage, if it is one that is looked for.
func (t *transfer) dirAt(at string, found func(dir string) bool) (dir string, ok bool) {
	rel, inside := below(at, t.dest)
	if !inside {
		return "", false
	}
	for _, source := range t.sources {
		if dir = path.Join(source, rel); found(dir) {
			return dir, true
		}
	}
	return "", false
}

// given returns the destination of a copy as it is written.
func (t *transfer) given() string { return t.part.Words[len(t.part.Words)-1] }

// place returns where a moved copy puts a path of the context, as written in its instruction and in the stage.
func (t *transfer) place(p string) (written, at string, ok bool) {
	rel, ok := t.relative(p)
	if !ok {
		return "", "", false
	}
	dest := strings.TrimSuffix(t.given(), "/")
	if dest == "" && t.given() != "/" {
		dest = "."
	}
	return dest + "/" + rel, path.Join(t.dest, rel), true
}

// relative returns the path of a file of the context below the destination.
func (t *transfer) relative(p string) (rel string, ok bool) {
	for at, file := range t.files {
		if file == p {
			return path.Base(at), true
		}
	}
	for _, source := range t.sources {
		if source == "." {
			return p, true
		}
		if rel, ok = below(p, source); ok && rel != "" {
			return rel, true
		}
	}
	return "", false
}
