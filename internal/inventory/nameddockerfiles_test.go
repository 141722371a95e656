package inventory

import (
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/manifest"
)

// TestDockerfileWords: what may name a Dockerfile is taken for one; whether it is there and parses is looked at afterwards.
func TestDockerfileWords(t *testing.T) {
	for text, want := range map[string]string{
		"docker build -f build/x.img .":        "build/x.img",
		"docker build --file=./a/b .":          "a/b",
		"      file: ./docker/img":             "docker/img",
		`"dockerfile": "web/img"`:              "web/img dockerfile",
		"dockerfile = \"a\"":                   "a dockerfile",
		"DOCKER_DOCKERFILE := ci/img":          "ci/img DOCKER_DOCKERFILE",
		"docker build -fimg .":                 "img",
		"kaniko --dockerfile=/workspace/img x": "--dockerfile",
		"cp ci/Dockerfile-x .":                 "ci/Dockerfile-x",
		"-f ../outside":                        "",
	} {
		if got := strings.Join(dockerfileWords(manifest.AppendWords(nil, text)), " "); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}
