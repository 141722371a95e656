package remedy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/walker"
)

// mover moves the copies of sources behind an install.
type mover struct {
	Project
	document
	tree
	run       *build.Run
	runPart   *dockerfile.Part
	installs  []Install
	transfers []transfer
	needed    needed
	// before and after are the RUN in front of the moved copies, and what of it comes behind them, "" for nothing.
	before, after string
	guard         guard
}

// MoveCopies returns the change that copies what the installs of a RUN need before it, and the rest behind it.
func MoveCopies(p Project, run *build.Run, list []Install) Remedy {
	t, reason := open(p.Build)
	if reason != "" {
		return blocked(reason)
	}
	m := &mover{Project: p, document: t, tree: tree{p.Contexts[0].View, p.Contexts[0].Project}, run: run, installs: list}
	m.runPart = m.part(run.Line)
	if m.view == nil || m.runPart == nil || run.Trigger {
		return blocked("the context is not a directory of this machine")
	}
	for _, step := range []func() string{m.findTransfers, m.findNeeded, m.selectMoves, m.checkBetween, m.splitRun, m.guardTrees} {
		if reason := step(); reason != "" {
			return Remedy{Blocked: reason, Unneeded: reason == nothingMoves || reason == noManifest}
		}
	}
	after, reason := m.rewrite()
	if reason == "" {
		reason = m.verify(after)
	}
	if reason != "" {
		return blocked(reason)
	}
	d := p.Build.Dockerfile
	r := Remedy{Changes: []lint.FileChange{{Path: d.Path, Before: d.Text, After: []byte(after)}}, First: m.needed.paths, Apart: m.needed.apart}
	r.Ignored, r.IgnoreFirst = m.guard.pattern, m.guard.suggested
	if m.guard.change != nil {
		r.Changes = append(r.Changes, *m.guard.change)
	}
	return r
}

// findNeeded finds what the installs need.
func (m *mover) findNeeded() string {
	m.needed.tree = m.tree
	for n := range m.installs {
		i := &m.installs[n]
		dir, ok := m.contextDir(projectDir(i))
		if !ok && !m.mapWords(i) {
			return fmt.Sprintf("the directory of %s in the context is not known", i.Manager.Name)
		}
		if !ok {
			dir = "."
		}
		one := m.neededBy(i, dir)
		if one.blocked != "" {
			return one.blocked
		}
		m.needed.add(one.paths...)
		for _, flag := range one.apart {
			if !slices.Contains(m.needed.apart, flag) {
				m.needed.apart = append(m.needed.apart, flag)
			}
		}
	}
	if len(m.needed.apart) > 0 && len(m.installs) > 1 {
		return "several installs need different flags"
	}
	return ""
}

// projectDir returns the directory of the project that is installed: .NET is given a project file.
func projectDir(i *Install) string {
	if operands := i.Operands(); i.Manager.Name == "dotnet" && len(operands) > 0 && manifest.MatchesAny(i.Manager.Manifests, path.Base(operands[0])) {
		return path.Dir(path.Join(i.Dir, operands[0]))
	}
	return i.Dir
}

// mapWords replaces absolute paths in the words of a call by paths in the context, and reports whether there are any. Its directory then does not
// matter.
func (m *mover) mapWords(i *Install) bool {
	i.Rest = slices.Clone(i.Rest)
	mapped := false
	for n, w := range i.Rest {
		if !path.IsAbs(w) {
			continue
		}
		if dir, ok := m.contextDir(path.Dir(path.Clean(w))); ok {
			i.Rest[n], mapped = path.Join(dir, path.Base(w)), true
		}
	}
	return mapped
}

// contextDir returns the directory of the context that is at a path of the stage: one with a manifest, else any.
func (m *mover) contextDir(at string) (dir string, ok bool) {
	for _, found := range []func(string) bool{m.hasManifest, m.isDir} {
		for n := len(m.transfers) - 1; n >= 0; n-- {
			if dir, ok := m.transfers[n].dirAt(at, found); ok {
				return dir, true
			}
		}
		for n := range m.transfers {
			for place, file := range m.transfers[n].files {
				if path.Dir(place) == at && path.Base(place) == path.Base(file) && m.isManifest(file) {
					return path.Dir(file), true
				}
			}
		}
	}
	return "", false
}

// isManifest reports whether a file is a manifest of one of the installs by its name.
func (m *mover) isManifest(file string) bool {
	return slices.ContainsFunc(m.installs, func(i Install) bool { return manifest.MatchesAny(i.Manager.Manifests, path.Base(file)) })
}

// hasManifest reports whether a directory of the context has a manifest of one of the installs.
func (m *mover) hasManifest(dir string) bool {
	return slices.ContainsFunc(m.installs, func(i Install) bool { return len(m.matching(dir, i.Manager.Manifests...)) > 0 })
}

// below returns a path relative to a directory that it is, or is in.
func below(p, dir string) (rel string, ok bool) {
	if p == dir || dir == "" {
		return "", p == dir
	}
	return strings.CutPrefix(p, strings.TrimSuffix(dir, "/")+"/")
}

