package dockerfile

import (
	"path"
	"strings"
	"testing"
)

// FuzzCollect holds that nothing a Dockerfile says makes a panic, and that requested paths are clean and stay inside the context.
func FuzzCollect(f *testing.F) {
	for _, c := range collectCases {
		f.Add(c.dockerfile, c.options.Target, "x")
	}
	f.Add(allInstructions, "dev", ".")
	f.Fuzz(func(t *testing.T, dockerfile, target, value string) {
		c, err := Collect([]byte(dockerfile), Options{Target: target, Args: map[string]string{"W": value}, Contexts: map[string]string{"shared": "../shared"}})
		if err != nil {
			return
		}
		checkPaths(t, c.Main)
		for _, p := range c.Named {
			checkPaths(t, p)
		}
		for _, in := range c.Instructions {
			for _, s := range in.Sources {
				checkPath(t, s.Path)
			}
		}
	})
}

func checkPaths(t *testing.T, p Paths) {
	t.Helper()
	if !p.Requested && (p.Paths != nil || p.Whole != nil) {
		t.Errorf("%v is not requested and names paths", p)
	}
	if p.Requested && p.Paths == nil && len(p.Whole) == 0 {
		t.Error("a whole context without a reason")
	}
	for i, name := range p.Paths {
		checkPath(t, name)
		if name == "." || i > 0 && p.Paths[i-1] >= name {
			t.Errorf("%q: not sorted, or the root", p.Paths)
		}
	}
}

func checkPath(t *testing.T, name string) {
	t.Helper()
	if name != path.Clean(name) || strings.HasPrefix(name, "/") || name == ".." || strings.HasPrefix(name, "../") {
		t.Errorf("the path %q is not clean and relative", name)
	}
}
