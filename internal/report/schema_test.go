package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/check"
	"github.com/ctxsize/ctxsize/internal/history"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/rebuild"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/reruns"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// TestSchema validates reports of all kinds. The schema is used in a stricter form: it knows every field.
func TestSchema(t *testing.T) {
	schema, entries, answers := compile(t, ""), compile(t, "#/$defs/entry"), compile(t, "#/$defs/why")
	for name, o := range requests(t) {
		t.Run(name, func(t *testing.T) {
			a := analysis(t, o)
			options := report.Options{Dir: o.Request.Dir, Version: "1", Top: 5, Tree: json.RawMessage("{}")}
			validate(t, schema, func(w io.Writer) error { return report.JSON(w, a, options) })
			if o.Suggest {
				improvements, err := a.Improvements(t.Context(), false)
				if err != nil {
					t.Fatal(err)
				}
				validate(t, schema, func(w io.Writer) error { return report.AuditJSON(w, a, improvements, options) })
				validate(t, schema, func(w io.Writer) error { return report.CheckedJSON(w, a, checks(), options) })
			}
			for n := range a.Builds {
				b := &a.Builds[n]
				validate(t, entries, func(w io.Writer) error {
					return report.List(w, b, options, report.ListOptions{Set: walker.Eligible, JSON: true})
				})
				validate(t, answers, func(w io.Writer) error {
					return report.Why(w, []ctxsize.Answer{b.Why("a"), b.Why("d/b.log"), b.Why("gone"), b.Why("d")}, options, true)
				})
			}
		})
	}
}

// TestChurnSchema validates the reports of histories, and of a build without one.
func TestChurnSchema(t *testing.T) {
	schema := compile(t, "#/$defs/churn")
	for _, o := range requests(t) {
		a := analysis(t, o)
		if len(a.Builds) == 0 {
			continue
		}
		b := &a.Builds[0]
		step := rebuild.Step{Step: &build.Step{Line: 2, Keyword: "RUN", Text: "RUN npm ci"}, Reruns: 1, Manifests: []string{"package.json"}, Program: "npm ci",
			Causes: []rebuild.Cause{{Step: 0, Commits: 1}}, Paths: []rebuild.PathCount{{Path: "a\xff", Commits: 1}}}
		past := &rebuild.Past{Log: &history.Log{Commits: []history.Commit{{ID: "0123456789abcdef"}}}}
		list := []ctxsize.BuildChurn{{Build: b, Err: errors.New("no history")}, {Build: b, Past: past, Savings: rerunSavings(), Durations: []time.Duration{time.Minute}, Churn: &rebuild.Churn{Commits: 1, First: -1, Steps: []rebuild.Step{step}, Untracked: []string{"dist"}, Outside: []string{"libs"}}}}
		validate(t, schema, func(w io.Writer) error { return report.ChurnJSON(w, list, report.Options{Version: "1"}) })
		b.Churn, b.Suggestions = &list[1], []ctxsize.Suggestion{{Line: "docs", Category: "docs", Reruns: &rerunSavings()[0].Saving}}
		validate(t, compile(t, ""), func(w io.Writer) error { return report.JSON(w, a, report.Options{Version: "1"}) })
	}
}

// rerunSavings returns a pattern and a fix that save reruns.
func rerunSavings() []ctxsize.RerunSaving {
	saving := *reruns.New(1, []reruns.Step{{Index: 0, Line: 2, Stage: "0", Command: "npm ci", Before: 2}})
	f := lint.New(lint.CopyBeforeInstall, "x")
	f.Fix = &lint.Fix{Kind: "edit", Text: "copy a first", Reruns: &saving}
	return []ctxsize.RerunSaving{{Pattern: "docs", Context: "libs", Saving: saving}, {Finding: &f, Saving: saving}}
}

func checks() []report.Check {
	n := int64(3)
	return []report.Check{{Build: report.ProjectCheck, Name: report.Complete, Actual: &n, Missing: []string{"a\xff"}}, {Name: report.MaxSize, Limit: 3, Actual: &n, Pass: true}, {Name: report.MaxTransfer, Unknown: true}}
}

