package dockerline

import (
	"slices"
	"strings"
	"testing"
)

// FuzzTranslate: no command line makes the program crash, and a translated one is none that has to be translated again.
func FuzzTranslate(f *testing.F) {
	for _, line := range []string{"docker build -t a --no-cache .", "docker buildx build --builder x --platform=linux/amd64 -f - .", "docker compose -f a.yaml build web", "buildx bake -f b.hcl --set a.context=b", "sudo podman build -v a:b .", "DOCKER_BUILDKIT=0 docker build --build-arg A", "docker build -ft", "ls docker build ."} {
		f.Add(line)
	}
	own := Own{
		Flag:   func(flag string) (takesValue, ok bool) { return flag == "--top", flag == "--top" || flag == "--json" },
		Format: func(value string) bool { return value == "json" },
		Exists: func(string) bool { return false },
	}
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Split(line, " ")
		got, err := Translate(args, []string{"ls", "check"}, own)
		if err != nil || got == nil {
			return
		}
		if slices.Contains(got.Args, "docker") && !slices.Contains(args[slices.Index(args, "docker")+1:], "docker") {
			t.Errorf("%q: docker is still in %q", line, got.Args)
		}
	})
}
