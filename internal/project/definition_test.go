package project

import "testing"

// TestDockerfileNames holds which names BuildKit's client can send, which takes them for patterns.
func TestDockerfileNames(t *testing.T) {
	for name, want := range map[string]bool{"Dockerfile": true, "D[1]": false, "D[": false, "!D": false, "D*": true, "a b": true, `D\x`: false, "D?": true} {
		if got := isSendable(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}
