package analysis_test

import (
	"context"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

func TestAllowlist(t *testing.T) {
	const head = "# Exclude everything except the files that the Dockerfile copies.\n*\n"
	for _, c := range []struct{ name, dockerfile, other, compose, lines, want, fails string }{
		{name: "paths", dockerfile: "FROM scratch\nCOPY src package.json /\n", want: head + "!package.json\n!src\n"},
		{name: "what narrows stays", dockerfile: "FROM scratch\nCOPY src /\n", lines: "*.md\nsrc/b\nnothing\n", want: head + "!src\n*.md\nsrc/b\n"},
		{name: "what is not there yet stays out", dockerfile: "FROM scratch\nCOPY src package.json /\n",
			lines: "# ours\n**/__pycache__\nsrc/node_modules\n*/.venv\ndist\nsrc/gen*\n!src/gen.go\n**/__pycache__\n",
			want:  head + "!package.json\n!src\n**/__pycache__\nsrc/node_modules\n*/.venv\nsrc/gen*\n!src/gen.go\n**/__pycache__\n"},
		{name: "what is named and not there yet", dockerfile: "FROM scratch\nCOPY src gone /\n", lines: "**/gone\n**/x\n", want: head + "!gone\n!src\n**/x\n"},
		{name: "what would be of a pattern stays out", dockerfile: "FROM scratch\nCOPY src/*.go /\n", lines: "src/gen.go\nsrc\n*.go\n!src\n",
			want: head + "!src/*.go\nsrc/gen.go\n"},
		{name: "an exception that re-includes", dockerfile: "FROM scratch\nCOPY src /\n", lines: "src/*\n!src/a.go\n", want: head + "!src\nsrc/*\n!src/a.go\n"},
		{name: "its own comments stay", dockerfile: "FROM scratch\nCOPY src package.json /\n", lines: "# all out\n*\n\n# but\n!src\n!package.json\n",
			want: "# all out\n*\n\n# but\n!src\n!package.json\n"},
		{name: "all stages", dockerfile: "FROM scratch\nCOPY docs /\nFROM scratch\nCOPY src/*.go /\n", want: head + "!docs\n!src/*.go\n"},
		{name: "an allowlist is made anew", dockerfile: "FROM scratch\nCOPY src/a.go /\n", lines: "*\n!src\n!docs\n", want: head + "!src/a.go\n"},
		{name: "links", dockerfile: "FROM scratch\nCOPY link /\n", want: head + "!link\n!src\n"},
		{name: "the whole context", dockerfile: "FROM scratch\nCOPY . /\n", fails: "it copies the whole context"},
		{name: "another Dockerfile", dockerfile: "FROM scratch\nCOPY src /\n", other: "FROM scratch\nCOPY docs /\n", want: head + "!docs\n!src\n"},
		{name: "another Dockerfile that takes all", dockerfile: "FROM scratch\nCOPY src /\n", other: "FROM scratch\nCOPY . /\n", fails: "Dockerfile.dev, line 2 (COPY . /)"},
		{name: "a service", dockerfile: "FROM scratch\nCOPY src /\n", compose: "services: {a: {build: {context: ., dockerfile_inline: \"FROM scratch\\nCOPY package.json /\\n\"}}}\n",
			want: head + "!package.json\n!src\n"},
		{name: "a named context", dockerfile: "FROM scratch\nCOPY src /\n", compose: "services: {a: {build: {context: docs, additional_contexts: {top: .}, " +
			"dockerfile_inline: \"FROM scratch\\nCOPY --from=top package.json /\\n\"}}}\n", want: head + "!package.json\n!src\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, "src/a.go:3 src/b:4 docs/x:5 package.json:6 readme.md link->src")
			testtree.Write(t, dir, "Dockerfile", []byte(c.dockerfile))
			testtree.Write(t, dir, ".dockerignore", []byte(c.lines))
			if c.compose != "" {
				testtree.Write(t, dir, "compose.yaml", []byte(c.compose))
			}
			if c.other != "" {
				testtree.Write(t, dir, "Dockerfile.dev", []byte(c.other))
			}
			a, err := analysis.Analyze(context.Background(), analysis.Options{NoTransfer: true, Request: build.Request{Context: ".", Dir: dir}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := a.Allowlist(context.Background(), &a.Builds[0])
			if c.fails != "" {
				if err == nil || !strings.Contains(err.Error(), c.fails) {
					t.Errorf("%q, %v", got, err)
				}
				return
			}
			if err != nil || string(got) != c.want {
				t.Errorf("%q, %v, want %q", got, err, c.want)
			}
			testtree.Write(t, dir, ".dockerignore", got)
			a = testanalysis.Of(t, dir)
			if again, err := a.Allowlist(context.Background(), &a.Builds[0]); err != nil || string(again) != string(got) {
				t.Errorf("a second time: %q, %v", again, err)
			}
		})
	}
}
