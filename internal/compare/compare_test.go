package compare_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ctxsize/ctxsize/internal/compare"
	"github.com/ctxsize/ctxsize/internal/outcome"
	"github.com/ctxsize/ctxsize/internal/report"
)

// sides are two states: api grows by a directory and a file, worker is new, web is gone.
func sides() (before, after compare.Side) {
	before = compare.Side{Builds: []compare.Build{
		{Name: "api", Platform: "linux/amd64", Sent: 30, Paths: map[string]int64{"a": 10, "src/b": 15, "old/x": 5}, Instructions: []compare.Instruction{{Stage: "0", Text: "COPY . .", Bytes: 30}},
			Findings: []compare.Finding{{Code: "secret-sent", Severity: "error", Path: ".env"}}},
		{Name: "web", Platform: "linux/amd64", Sent: 1, Paths: map[string]int64{"x": 1}},
	}}
	after = compare.Side{Builds: []compare.Build{
		{Name: "api", Platform: "linux/amd64", Sent: 75, Paths: map[string]int64{"a": 12, "src/b": 15, "src/new/c": 20, "src/new/d/e": 28}, Instructions: []compare.Instruction{{Stage: "1", Text: "COPY . .", Bytes: 75}}},
		{Name: "worker", Platform: "linux/amd64", Sent: 2, Paths: map[string]int64{"x\xff": 2}},
	}, Findings: []compare.Finding{{Code: "vcs-sent", Severity: "warning", File: "Dockerfile"}, {Code: "vcs-sent", Severity: "warning", File: "Dockerfile"}}}
	return before, after
}

