package analysis_test

import (
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestContextSentRepeatedly: parts of a context that exceed the minimum size are counted each time they are sent, and builds of the same name
// are distinguished by their files.
func TestContextSentRepeatedly(t *testing.T) {
	const shared = "-- a.Dockerfile --\nFROM scratch\nCOPY one /\n-- compose.yml --\nservices:\n  api: {build: {context: ., dockerfile: a.Dockerfile}}\n"
	const both = "-- b.Dockerfile --\nFROM scratch\nCOPY one two /\n"
	for _, c := range []struct{ name, files, want string }{
		{"one build", shared, ""},
		{"the same twice", shared + "  web: {build: {context: ., dockerfile: a.Dockerfile}}\n", ""},
		{"different parts", shared + "  web: {build: {context: ., dockerfile: b.Dockerfile}}\n" + both,
			"This context is sent 2 times, because the builds request different paths: api, web."},
		{"the same name in two files", shared + "-- deploy/docker-compose.yml --\nservices:\n  api: {build: {context: .., dockerfile: b.Dockerfile}}\n" + both,
			"This context is sent 2 times, because the builds request different paths: api of compose.yml, api of docker-compose.yml."},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Archive(t, dir, c.files)
			testtree.Write(t, dir, "one", make([]byte, 2<<20))
			testtree.Write(t, dir, "two", make([]byte, 3<<20))
			a, err := analysis.Analyze(t.Context(), analysis.Options{NoTransfer: true, Suggest: true, Audit: true,
				Request: build.Request{Context: ".", Dir: dir}, Project: &project.Request{}})
			if err != nil {
				t.Fatal(err)
			}
			got, bytes := "", int64(0)
			for _, f := range a.Findings {
				if f.Code == lint.ContextSentRepeatedly {
					got, bytes = f.Message, f.Bytes
				}
			}
			if got != c.want || c.want != "" && bytes != 7<<20 {
				t.Errorf("%q, %d bytes", got, bytes)
			}
		})
	}
}
