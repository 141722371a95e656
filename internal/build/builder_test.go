package build

import "testing"

func TestParseBuilder(t *testing.T) {
	for _, b := range []Builder{BuildKit, Legacy, Podman} {
		if got, err := ParseBuilder(b.String()); got != b || err != nil {
			t.Errorf("%s: %v, %v", b, got, err)
		}
	}
	if _, err := ParseBuilder("kaniko"); err == nil {
		t.Error("no error")
	}
}
