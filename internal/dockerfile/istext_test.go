package dockerfile_test

import (
	"testing"

	"github.com/ctxsize/ctxsize/internal/dockerfile"
)

func TestIsDockerfileText(t *testing.T) {
	for text, want := range map[string]bool{
		"FROM scratch\n":                          true,
		"# syntax=docker/dockerfile:1\nfrom a\n":  true,
		"ARG A=1\n  FROM scratch AS x":            true,
		"\xef\xbb\xbfFROM scratch\n":              true,
		"FR\\\nOM scratch\n":                      true,
		"\\\n# comment\nFROM scratch\n":           true,
		"# escape=`\nFRO`\nM scratch\n":           true,
		"ARG A=1 \\\n B=2\n\n# x\nFROM a\n":       true,
		"A\\\nRG A=1\nFROM a\n":                   true,
		"import os\nfrom a import b\n":            false,
		"from a import b\nfrom c\n":               false,
		"ARG A=1\n":                               false,
		"RUN make\nFROM scratch\n":                false,
		"services:\n  web:\n    from: scratch\n":  false,
		"":                                        false,
		"version: 2\n\nFROM is a word\n":          false,
		"FROM\n":                                  false,
		"all:\n\tdocker build -f x .\n# FROM a\n": false,
	} {
		if got := dockerfile.IsDockerfileText([]byte(text)); got != want {
			t.Errorf("IsDockerfileText(%q) = %v, want %v", text, got, want)
		}
	}
}