func TestCompare(t *testing.T) {
	got := compare.Compare(sides())
	want := compare.Difference{
		Builds: []compare.BuildChange{
			{Name: "api", Platform: "linux/amd64", Change: compare.Change{Before: 30, After: 75},
				Instructions: []compare.InstructionChange{{Text: "COPY . .", Change: compare.Change{Before: 30, After: 75}}},
				Paths:        []compare.PathChange{{"src/new/", compare.Change{After: 48}}, {"old/", compare.Change{Before: 5}}, {"a", compare.Change{Before: 10, After: 12}}}},
			{Name: "worker", Platform: "linux/amd64", Change: compare.Change{After: 2}, New: true, Paths: []compare.PathChange{{"x\xff", compare.Change{After: 2}}}},
			{Name: "web", Platform: "linux/amd64", Change: compare.Change{Before: 1}, Gone: true, Paths: []compare.PathChange{{"x", compare.Change{Before: 1}}}},
		},
		NewFindings:   []compare.Finding{{Code: "vcs-sent", Severity: "warning", File: "Dockerfile"}},
		FixedFindings: []compare.Finding{{Code: "secret-sent", Severity: "error", Path: ".env"}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(compare.BuildChange{}, "PathsBefore", "PathsAfter")); diff != "" {
		t.Error(diff)
	}
	if !got.Grows() || got.Total() != (compare.Change{Before: 31, After: 77}) {
		t.Errorf("grows %v, total %v", got.Grows(), got.Total())
	}
	before, _ := sides()
	if same := compare.Compare(before, before); same.Grows() || len(same.NewFindings)+len(same.FixedFindings) > 0 || len(same.Builds[0].Paths) > 0 {
		t.Errorf("%+v", same)
	}
}

// TestOneBuild: two sides with one build each are compared whatever their names are.
func TestOneBuild(t *testing.T) {
	before, after := sides()
	before.Builds, after.Builds = before.Builds[1:], after.Builds[:1]
	if d := compare.Compare(before, after); len(d.Builds) != 1 || d.Builds[0].New || d.Builds[0].Growth() != 74 {
		t.Errorf("%+v", d.Builds)
	}
}

func TestMarkdown(t *testing.T) {
	var out bytes.Buffer
	if err := outcome.DiffMarkdown(&out, compare.Compare(sides()), outcome.DiffOptions{Base: "main", Notes: []string{"Only tracked files count."}}); err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(out.String(), "\n\n<details>")
	want := "**Docker build contexts against `main`: +46 B** (77 B sent by 2 builds)\n" +
		"- `api`: 30 B → 75 B (+45 B), mostly `src/new/` (+48 B)\n" +
		"- `worker` (new): 0 B → 2 B (+2 B), mostly `\"x\\xff\"` (+2 B)\n" +
		"- `web` (gone): 1 B → 0 B (-1 B), mostly `x` (-1 B)\n" +
		"- New: `vcs-sent` (`Dockerfile`)\n" +
		"- Fixed: `secret-sent` `.env`"
	if diff := cmp.Diff(want, head); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(rest, "| `api` | `src/new/` | 0 B | 48 B | +48 B |\n") || !strings.HasSuffix(rest, "</details>\n\n<sub>Only tracked files count.</sub>\n") {
		t.Error(rest)
	}
}

func TestJSON(t *testing.T) {
	var out bytes.Buffer
	if err := outcome.DiffJSON(&out, compare.Compare(sides()), outcome.DiffOptions{Base: "main"}); err != nil {
		t.Fatal(err)
	}
	holds(t, "#/$defs/diff", &out)
}

// holds validates a JSON value against a definition of the schema.
func holds(t *testing.T, pointer string, text io.Reader) {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema1.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema1.json" + pointer)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}

// TestPartial: of a report, which lists the largest entries only, no path is taken for new or gone that may only be too small for the list.
func TestPartial(t *testing.T) {
	type paths = map[string]int64
	for _, c := range []struct {
		name          string
		before, after compare.Build
		want          []compare.PathChange
		unlisted      compare.Change
	}{
		{"a directory of a report and files",
			compare.Build{Sent: 110, Partial: true, Paths: paths{"lib/": 60, "a": 40}}, compare.Build{Sent: 150, Paths: paths{"lib/x": 50, "lib/y/z": 40, "a": 40, "small": 20}},
			[]compare.PathChange{{"lib/", compare.Change{Before: 60, After: 90}}}, compare.Change{Before: 10, After: 20}},
		{"an entry that only one of two reports lists",
			compare.Build{Sent: 110, Partial: true, Paths: paths{"a": 60, "b": 40}}, compare.Build{Sent: 120, Partial: true, Paths: paths{"a": 65, "c": 45}},
			[]compare.PathChange{{"a", compare.Change{Before: 60, After: 65}}}, compare.Change{Before: 50, After: 55}},
		{"reports that list everything",
			compare.Build{Sent: 100, Partial: true, Paths: paths{"a": 60, "dir/": 40}}, compare.Build{Sent: 65, Partial: true, Paths: paths{"a": 60, "dir/one": 5}},
			[]compare.PathChange{{"dir/", compare.Change{Before: 40, After: 5}}}, compare.Change{}},
		{"a file that is gone",
			compare.Build{Sent: 100, Partial: true, Paths: paths{"a": 60, "b": 30}}, compare.Build{Sent: 60, Paths: paths{"a": 60}},
			[]compare.PathChange{{"b", compare.Change{Before: 30}}}, compare.Change{Before: 10}},
	} {
		got := compare.Compare(compare.Side{Builds: []compare.Build{c.before}}, compare.Side{Builds: []compare.Build{c.after}}).Builds[0]
		if diff := cmp.Diff(c.want, got.Paths); diff != "" || got.Unlisted != c.unlisted {
			t.Errorf("%s: unlisted %v, want %v\n%s", c.name, got.Unlisted, c.unlisted, diff)
		}
	}
}

// TestPlaces: a finding about the same file of two directories is neither new nor fixed.
func TestPlaces(t *testing.T) {
	report := func(dir string) compare.Side {
		s, err := compare.FromReport([]byte(`{"schema_version": 1, "builds": [{"name": "a", "context": "` + dir + `", "findings": [
			{"code": "gitignore-habit", "severity": "warning", "message": "m", "file": "` + dir + `/.dockerignore", "path": ""},
			{"code": "copy-before-install", "severity": "warning", "message": "m", "file": "docker/` + dir + `.Dockerfile", "path": ""}]}]}`))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	d := compare.Compare(report("old"), report("new/er"))
	if len(d.NewFindings) != 1 || len(d.FixedFindings) != 1 || d.NewFindings[0].Code != "copy-before-install" {
		t.Errorf("new %v, fixed %v", d.NewFindings, d.FixedFindings)
	}
}

func TestFromReport(t *testing.T) {
	for _, text := range []string{"", "[]", "{}", `{"schema_version": 2, "builds": []}`} {
		if _, err := compare.FromReport([]byte(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}
