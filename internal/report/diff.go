package report

import (
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// diff returns the changes of a fix as one unified diff, with paths relative to the working directory, or to the project where that is elsewhere.
// It is "" where there is none, or where it must not be printed.
func (o Options) diff(f *lint.Fix) string {
	if f == nil {
		return ""
	}
	var all strings.Builder
	for _, c := range f.Changes {
		name := o.diffName(c.Path)
		if name == "" {
			return ""
		}
		text, err := edit.FileDiff(name, c.Before, c.After, c.New)
		if err != nil {
			return ""
		}
		all.WriteString(text)
	}
	return all.String()
}

// diffName returns the name of a file in a diff, "" for one outside of the working directory and the project.
func (o Options) diffName(path string) string {
	for _, dir := range []string{o.Dir, o.root} {
		if rel, err := filepath.Rel(dir, path); dir != "" && err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return ""
}

// diffs writes the diffs of a finding and of others like it, each with its own fix where that differs. On a screen those of notes are left out.
func (t *text) diffs(c concern) {
	if t.screen && c.Severity == lint.Info {
		return
	}
	for _, one := range remedies(c) {
		if c.Fix == nil || one.Fix.Text != c.Fix.Text {
			t.writeWrapped(8, "→ "+termtext.Escape(t.place(one.Finding)+": "+one.Fix.Text))
		}
		if diff := t.diff(one.Fix); diff != "" {
			t.line("")
			for line := range strings.Lines(diff) {
				t.line("%s", termtext.Escape(strings.TrimRight(line, "\r\n")))
			}
		}
	}
}

// diffs writes the diffs of a finding and of others like it, each with its own fix where that differs.
func (m *markdown) diffs(c concern) {
	for _, one := range remedies(c) {
		if c.Fix == nil || one.Fix.Text != c.Fix.Text {
			m.line("")
			m.fixAt(one)
		}
		if diff := m.diff(one.Fix); diff != "" {
			m.line("")
			m.fenced("diff", diff)
		}
	}
}

// fixAt writes the fix of one of several places.
func (m *markdown) fixAt(c concern) {
	if isPasted(c.Fix) {
		m.line("For %s:", MarkdownCode(m.place(c.Finding)))
		m.line("")
		m.verbatim(c.Fix.Text)
		return
	}
	m.line("For %s: %s.", MarkdownCode(m.place(c.Finding)), strings.TrimSuffix(MarkdownText(c.Fix.Text, m.names(c.Finding)...), "."))
}

// remedies returns a finding and those like it that have a diff, or another fix than the first, each once.
func remedies(c concern) []concern {
	if c.isSecret() || c.isRespelling() {
		return nil
	}
	var list []concern
	seen := map[string]bool{}
	for _, one := range append([]concern{c}, c.more...) {
		if one.Fix == nil || len(one.Fix.Changes) == 0 && c.Fix != nil && one.Fix.Text == c.Fix.Text {
			continue
		}
		key := one.File + "\x00" + one.Fix.Text
		if len(one.Fix.Changes) > 0 {
			key = one.File + "\x00" + string(one.Fix.Changes[0].After)
		}
		if !seen[key] {
			seen[key] = true
			list = append(list, one)
		}
	}
	return list
}
