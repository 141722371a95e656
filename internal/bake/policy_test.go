package bake

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
)

// TestBakePolicies holds which policies bake refuses.
func TestBakePolicies(t *testing.T) {
	for policy, want := range map[string]bool{`["x.rego"]`: false, `["filename=x.rego"]`: true, `[{filename = "x.rego", strict = true}]`: true,
		`[{filename = "x.rego", log-level = "loud"}]`: false, `["filename=x.rego,reset=maybe"]`: false, `["filename="]`: false, `"filename=x"`: false,
		`[["filename=x"]]`: false, `["filename=x,log-level=debug"]`: true, `[]`: true, `["other=x"]`: false, `null`: true} {
		dir := t.TempDir()
		for name, text := range map[string]string{"docker-bake.hcl": "target \"default\" {\n  policy = " + policy + "\n}\n", "Dockerfile": "FROM scratch\nCOPY a /\n"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		_, err := Read(t.Context(), Request{Base: build.Request{Dir: dir}})
		if (err == nil) != want {
			t.Errorf("%s: %v", policy, err)
		}
	}
}