// validate holds each JSON value of an output against a schema.
func validate(t *testing.T, schema *jsonschema.Schema, write func(io.Writer) error) {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	lines := [][]byte{out.Bytes()}
	if !bytes.HasPrefix(out.Bytes(), []byte("{\n")) {
		lines = bytes.Split(bytes.TrimSuffix(out.Bytes(), []byte("\n")), []byte("\n"))
	}
	for _, line := range lines {
		if len(line) == 0 {
			continue
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
		if err != nil {
			t.Fatalf("%v\n%s", err, line)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%v\n%s", err, line)
		}
	}
}

// compile returns the part of the schema at a JSON pointer, with additional properties refused.
func compile(t *testing.T, pointer string) *jsonschema.Schema {
	t.Helper()
	document := schemaDocument(t)
	eachObject(document, "", func(_ string, object map[string]any) { object["additionalProperties"] = false })
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema1.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema1.json" + pointer)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func schemaDocument(t *testing.T) map[string]any {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	return document.(map[string]any)
}

// eachObject calls a function with each schema of an object in a JSON document.
func eachObject(value any, at string, f func(at string, object map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		if _, ok := value["properties"].(map[string]any); ok {
			f(at, value)
		}
		for key, one := range value {
			eachObject(one, at+"/"+key, f)
		}
	case []any:
		for n, one := range value {
			eachObject(one, at+"/"+strconv.Itoa(n), f)
		}
	}
}

// TestSchemaDescriptions asks every property, and every definition, for a description.
func TestSchemaDescriptions(t *testing.T) {
	eachObject(schemaDocument(t), "", func(at string, object map[string]any) {
		if object["description"] == nil {
			t.Errorf("%s has no description", at)
		}
		for name, property := range object["properties"].(map[string]any) {
			if property.(map[string]any)["description"] == nil {
				t.Errorf("%s/properties/%s has no description", at, name)
			}
		}
	})
}

// TestSchemaEnums compares the enumerations of the schema with the program's.
func TestSchemaEnums(t *testing.T) {
	for _, c := range []struct {
		definition, property string
		want                 []string
	}{
		{"finding", "code", codes()},
		{"finding", "reach", append([]string{""}, check.Reaches()...)},
		{"finding", "severity", []string{lint.Error.String(), lint.Warning.String(), lint.Info.String()}},
		{"change", "severity", []string{lint.Error.String(), lint.Warning.String(), lint.Info.String()}},
		{"suggestion", "category", knowledge.Categories()},
		{"suggestion", "safety", []string{inventory.Safe.String(), inventory.Review.String()}},
	} {
		definition := schemaDocument(t)["$defs"].(map[string]any)[c.definition].(map[string]any)
		var got []string
		for _, value := range definition["properties"].(map[string]any)[c.property].(map[string]any)["enum"].([]any) {
			got = append(got, value.(string))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s.%s (-program +schema):\n%s", c.definition, c.property, diff)
		}
	}
}

// codes returns the codes of findings, sorted.
func codes() []string {
	var list []string
	for _, r := range lint.Rules() {
		list = append(list, r.Code.String())
	}
	slices.Sort(list)
	return list
}

// requests are analyses of all kinds, of one tree.
func requests(t *testing.T) map[string]ctxsize.Options {
	dir := t.TempDir()
	testtree.Make(t, dir, "a d/b.log l->a none/x lib/y web/node_modules/p/package.json web/package.json .env")
	testtree.Write(t, dir, ".dockerignore", []byte("*\n!d\n!a\n!l\n!web\n!.env\nd/*.log\n!**/*.go\nnode_modules/\n"))
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch AS one\nCOPY a d/b.log gone /\nFROM one\nCOPY --from=lib y /\nRUN --mount=target=/t x\nCOPY . .\n"))
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
		"stdin":         {Context: dir, Dir: dir, Dockerfile: "-", Stdin: bytes.NewReader([]byte("FROM scratch\nCOPY a /\n"))},
	} {
		list[name] = ctxsize.Options{Request: request, Suggest: true}
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
