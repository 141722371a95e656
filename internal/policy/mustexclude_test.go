package policy

import (
	"slices"
	"testing"
)

// TestNameMatches holds which paths a pattern of must-exclude matches.
func TestNameMatches(t *testing.T) {
	for pattern, paths := range map[string]map[string]bool{
		".env":             {".env": true, "a/.env": false, ".env.local": false, "env": false},
		"/.env":            {".env": true, "a/.env": false},
		"**/.env":          {".env": true, "a/.env": true, "a/b/.env": true, "a/.env.local": false},
		"**/*.pem":         {"x.pem": true, "certs/x.pem": true, "x.pem.txt": false},
		"*.key":            {"a.key": true, "d/a.key": false},
		"a?c":              {"abc": true, "ac": false},
		"**/node_modules/": {"node_modules/a": true, "web/node_modules/a/b.js": true, "node_modules": false, "web/modules/a": false},
		".git/":            {".git/HEAD": true, "sub/.git/HEAD": false, ".git": false},
		"config/*.yaml":    {"config/a.yaml": true, "a.yaml": false, "x/config/a.yaml": false},
		"**/config/*.yaml": {"config/a.yaml": true, "x/config/a.yaml": true, "x/config/y/a.yaml": false},
	} {
		n, err := parseName(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for p, want := range paths {
			if got := n.Matches(p); got != want {
				t.Errorf("%s matches %s: got %t, want %t", pattern, p, got, want)
			}
		}
	}
}

// TestSamples holds the paths that are tried, and that each has the name.
func TestSamples(t *testing.T) {
	dirs := []string{"a", "a/b"}
	for pattern, want := range map[string][]string{
		".env":      {".env"},
		"**/.env":   {".env", "ctxsize-sample/.env", "ctxsize-sample/ctxsize-sample/.env", "a/.env", "a/b/.env"},
		"*.pem":     {"ctxsize-sample.pem"},
		"k?y":       {"kxy"},
		".git/":     {".git/ctxsize-sample"},
		"**/cache/": {"cache/ctxsize-sample", "ctxsize-sample/cache/ctxsize-sample", "ctxsize-sample/ctxsize-sample/cache/ctxsize-sample", "a/cache/ctxsize-sample", "a/b/cache/ctxsize-sample"},
	} {
		n, err := parseName(pattern)
		if err != nil {
			t.Fatal(err)
		}
		got := n.Samples(dirs)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", pattern, got, want)
		}
		for _, p := range got {
			if !n.Matches(p) {
				t.Errorf("%s does not match its sample %s", pattern, p)
			}
		}
	}
}
