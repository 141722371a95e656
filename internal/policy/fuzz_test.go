package policy

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzPolicy: no file of limits makes the program crash, and what it accepts has limits that can be read.
func FuzzPolicy(f *testing.F) {
	f.Add("limits: {max-size: 10MB, max-files: 3, fail-on: warning, must-exclude: [.env]}\naccept: [{code: secret-sent, path: a, reason: b}]\nbuilds: {web: {max-size: 1kB}}\n")
	f.Add("a: &a {max-size: 1}\nlimits: *a\n")
	f.Add("limits: {<<: {max-size: 1}}\n---\nlimits: {}\n")
	f.Add("accept: [{code: [], path: {}}]\n")
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, fileNames()[0]), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		p, err := Read(Source{Dir: dir, Context: dir})
		if err != nil {
			return
		}
		for name, l := range p.Builds {
			if _, err := l.Parse(); err != nil {
				t.Errorf("builds, %s: accepted, and then %v", name, err)
			}
		}
	})
}
