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

// diffs writes the diffs of a finding and of others like it. On a screen those of notes are left out.
func (t *text) diffs(c concern) {
	if t.screen && c.Severity == lint.Info {
		return
	}
	seen := map[string]bool{}
	for _, one := range append([]concern{c}, c.more...) {
		diff := t.diff(one.Fix)
		if diff == "" || seen[diff] {
			continue
		}
		seen[diff] = true
		t.line("")
		for line := range strings.Lines(diff) {
			t.line("%s", termtext.Escape(strings.TrimRight(line, "\r\n")))
		}
	}
}

// diffs writes the diffs of a finding and of others like it.
func (m *markdown) diffs(c concern) {
	seen := map[string]bool{}
	for _, one := range append([]concern{c}, c.more...) {
		if diff := m.diff(one.Fix); diff != "" && !seen[diff] {
			seen[diff] = true
			m.line("")
			m.fenced("diff", diff)
		}
	}
}
