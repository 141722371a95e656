package remedy

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/walker"
)

// guard is a pattern without which a moved copy would put local packages over those that the install has installed.
type guard struct {
	pattern string
	// suggested: the pattern is one of the suggestions, which are written apart from this change. Otherwise change adds it.
	suggested bool
	change    *lint.FileChange
}

// guardTrees finds the patterns that the moved copies need. Where the RUN is repeated behind the copies, it installs over them as before.
func (m *mover) guardTrees() string {
	if m.after != "" && len(m.needed.apart) > 0 {
		return ""
	}
	for n := range m.installs {
		i := &m.installs[n]
		name := i.Manager.Tree
		if i.Manager.Name == "swift" {
			name = ".build"
		}
		if name == "" {
			continue
		}
		for _, p := range m.needed.paths {
			if manifest.MatchesAny(i.Manager.Manifests, path.Base(p)) {
				if reason := m.guardTree(path.Join(path.Dir(p), name)); reason != "" {
					return reason
				}
			}
		}
	}
	return ""
}

// guardTree makes sure that a directory of installed packages is excluded.
func (m *mover) guardTree(dir string) string {
	c := &m.Contexts[0]
	moved := slices.ContainsFunc(m.transfers, func(t transfer) bool {
		_, _, ok := t.place(dir)
		return t.moves && ok
	})
	if !moved || c.Patterns.Match(dir+"/x").Excluded {
		return ""
	}
	for _, s := range m.Suggestions {
		lines, err := c.Patterns.Try(s.Line)
		if s.Safety == inventory.Safe && err == nil && lines.Match(dir+"/x").Excluded {
			m.guard.suggested = true
			return m.guardBy(s.Line, dir, nil)
		}
	}
	if sum, _ := m.view.SumBelow(dir, walker.Sent); sum.Files > 0 {
		return fmt.Sprintf("%s is sent, and would be copied over the installed packages", dir)
	}
	if name := path.Base(dir); name == "node_modules" || name == ".venv" {
		return m.guardBy("**/"+name, dir, m.addPattern)
	}
	return ""
}

// guardBy notes a pattern, and changes the ignore file unless the pattern is suggested anyway.
func (m *mover) guardBy(pattern, dir string, change func(pattern, dir string) string) string {
	switch {
	case pattern == m.guard.pattern:
		return ""
	case m.guard.pattern != "":
		return fmt.Sprintf("%s and %s have to be excluded first", m.guard.pattern, pattern)
	}
	m.guard.pattern = pattern
	if change == nil {
		return ""
	}
	return change(pattern, dir)
}

// addPattern changes the ignore file.
func (m *mover) addPattern(pattern, dir string) string {
	c := &m.Contexts[0]
	file := c.Context.Ignore
	if lines, err := c.Patterns.Try(pattern); err != nil || !lines.Match(dir+"/x").Excluded {
		return fmt.Sprintf("%s has to be excluded first", dir)
	}
	change := &lint.FileChange{Path: file.Path, Before: file.Text}
	switch {
	case file.Link || file.Problem != nil:
		return fmt.Sprintf("%s has to be excluded first, and the ignore file is a symbolic link or cannot be read", dir)
	case file.Path == "":
		change.Path, change.New = filepath.Join(c.Context.Root, ".dockerignore"), true
	}
	text := string(file.Text)
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	eol := "\n"
	if strings.Contains(text, "\r\n") {
		eol = "\r\n"
	}
	change.After = []byte(text + pattern + eol)
	m.guard.change = change
	return ""
}
