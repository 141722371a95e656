package suggest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestSecrets: credentials are proposed for review, unless git tracks them; environment files for running containers are safe.
func TestSecrets(t *testing.T) {
	const compose = "-- compose.yaml --\nservices:\n  a: {image: x, env_file: [%]}\n"
	for _, c := range []struct{ name, files, tracked, want string }{
		{"an environment file", "-- .env --\nA=b\n", "main.c", "safe .git\nreview .env"},
		{"a tracked environment file", "-- .env --\nA=b\n", "main.c .env", "safe .git"},
		{"a directory of keys", "-- .ssh/id_work --\nx\n", "main.c", "safe .git\nreview .ssh"},
		{"a directory without keys", "-- .ssh/config --\nx\n", "main.c", "safe .git"},
		{"settings that the build needs", "-- .npmrc --\n//registry/:_authToken=abcdefgh\n", "main.c", "safe .git"},
		{"an environment file for running containers", "-- .gitignore --\n.env\n-- .env --\nA=b\n" + strings.Replace(compose, "%", "./.env", 1), "main.c", "safe .git\nsafe .env"},
		{"an environment file that git does not ignore", "-- .env --\nA=b\n" + strings.Replace(compose, "%", ".env", 1), "main.c", "safe .git\nreview .env"},
		{"another environment file", "-- .gitignore --\n.env\n-- .env --\nA=b\n" + strings.Replace(compose, "%", "a.env", 1), "main.c", "safe .git\nreview .env"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Archive(t, dir, "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- main.c --\nx\n"+c.files)
			testtree.Repository(t, dir, strings.Fields(c.tracked)...)
			if diff := cmp.Diff(c.want, strings.ReplaceAll(suggested(t, dir), " /", " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
