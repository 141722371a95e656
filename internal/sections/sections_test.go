package sections

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/ignore"
)

// TestInsert checks where patterns go.
func TestInsert(t *testing.T) {
	deps, caches := Group{"Dependencies", []string{"**/node_modules", "**/.venv"}}, Group{"Caches", []string{"**/__pycache__"}}
	secrets := Group{"Secrets", []string{"/.env"}}
	for _, c := range []struct {
		name, file string
		groups     []Group
		want       string
	}{
		{"empty file", "", []Group{deps}, "# Dependencies\n**/node_modules\n**/.venv\n"},
		{"no headings", "dist\n", []Group{{"", []string{"x"}}, deps, caches}, "dist\nx\n\n# Dependencies\n**/node_modules\n**/.venv\n\n# Caches\n**/__pycache__\n"},
		{"own heading again", "a\n\n# Dependencies\nx\n\n# Other\ny\n", []Group{deps}, "a\n\n# Dependencies\nx\n**/node_modules\n**/.venv\n\n# Other\ny\n"},
		{"words of the category", "# Local deps\nvendor\n\n# Docs\ndocs\n", []Group{deps}, "# Local deps\nvendor\n**/node_modules\n**/.venv\n\n# Docs\ndocs\n"},
		{"the stack", "# Python\n*.pyc\n\n# Node\nnpm.log\n", []Group{deps, caches}, "# Python\n*.pyc\n**/.venv\n**/__pycache__\n\n# Node\nnpm.log\n**/node_modules\n"},
		{"the content", "# Junk\n.venv\nvenv\n\n# End\nx\n", []Group{deps}, "# Junk\n.venv\nvenv\n**/node_modules\n**/.venv\n\n# End\nx\n"},
		{"boxed heading", "#######\n# Python #\n#######\n*.pyc\n", []Group{caches}, "#######\n# Python #\n#######\n*.pyc\n**/__pycache__\n"},
		{"an explanation", "# The build needs all but the test modules\ntests\n", []Group{deps}, "# The build needs all but the test modules\ntests\n\n# Dependencies\n**/node_modules\n**/.venv\n"},
		{"a later exception could re-include it", "# Python\n*.pyc\n\n!src\n", []Group{caches}, "# Python\n*.pyc\n\n!src\n\n# Caches\n**/__pycache__\n"},
		{"a later exception is elsewhere", "# Env files\n.env.local\n\n!README.md\n", []Group{secrets}, "# Env files\n.env.local\n/.env\n\n!README.md\n"},
		{"a later exception is for it, spelled otherwise", "# Env files\n.env.local\n\n!./.env\n", []Group{secrets}, "# Env files\n.env.local\n\n!./.env\n\n# Secrets\n/.env\n"},
		{"a section of exceptions", "# Dependencies\n!vendor\n", []Group{deps}, "# Dependencies\n!vendor\n\n# Dependencies\n**/node_modules\n**/.venv\n"},
		{"no final newline", "# Python\n*.pyc", []Group{caches}, "# Python\n*.pyc\n**/__pycache__"},
		{"line endings of Windows", "# Python\r\n*.pyc\r\n\r\n# Docs\r\ndocs\r\n", []Group{caches}, "# Python\r\n*.pyc\r\n**/__pycache__\r\n\r\n# Docs\r\ndocs\r\n"},
		{"a byte order mark", "\ufeff# Python\n*.pyc\n\nx\n", []Group{caches}, "\ufeff# Python\n*.pyc\n**/__pycache__\n\nx\n"},
		{"a commented pattern", "# Python\n*.pyc\n# *.log\n*.tmp\n", []Group{caches}, "# Python\n*.pyc\n**/__pycache__\n# *.log\n*.tmp\n"},
		{"a blank line below the heading", "# Python\n\n*.pyc\n\nx\n", []Group{caches}, "# Python\n\n*.pyc\n**/__pycache__\n\nx\n"},
	} {
		list, err := ignore.Parse([]byte(c.file), ignore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Insert(list, c.groups)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if diff := cmp.Diff(c.want, string(got.Bytes())); diff != "" {
			t.Errorf("%s: -want +got:\n%s", c.name, diff)
		}
	}
}

// TestNewText checks a new file.
func TestNewText(t *testing.T) {
	got := string(NewText([]Group{{"Dependencies", []string{"**/node_modules"}}, {"", []string{"x", "y"}}, {"None", nil}}))
	if want := head + "\nx\ny\n\n# Dependencies\n**/node_modules\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// checkSame checks that a file with an inserted pattern decides about paths as with the pattern appended, when parsed again, too.
func checkSame(t *testing.T, file, heading, pattern string, paths []string) {
	t.Helper()
	for _, rules := range []ignore.Rules{ignore.Moby, ignore.Podman} {
		list, err := ignore.Parse([]byte(file), ignore.Options{Rules: rules})
		if err != nil {
			return
		}
		want, err := list.Append(pattern)
		if err != nil || strings.ContainsAny(pattern, "\n\r") || !ignore.IsPattern(pattern) {
			return
		}
		got, err := Insert(list, []Group{{heading, []string{pattern}}})
		if err != nil {
			t.Fatalf("%q, %q: %v", file, pattern, err)
		}
		again, err := ignore.Parse(got.Bytes(), ignore.Options{Rules: rules})
		if err != nil {
			t.Fatalf("%q: %v", got.Bytes(), err)
		}
		for _, path := range paths {
			for _, l := range []*ignore.PatternList{got, again} {
				if l.Match(path).Excluded != want.Match(path).Excluded {
					t.Fatalf("%q with %q under %q is %q: %s is excluded: %v, want %v", file, pattern, heading, l.Bytes(), path, l.Match(path).Excluded, want.Match(path).Excluded)
				}
			}
		}
	}
}

func TestInsertDecidesAsAppend(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	for range 5000 {
		var file strings.Builder
		for range r.IntN(9) {
			file.WriteString(pick("# Python\n", "# Dependencies\n", "\n", "a\n", "**/b\n", "*.log\n", "!a\n", "!a/b\n", "!**/b\n", "!*.log\n", "!./b\n", "b/\n", "!/a/\n", "*\n"))
		}
		paths := []string{"a", "b", "a/b", "a/b/x.log", "x.log", "b/x.log", "b/a", "a/a/b"}
		checkSame(t, file.String(), pick("Dependencies", "Caches", "Logs", ""), pick("a", "**/b", "/b", "*.log", "a/b", "**/*.log", "!a", "!b", "**/.venv"), paths)
	}
}

func FuzzInsert(f *testing.F) {
	f.Add("# Python\n*.pyc\n\n!a\n", "Caches", "**/a", "a/b")
	f.Add("\ufeff# Caches\r\nx", "Caches", "b", "b")
	f.Fuzz(func(t *testing.T, file, heading, pattern, path string) {
		if strings.ContainsAny(heading, "\r\n") || path == "" || strings.HasPrefix(path, "/") || strings.Contains(path, "\x00") {
			return
		}
		checkSame(t, file, heading, pattern, []string{path})
	})
}
