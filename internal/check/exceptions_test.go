package check_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestExceptions: exceptions that re-include too little, or too much, and what to write instead.
func TestExceptions(t *testing.T) {
	const golang = "main.go cmd/api/main.go node_modules/x/y.go vendor/a/b.go"
	for _, c := range []struct{ name, tree, ignore, dockerfile, want string }{
		{"the root only", golang, "*\n!*.go\n", "COPY . /", "warning exception-too-narrow 2 cmd/api/main.go 0 !**/*.go"},
		{"the root only, and the rest is not copied", golang, "*\n!*.go\n", "COPY main.go /", "info exception-too-narrow 2 cmd/api/main.go 0 !**/*.go"},
		{"at any depth", golang, "*\n!**/*.go\n", "COPY . /", ""},
		{"the root and a directory", golang, "*\n!*.go\n!cmd\n", "COPY . /", ""},
		{"the root and one of two directories", golang + " bench/b.go", "*\n!*.go\n!cmd\n", "COPY . /", ""},
		{"a pattern of its own excludes the rest", golang, "*\n!*.go\ncmd/api\n!cmd/web\n", "COPY . /", ""},
		{"directly in a directory", "src/a.ts src/lib/b.ts", "**\n!src/*.ts\n", "COPY . /", "warning exception-too-narrow 2 src/lib/b.ts 0 !src/**/*.ts"},
		{"one level", "api/package.json apps/web/package.json", "*\n!*/package.json\n", "COPY . /", "warning exception-too-narrow 2 apps/web/package.json 0 !**/package.json"},
		{"everything in a directory", "src/a.ts src/lib/b.ts", "*\n!src/*\n", "COPY . /", ""},
		{"a single file", "README.md web/README.md", "**/*.md\n!README.md\n", "COPY . /", ""},

		{"a directory after a pattern for its content", "tmp/storage/.keep tmp/storage/blob:100000", "/tmp/*\n/tmp/storage/*\n!/tmp/storage/\n!/tmp/storage/.keep\n", "COPY . /",
			"warning exception-too-wide 3 tmp/storage 100000 remove the line: an exception needs none for its directory"},
		{"a directory before it", "tmp/storage/.keep tmp/storage/blob:100000", "/tmp/*\n!/tmp/storage/\n/tmp/storage/*\n!/tmp/storage/.keep\n", "COPY . /", ""},
		{"a directory after a pattern for a part", "dist/a.js dist/a.js.map:100000", "*\ndist/*.map\n!dist\n", "COPY . /", "warning exception-too-wide 3 dist 100000 move line 3 above line 2"},
		{"a list of what is allowed", "data/cache/x.demo data/cache/y.bin:100000", "*\n!/data/\n!/data/cache/*.demo\n", "COPY . /",
			"warning exception-too-wide 2 data 100000 remove line 2 if the build needs only /data/cache/*.demo; otherwise remove line 3"},
		{"little", "src/a.js src/conf/x.json", "*\n!src\n!src/conf/*.json\n", "COPY . /",
			"info exception-too-wide 2 src 10 remove line 2 if the build needs only src/conf/*.json; otherwise remove line 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, c.tree)
			testtree.Write(t, dir, ".dockerignore", []byte(c.ignore))
			testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\n"+c.dockerfile+"\n"))
			a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{NoTransfer: true, Suggest: true, Request: build.Request{Context: dir, Dir: dir}})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range a.Builds[0].Findings {
				if f.Code == lint.ExceptionTooNarrow || f.Code == lint.ExceptionTooWide {
					got = append(got, fmt.Sprintf("%s %s %d %s %d %s", f.Severity, f.Code, f.Line, f.Path, f.Bytes, f.Fix.Text))
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