// selectMoves decides which copies move: those of directories with more than the install needs.
func (m *mover) selectMoves() string {
	moves := false
	for n := range m.transfers {
		t := &m.transfers[n]
		t.moves = slices.ContainsFunc(t.sources, m.holdsMore)
		moves = moves || t.moves
	}
	if !moves {
		return nothingMoves
	}
	for _, p := range m.needed.paths {
		if strings.ContainsFunc(p, func(r rune) bool { return !isPlain(r) }) {
			return fmt.Sprintf("the name %q needs quotes", p)
		}
	}
	return ""
}

// noManifest is the reason where an install does not start from the context.
const noManifest = "the context has no manifest for the install"

// nothingMoves is the reason where everything before an install is needed by it.
const nothingMoves = "everything that is copied before the install is needed by it"

// isPlain reports whether a character means itself in a COPY.
func isPlain(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-+@/", r)
}

// holdsMore reports whether a directory of the context has a file that no install needs.
func (m *mover) holdsMore(dir string) bool {
	more := false
	m.view.EachBelow(dir, walker.Sent, func(e walker.Entry) bool {
		more = e.Kind != walker.Dir && !slices.Contains(m.needed.paths, e.Path) && !m.needed.covers(e.Path)
		return !more
	})
	return more
}

// manifests returns the instructions that take the place of a moved copy: they copy what the installs need of it.
func (m *mover) manifests(t *transfer) string {
	groups, order := map[string][]string{}, []string{}
	for _, p := range m.needed.paths {
		written, at, ok := t.place(p)
		if !ok || m.needed.covers(p) || m.copiedElsewhere(t, p, at) {
			continue
		}
		to := path.Dir(written) + "/"
		if m.isDir(p) {
			to = strings.TrimPrefix(written, "./") + "/"
		}
		if groups[to] == nil {
			order = append(order, to)
		}
		groups[to] = append(groups[to], p)
	}
	var b strings.Builder
	for _, to := range order {
		words := slices.Concat([]string{"COPY"}, t.part.Flags, groups[to], []string{to})
		b.WriteString(strings.Join(words, " ") + m.eol)
	}
	return b.String()
}

// copiedElsewhere reports whether another instruction puts a needed path at its place: a copy of single files that stays, or a later moved one.
func (m *mover) copiedElsewhere(t *transfer, p, at string) bool {
	for n := range m.transfers {
		o := &m.transfers[n]
		if o == t {
			continue
		}
		if !o.moves && o.files[at] == p {
			return true
		}
		if len(o.sources) > 0 && (!o.moves || o.in.Line < t.in.Line) {
			if _, there, ok := o.place(p); ok && there == at {
				return true
			}
		}
	}
	return false
}

// rewrite returns the changed Dockerfile.
func (m *mover) rewrite() (after, reason string) {
	var b, moved strings.Builder
	next := 1
	for n := range m.transfers {
		t := &m.transfers[n]
		if !t.moves {
			continue
		}
		manifests := m.manifests(t)
		copied, reason := m.movedText(t)
		if reason != "" {
			return "", reason
		}
		first := t.part.Start
		if manifests == "" {
			first = t.part.Comment
			copied = m.commentOf(t.part) + copied
		}
		if first > next {
			b.WriteString(m.between(next, first-1))
		}
		b.WriteString(manifests)
		moved.WriteString(copied)
		next = t.part.End + 1
	}
	if m.runPart.Start > next {
		b.WriteString(m.between(next, m.runPart.Start-1))
	}
	b.WriteString(m.before + moved.String() + m.after)
	if rest := m.runPart.End + 1; rest <= len(m.lines) {
		b.WriteString(strings.Join(m.lines[rest-1:], ""))
	}
	return b.String(), ""
}

// commentOf returns the comment above an instruction, "" for none.
func (m *mover) commentOf(p *dockerfile.Part) string {
	if p.Comment == p.Start {
		return ""
	}
	return m.between(p.Comment, p.Start-1)
}

// movedText returns a copy as it is written behind the install. A relative destination is made absolute where a WORKDIR is in between.
func (m *mover) movedText(t *transfer) (copied, reason string) {
	source := m.source(t.part)
	changesDir, changesVariables := false, false
	for n := range m.parts {
		p := &m.parts[n]
		if p.Stage != t.part.Stage || p.Start <= t.part.Start || p.Start >= m.runPart.Start {
			continue
		}
		changesDir = changesDir || p.Keyword == "WORKDIR"
		changesVariables = changesVariables || p.Keyword == "ENV" || p.Keyword == "ARG"
	}
	if changesVariables && strings.Contains(source, "$") {
		return "", fmt.Sprintf("line %d uses variables, and others are set before the install", t.part.Start)
	}
	given := t.given()
	if !changesDir || path.IsAbs(given) {
		return source, ""
	}
	if strings.Contains(given, "$") || t.part.JSON || !m.knowsDir(t.part) {
		return "", fmt.Sprintf("line %d copies into a directory that is relative to WORKDIR", t.part.Start)
	}
	at := strings.LastIndex(source, given)
	return source[:at] + t.dest + "/" + source[at+len(given):], ""
}

// knowsDir reports whether the Dockerfile sets the working directory of an instruction.
func (m *mover) knowsDir(p *dockerfile.Part) bool {
	return slices.ContainsFunc(m.parts, func(o dockerfile.Part) bool {
		return o.Stage == p.Stage && o.Start < p.Start && o.Keyword == "WORKDIR" && len(o.Words) == 1 && path.IsAbs(o.Words[0])
	})
}
