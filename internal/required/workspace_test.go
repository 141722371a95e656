package required

import (
	"testing"

	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// TestMatchesMember: the directories that the patterns of a workspace select. A later pattern decides.
func TestMatchesMember(t *testing.T) {
	for _, c := range []struct {
		patterns []string
		dir      string
		want     bool
	}{
		{[]string{"packages/*"}, "packages/a", true},
		{[]string{"packages/*"}, "packages/a/b", false},
		{[]string{"packages/*"}, "packages", false},
		{[]string{"packages/**"}, "packages/a/b", true},
		{[]string{"packages/**"}, "packages", true},
		{[]string{"**/web"}, "a/b/web", true},
		{[]string{"**/web"}, "a/web/b", false},
		{[]string{"./web/"}, "web", true},
		{[]string{"packages/*", "!packages/old"}, "packages/old", false},
		{[]string{"!packages/old", "packages/*"}, "packages/old", true},
		{[]string{"packages/["}, "packages/[", false},
		{[]string{"**/**/**/**/x"}, "y", false},
		{[]string{"**/**/**/**/**/x"}, "y", true},
		{nil, "a", false},
	} {
		if got := matchesMember(c.patterns, c.dir); got != c.want {
			t.Errorf("%q and %s: got %t, want %t", c.patterns, c.dir, got, c.want)
		}
	}
}

// TestRemovesAnyway: rm fails if a file is missing, unless it is forced.
func TestRemovesAnyway(t *testing.T) {
	for command, want := range map[string]bool{"rm -rf x": true, "rm -f x": true, "rm --force x": true, "rm x": false, "rm -r x": false, "rm --interactive=off x": false} {
		script := shell.Parse(command, shell.Options{})
		if got := removesAnyway(&needs.Call{Command: script.Commands[0]}); got != want {
			t.Errorf("%s: got %t, want %t", command, got, want)
		}
	}
}

func TestIsExclusion(t *testing.T) {
	for flag, want := range map[string]bool{"--exclude": true, "--exclude=x": true, "--Ignore-file": true, "--skip": true, "-path": true, "-prune": true, "-not": true, "!": true,
		"exclude": false, "--include": false, "-name": false, "": false} {
		if got := isExclusion(flag); got != want {
			t.Errorf("%q: got %t, want %t", flag, got, want)
		}
	}
}

// TestCertainlyMade: a directory is created for certain if every way through a script creates it or ends the script.
func TestCertainlyMade(t *testing.T) {
	for script, want := range map[string]bool{
		"mkdir node_modules": true,
		"npm ci":             true,
		"echo node_modules":  false,
		"if x; then npm ci; else yarn install; fi":                 true,
		"if x; then npm ci; else exit 1; fi":                       true,
		"if x; then npm ci; else exit 0; fi":                       false,
		"if x; then npm ci; else echo; fi":                         false,
		"if x; then npm ci; fi":                                    false,
		"test -d x && npm ci":                                      true, // the RUN fails without x
		"if x; then if y; then npm ci; else npm ci; fi; fi":        false,
		"case $x in a) npm ci ;; b) npm ci ;; esac":                false,
		"case $x in a) npm ci ;; *) yarn install ;; esac":          true,
		"case $x in a) npm ci ;; *) echo unsupported; false; esac": true,
	} {
		parsed := shell.Parse(script, shell.Options{Dir: "/app"})
		var calls []needs.Call
		for _, c := range parsed.Commands {
			calls = append(calls, needs.Call{Command: c})
		}
		if got := len(certainlyMade(calls, "node_modules")) > 0; got != want {
			t.Errorf("%s: got %t, want %t", script, got, want)
		}
	}
}
