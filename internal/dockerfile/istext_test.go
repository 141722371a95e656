package dockerfile_test

import (
	"bytes"
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

func TestFillTemplate(t *testing.T) {
	for text, want := range map[string]string{
		"FROM {{ image }}:{{tag}}\n":     "FROM x:x\n",
		"{% if a %}\nFROM a\n{% end %}":  "FROM a\n",
		"  {{a}} {%b%}\t\nFROM <%= b %>": "FROM x",
		"FROM @BASE_IMAGE@ AS b\n":       "FROM x AS b\n",
		"FROM a@sha256:0\n@a@ @A b@\n":   "FROM a@sha256:0\n@a@ @A b@\n",
		"FROM {{ a\n}} {%} <%>\n":        "FROM {{ a\n}} {%} <%>\n",
		"FROM {{{{a}}}}\n{{}}":           "FROM x}}\n",
		"COPY a@A@ @B@b@C@ /\n":          "COPY ax xbx /\n",
		"":                               "",
	} {
		if got := string(dockerfile.FillTemplate([]byte(text))); got != want {
			t.Errorf("FillTemplate(%q) = %q, want %q", text, got, want)
		}
	}
	// Work is bounded by the size, with as many openings as there are bytes.
	const size = 1 << 20
	for _, piece := range []string{"{{", "{%", "<%", "@A", "{{}}", "%}"} {
		text := append(bytes.Repeat([]byte(piece), size/len(piece)), bytes.Repeat([]byte("a"), size)...)
		if got := dockerfile.FillTemplate(text); len(got) > len(text) {
			t.Errorf("%s: %d bytes of %d", piece, len(got), len(text))
		}
	}
}
