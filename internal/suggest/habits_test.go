package suggest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestHabitsWithoutGit: a gitignore-style pattern is found without any .gitignore. It is a warning if the name or a marker supports it,
// otherwise an info. No fix is safe.
func TestHabitsWithoutGit(t *testing.T) {
	for _, c := range []struct{ line, tree, want string }{
		{".next", "web/.next/a:70000", "warning 70000 **/.next review"},
		{".next/", "web/.next/BUILD_ID:70000", "warning 70000 **/.next safe"},
		{".turbo", "web/.turbo/a:70000", "warning 70000 **/.turbo review"},
		{".cache", "web/.cache/a:70000", "warning 70000 **/.cache review"},
		{".vscode", "web/.vscode/a:700", "warning 700 **/.vscode review"},
		{".idea", "web/.idea/workspace.xml:700", "warning 700 **/.idea safe"},
		{"htmlcov", "api/htmlcov/a:70000", "warning 70000 **/htmlcov review"},
		{"dist", "web/dist/a:70000", "info 70000 **/dist review"},
		{"dist", "web/package.json web/dist/a:70000", "warning 70000 **/dist review"},
		{"build", "web/build/a:70000", "info 70000 **/build review"},
		{"build", "api/setup.py api/build/a:70000", "warning 70000 **/build review"},
		{"out", "web/out/a:500", "info 500 **/out review"},
		{"tmp/", "web/tmp/a:70000", "info 70000 **/tmp review"},
		{"logs", "web/logs/a:70000", "info 70000 **/logs review"},
		{"logs", "web/logs/a.log.gz:70000 web/logs/b:7", "warning 7 **/logs review"},
		{"coverage", "web/coverage/a:70000", "info 70000 **/coverage review"},
		{"*.js", "src/a.js:70000 b.js:5", "info 70000 **/*.js review"},
		{"*.js", "src/a.js:70", ""},
		{"tests", "web/tests/a:70000", ""},
		{"docs", "web/docs/a:70000", ""},
		{"README.md", "web/README.md:70000", ""},
		{"/dist", "web/dist/a:70000", ""},
		{"dist", "dist/a:70000", ""},
	} {
		t.Run(c.line+" "+c.tree, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, c.tree)
			testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
			testtree.Write(t, dir, ".dockerignore", []byte(c.line+"\n"))
			b := &testanalysis.Of(t, dir).Builds[0]
			var got []string
			for _, f := range b.Findings {
				if f.Code == lint.GitignoreHabit {
					got = append(got, fmt.Sprintf("%s %d %s", f.Severity, f.Bytes, f.Fix.Text))
				}
			}
			for _, s := range b.Suggestions {
				if s.Replaces == 1 {
					got = append(got, s.Safety.String())
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("%s%v", diff, b.Findings)
			}
		})
	}
}
