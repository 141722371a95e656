package verify_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/outcome"
	"github.com/ctxsize/ctxsize/internal/progress"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/verify"
)

// analyze measures a context with three files, the later ones modified later.
func analyze(t *testing.T) *ctxsize.Analysis {
	t.Helper()
	dir := t.TempDir()
	for n, name := range []string{"Dockerfile", "a", "b", "c"} {
		text := strings.Repeat("x", 40_000*n)
		if n == 0 {
			text = "FROM scratch\nCOPY a b c /\n"
		}
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		at := time.Unix(1_700_000_000+int64(n), 1)
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	a, err := ctxsize.Analyze(t.Context(), ctxsize.Options{Request: ctxsize.Request{Context: dir}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// load is the step that loads the context, with a number.
func load(bytes int64) []progress.Vertex {
	return []progress.Vertex{{Name: "[internal] load .dockerignore", Transfers: []progress.Transfer{{Name: "context", Bytes: 2, Exact: true}}},
		{Name: "[internal] load build context", Transfers: []progress.Transfer{{Name: "context", Bytes: bytes, Exact: true}}}}
}

func TestCompare(t *testing.T) {
	a := analyze(t)
	cold := *a.Builds[0].Main.Transfer
	// Of c: four chunks with their lengths, and the end; its number is 2.
	c := int64(3*(2+2+1+3+32768) + 2 + 2 + 1 + 3 + 120_000 - 3*32768 + 4)
	b := int64(2*(2+2+1+3+32768) + 2 + 2 + 1 + 2 + 80_000 - 2*32768 + 4)
	only := int64(2+1+3+32768+2+1+2+40_000-32768) + 2
	list := cold - only - b - c
	for _, test := range []struct {
		name    string
		steps   []progress.Vertex
		verdict verify.Verdict
		reason  string
	}{
		{"cold", load(cold), verify.Equal, ""},
		{"nothing new", load(list), verify.Delta, "all files from an earlier build"},
		{"the last file", load(list + c), verify.Delta, "all files but the 1 modified since 2023-11-14 22:13:23 UTC: c."},
		{"the last two", load(list + b + c), verify.Delta, "all files but the 2 modified since 2023-11-14 22:13:22 UTC: c, b."},
		{"another one", load(list + b), verify.Delta, "cannot be derived"},
		{"too much", load(cold + 1), verify.Different, "1 bytes more"},
		{"too little", load(list - 1), verify.Different, "Even the list"},
		{"rounded", []progress.Vertex{{Name: "[internal] load build context", Transfers: []progress.Transfer{{Name: "context", Text: report.Decimal(cold)}}}}, verify.Equal, ""},
		{"rounded differently", []progress.Vertex{{Name: "[internal] load build context", Transfers: []progress.Transfer{{Name: "context", Text: "1.00kB"}}}}, verify.Different, "rounded"},
		{"no step", load(cold)[:1], verify.Different, "no step"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := verify.Compare(a, test.steps)
			if len(got) != 1 || got[0].Verdict != test.verdict || !strings.Contains(got[0].Reason, test.reason) {
				t.Errorf("%+v", got)
			}
			validate(t, got)
		})
	}
}

// validate holds the JSON output against the schema.
func validate(t *testing.T, list []verify.Load) {
	t.Helper()
	var out bytes.Buffer
	if err := outcome.VerifyJSON(&out, list, report.Options{}); err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema1.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema1.json#/$defs/verify")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(&out)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}

// TestBake: targets that load the same files share one step.
func TestBake(t *testing.T) {
	a := analyze(t)
	a.Builds = append(a.Builds, a.Builds[0])
	other := *a.Builds[0].Build
	a.Builds[1].Build = &other
	a.Builds[0].Build.Name, other.Name = "web", "worker"
	cold := *a.Builds[0].Main.Transfer
	steps := []progress.Vertex{{Name: "[web internal] load build context", Transfers: []progress.Transfer{{Name: "context", Bytes: cold, Exact: true}}}}
	list := verify.Compare(a, steps)
	if len(list) != 2 || list[0].Verdict != verify.Equal || list[1].Verdict != verify.Shared || !verify.Agree(list) {
		t.Errorf("%+v", list)
	}
}
