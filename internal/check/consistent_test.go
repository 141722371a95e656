package check_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// patternLines returns the patterns of an ignore file, sorted, without comments.
func patternLines(text []byte) string {
	var list []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			list = append(list, line+"\n")
		}
	}
	slices.Sort(list)
	return strings.Join(list, "")
}

// TestSecretsConsistent: the finding about a secret, the suggestion for it and what is written agree.
func TestSecretsConsistent(t *testing.T) {
	for _, c := range []struct{ name, tree, ignore, gitignore, compose, dockerfile string }{
		{"no ignore file", ".env a/id_rsa src/x", "", "", "", "COPY . /"},
		{"a pattern for the root", "web/.env web/package.json src/x", ".env\n", "", "", "COPY . /"},
		{"a pattern for the root that is safe", "tracked web/.env src/x", ".env\n", ".env\n", "", "COPY . /"},
		{"for run time", "tracked .env src/x", "x\n", ".env\n", "services: {a: {build: ., env_file: .env}}\n", "COPY . /"},
		{"a directory of keys", ".ssh/id_rsa .ssh/id_x src/x", "", "", "", "COPY . /"},
		{"one that an instruction names", "keys/id_rsa src/x", "", "", "", "COPY keys/id_rsa /k"},
		{"several of one name", "a/.env b/.env c/d/.env src/x", "", "", "", "COPY . /"},
		{"one in a directory that is copied", "src/.env src/x", "", "", "", "COPY src /src"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, c.tree)
			testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\n"+c.dockerfile+"\n"))
			for name, text := range map[string]string{".dockerignore": c.ignore, ".gitignore": c.gitignore, "compose.yaml": c.compose} {
				if text != "" {
					testtree.Write(t, dir, name, []byte(text))
				}
			}
			if strings.HasPrefix(c.tree, "tracked ") {
				testtree.Repository(t, dir, "tracked")
			}
			a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{NoTransfer: true, Suggest: true, Request: build.Request{Context: dir}})
			if err != nil {
				t.Fatal(err)
			}
			b := &a.Builds[0]
			var fixed, suggested, safe []string
			for _, f := range b.Findings {
				if f.Code == lint.SecretSent && f.Fix != nil {
					fixed = append(fixed, f.Fix.Text)
				}
			}
			for _, s := range b.Suggestions {
				if s.Category != knowledge.CategorySecrets && !strings.Contains(s.Line, ".env") {
					continue
				}
				suggested = append(suggested, s.Line)
				if s.Safety == inventory.Safe {
					safe = append(safe, s.Line)
				}
			}
			for _, list := range []*[]string{&fixed, &suggested} {
				slices.Sort(*list)
				*list = slices.Compact(*list)
			}
			if !slices.Equal(fixed, suggested) {
				t.Errorf("findings %q, suggestions %q", fixed, suggested)
			}
			for all, want := range map[bool][]string{false: safe, true: suggested} {
				change, _, err := b.Improve(context.Background(), all)
				if err != nil {
					t.Fatal(err)
				}
				for _, line := range suggested {
					written := bytes.Contains(append(append([]byte("\n"), change.After...), '\n'), []byte("\n"+line+"\n"))
					if written != slices.Contains(want, line) {
						t.Errorf("all %v: %q written: %v\n%s", all, line, written, change.After)
					}
				}
			}
		})
	}
}
