package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/lint"
)

// TestGroupConcerns: what one change of an ignore file fixes is one group, with the fix for all of it.
func TestGroupConcerns(t *testing.T) {
	secret := func(p, file string, line int, pattern, ignoreFile string, builds ...string) concern {
		f := lint.New(lint.SecretSent, "%s ends up in the final image.", p).At(file, line)
		f.Severity, f.Path, f.Reach, f.Bytes = lint.Error, p, "final", 5
		f.Fix = &lint.Fix{Kind: "append-line", Text: pattern, File: ignoreFile}
		return concern{Finding: f, builds: builds}
	}
	habit := func(line int, message, pattern string) concern {
		f := lint.New(lint.GitignoreHabit, "%s", message).At("/p/.dockerignore", line)
		f.Bytes, f.Fix = 10, &lint.Fix{Kind: "replace-line", Text: pattern, Applies: line > 1}
		return concern{Finding: f}
	}
	list := groupConcerns([]concern{
		secret(".env", "/p/Dockerfile", 3, "**/.env", "/p/.dockerignore", "a"),
		secret("b/.env", "/p/Dockerfile", 3, "**/.env", "/p/.dockerignore", "a"),
		secret(".env", "/p/b.Dockerfile", 4, "**/.env", "/p/.dockerignore", "b"),
		secret("id_rsa", "/p/b.Dockerfile", 4, "/id_rsa", "/p/.dockerignore", "b"),
		secret(".env", "/q/Dockerfile", 3, "/.env", "/q/.dockerignore", "c"),
		habit(1, `"a" matches only at the context root, unlike in .gitignore: x/a is not excluded.`, "**/a"),
		habit(4, `"b" matches only at the context root, unlike in .gitignore: x/b is not excluded.`, "**/b"),
		habit(5, `"*/bin" matches only one directory level: x/y/bin is not excluded.`, "**/bin"),
	})
	var got []string
	for n := range list {
		c := &list[n]
		got = append(got, strings.Join([]string{c.Message, strings.Join(otherPaths(*c), " "), strings.Join(Options{}.otherPlaces(*c), " "), strings.Join(c.builds, " "),
			strings.ReplaceAll(c.Fix.Text, "\n", " "), SI.Size(c.size())}, " | "))
	}
	want := []string{
		".env ends up in the final image. | b/.env id_rsa | /p/b.Dockerfile:4 | a b | **/.env /id_rsa | 20 B",
		".env ends up in the final image. |  |  | c | /.env | 5 B",
		"2 patterns match only at the context root, unlike in .gitignore (lines 1, 4): x/a is not excluded, for example. |  | /p/.dockerignore:4 |  | **/a **/b | 20 B",
		`"*/bin" matches only one directory level: x/y/bin is not excluded. |  |  |  | **/bin | 10 B`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if list[2].Fix.Applies || list[2].replacing() != "replace lines 1, 4 with **/a, **/b" {
		t.Errorf("%v, %s", list[2].Fix.Applies, list[2].replacing())
	}
}
