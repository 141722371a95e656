package check

import (
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
)

// TestUnusedName holds which names look like an ignore file that docker does not read.
func TestUnusedName(t *testing.T) {
	for _, name := range misspelled {
		for _, name := range []string{name, strings.ToUpper(name)} {
			if got, ok := unusedName(name, build.BuildKit); !ok || got.fix != "rename it to .dockerignore" || !mayBeIgnore([]byte(name)) {
				t.Errorf("%s: %+v", name, got)
			}
		}
	}
	for name, want := range map[string]string{".dockerignore": "", ".DockerIgnore": "rename it to .dockerignore", "Dockerfile.dockerignore": "", "d": "", "docker": "",
		".dockerignore.dev": "rename it to <Dockerfile>.dockerignore", ".dockerignore.Dockerfile.prod": "rename it to Dockerfile.prod.dockerignore, beside Dockerfile.prod",
		"Dockerfile.ignore": "rename it to Dockerfile.dockerignore", ".containerignore": "rename it to .dockerignore",
		"Containerfile.containerignore": "rename it to Containerfile.dockerignore", ".dockerignore.example": "", ".dockerignore~": "", ".ignore": "", "stylelint.ignore": "",
		".dockerignorefile": "", ".dockerignore-prod": "rename it to <Dockerfile>.dockerignore"} {
		got, ok := unusedName(name, build.BuildKit)
		if ok != (want != "") || got.fix != want || (got.why == "") != (want == "") || ok && !mayBeIgnore([]byte(name)) {
			t.Errorf("%s: %+v, want the fix %q", name, got, want)
		}
	}
	if got, ok := unusedName(".containerignore", build.Podman); ok {
		t.Errorf("podman reads .containerignore: %+v", got)
	}
}
