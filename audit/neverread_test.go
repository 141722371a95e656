package audit

import (
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
)

// TestUnusedName holds which names look like an ignore file that docker does not read.
func TestUnusedName(t *testing.T) {
	for _, name := range misspelled {
		for _, name := range []string{name, strings.ToUpper(name)} {
			if why, ok := unusedName(name, build.BuildKit); !ok || !strings.Contains(why, "rename it to .dockerignore") || !mayBeIgnore([]byte(name)) {
				t.Errorf("%s: %q", name, why)
			}
		}
	}
	for name, want := range map[string]string{".dockerignore": "", ".DockerIgnore": "rename it to .dockerignore", "Dockerfile.dockerignore": "", "d": "", "docker": "",
		".dockerignore.dev": "read .dockerignore and <Dockerfile>.dockerignore", ".dockerignore.Dockerfile.prod": "rename it to Dockerfile.prod.dockerignore",
		"Dockerfile.ignore": "rename it to Dockerfile.dockerignore", ".containerignore": "docker does not read .containerignore",
		"Containerfile.containerignore": "docker does not read", ".dockerignore.example": "", ".dockerignore~": "", ".ignore": "", "stylelint.ignore": "",
		".dockerignorefile": "", ".dockerignore-prod": "read .dockerignore and <Dockerfile>.dockerignore"} {
		why, ok := unusedName(name, build.BuildKit)
		if ok != (want != "") || !strings.Contains(why, want) || ok && !mayBeIgnore([]byte(name)) {
			t.Errorf("%s: %q, want %q", name, why, want)
		}
	}
	if why, ok := unusedName(".containerignore", build.Podman); ok {
		t.Errorf("podman reads .containerignore: %s", why)
	}
}
