package audit

import (
	"strings"
	"testing"
)

func TestMisspelled(t *testing.T) {
	for _, name := range misspelled {
		if !isMisspelled([]byte(name)) || !isMisspelled([]byte(strings.ToUpper(name))) {
			t.Errorf("%s is not found", name)
		}
	}
	for name, want := range map[string]bool{".dockerignore": false, ".DockerIgnore": true, "Dockerfile.dockerignore": false, "d": false, "docker": false} {
		if isMisspelled([]byte(name)) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}
