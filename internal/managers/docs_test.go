package managers

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const docsFile = "../../docs/managers.md"

// TestDocs checks that docs/managers.md is made from the table; UPDATE_DOCS=1 writes it.
func TestDocs(t *testing.T) {
	want := docs()
	if os.Getenv("UPDATE_DOCS") != "" {
		if err := os.WriteFile(docsFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("run UPDATE_DOCS=1 go test ./internal/managers: %s", diff)
	}
}

// docs returns the documentation of the table.
func docs() string {
	var b strings.Builder
	b.WriteString("# Package managers\n\n`ctxsize audit` knows these package managers. It reports where the sources are copied before an install (`copy-before-install`), an install without a\n" +
		"cache mount (`cache-mount-missing`), development dependencies in the final image, and local packages that are copied over installed ones.\n\n" +
		"This page is made from the table of the program.\n\n")
	b.WriteString("| manager | manifests and lock files | installs | builds that install | for production | cache directory |\n| --- | --- | --- | --- | --- | --- |\n")
	for n := range table {
		m := &table[n]
		fmt.Fprintf(&b, "| %s (%s) | %s | %s | %s | %s | %s |\n", m.Name, m.Ecosystem, spans(append(append([]string{}, m.Manifests...), m.Locks...)),
			spans(m.commands(m.Verbs)), spans(m.commands(m.Builds)), spans([]string{m.Better}), spans([]string{m.Cache}))
	}
	b.WriteString("\n## What an install needs besides\n")
	for n := range table {
		m := &table[n]
		fmt.Fprintf(&b, "\n### %s\n\n", m.Name)
		if len(m.Settings) > 0 {
			fmt.Fprintf(&b, "- Settings, if they exist: %s.\n", spans(m.Settings))
		}
		if len(m.Apart) > 0 {
			fmt.Fprintf(&b, "- Without the sources: %s.\n", spans(m.Apart))
		}
		for _, trap := range m.Traps {
			fmt.Fprintf(&b, "- %s\n", trap)
		}
	}
	return b.String()
}

// commands returns the commands of verbs.
func (m *Manager) commands(verbs []string) []string {
	var list []string
	for _, v := range verbs {
		list = append(list, strings.TrimSpace(m.Name+" "+v))
	}
	return list
}

// spans returns texts as code spans.
func spans(list []string) string {
	var kept []string
	for _, s := range list {
		if s != "" {
			kept = append(kept, "`"+strings.ReplaceAll(s, "|", `\|`)+"`")
		}
	}
	return strings.Join(kept, ", ")
}
