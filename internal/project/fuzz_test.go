package project

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
)

// FuzzProject: no compose file and no bake file makes the program crash, or hang.
func FuzzProject(f *testing.F) {
	f.Add("services:\n  a: {build: .}\n  b: {extends: a, build: {context: \"${X:-y}\", args: [A=1], additional_contexts: {c: \"service:a\"}}}\n", true)
	f.Add("x-a: &a {b: c}\nservices:\n  a:\n    build: {<<: *a, context: ., dockerfile_inline: \"FROM scratch\"}\n    profiles: [x]\n", true)
	f.Add("include: [compose.yaml]\nservices: {a: {build: !reset null}}\n", true)
	f.Add("variable \"A\" { default = \"x\" }\nfunction \"f\" {\n params = [x]\n result = upper(x)\n}\ntarget \"default\" {\n name = \"t-${i}\"\n matrix = { i = [\"1\", A] }\n context = f(A)\n}\n", false)
	f.Add("group \"default\" { targets = [\"default\", \"a\"] }\ntarget \"a\" { inherits = [\"a\"]\n contexts = { b = \"target:a\" } }\n", false)
	f.Fuzz(func(t *testing.T, text string, compose bool) {
		dir := t.TempDir()
		name := "docker-bake.hcl"
		if compose {
			name = "compose.yaml"
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, r := range []Request{{Compose: compose, Bake: !compose}, {}} {
			if p, err := ResolveAll(t.Context(), build.Request{Context: dir, Dir: dir}, r); err == nil && len(p.Builds)+len(p.Failures) == 0 {
				t.Error("neither a build nor an error")
			}
		}
	})
}
