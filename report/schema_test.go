package report_test

import (
	"bytes"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/report"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestSchema holds reports of all kinds against the schema that is published.
func TestSchema(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema1.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema1.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range requests(t) {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := report.JSON(&out, analysis(t, o), report.Options{Dir: o.Request.Dir, Version: "1", Top: 5}); err != nil {
				t.Fatal(err)
			}
			value, err := jsonschema.UnmarshalJSON(&out)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(value); err != nil {
				t.Error(err)
			}
		})
	}
}

// requests are examples of what can be asked, on one tree.
func requests(t *testing.T) map[string]ctxsize.Options {
	dir := t.TempDir()
	testtree.Make(t, dir, "a d/b.log l->a none/x lib/y")
	testtree.Write(t, dir, ".dockerignore", []byte("*\n!d\n!a\nd/*.log\n!**/*.go\n"))
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch AS one\nCOPY a d/b.log gone /\nFROM one\nCOPY --from=lib y /\nRUN --mount=target=/t x\n"))
	list := map[string]ctxsize.Options{}
	for name, request := range map[string]build.Request{
		"plain":         {Context: dir, Dir: dir},
		"legacy":        {Context: dir, Dir: dir, Builder: build.Legacy},
		"podman":        {Context: dir, Dir: dir, Builder: build.Podman},
		"target":        {Context: dir, Dir: dir, Target: "one"},
		"no Dockerfile": {Context: dir + "/none", Dir: dir},
		"remote":        {Context: "https://example.com/repo.git", Dir: dir},
		"named":         {Context: dir, Dir: dir, BuildContexts: []string{"lib=" + dir + "/lib"}},
		"platforms":     {Context: dir, Dir: dir, Platforms: []string{"linux/amd64,linux/arm64"}},
	} {
		list[name] = ctxsize.Options{Request: request}
	}
	testtree.Write(t, dir, "compose.yaml", []byte("services:\n  one: {build: .}\n  gone: {build: none/at/all}\n  inline: {build: {dockerfile_inline: FROM scratch}}\n"))
	list["project"] = ctxsize.Options{Request: build.Request{Context: dir, Dir: dir}, Project: &project.Request{}, Suggest: true, Audit: true}
	return list
}

func analysis(t *testing.T, o ctxsize.Options) *ctxsize.Analysis {
	t.Helper()
	a, err := ctxsize.Analyze(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
