package main

import (
	"strings"
	"testing"
)

// TestCheck: the phrases are found in strings and comments, across lines, and not in names and ordinary English.
func TestCheck(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.go", "package a\n\n// F takes the\n// line out.\nfunc F() {}\n", "takes the line out"},
		{"a.go", "package a\n\nvar s = \"it Keeps out x\"\n", "Keeps out"},
		{"a.go", "package a\n\nvar unread = 1 // read it\n", ""},
		{"a.go", "package a\n\nvar s = \"take care of the output\" // come today\n", ""},
		{"a.md", "The code `gitignore-habit` and `npm prune` are names.\n", ""},
		{"a.md", "one\n\nIt says\nwhether a build fails.\n", "says whether"},
		{"a.md", "files, some of\nwhich are sent", "of which"},
	} {
		var found []string
		for _, p := range passages(c.name, []byte(c.text)) {
			found = append(found, p.check(c.name, terms())...)
		}
		got := strings.Join(found, "\n")
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}
