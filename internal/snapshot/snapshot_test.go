package snapshot_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/snapshot"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// analyze returns the analysis of a project with what snapshots have to keep: links, exceptions, a narrow request and a finding.
func analyze(t testing.TB, builder ctxsize.Builder) *ctxsize.Analysis {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"Dockerfile":    "FROM scratch\nCOPY src lib* /app/\nCOPY missing /\n",
		".dockerignore": "*.log\nlogs\n!logs/keep.log\n",
		"src/a.go":      "package a", "src/x.log": "x", "lib.go": "package lib", "logs/keep.log": "k", "logs/other.log": "o", "other/b": "bb",
	} {
		testtree.Write(t, dir, filepath.FromSlash(name), []byte(text))
	}
	a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{Request: ctxsize.Request{Context: ".", Dir: dir, Builder: builder}, Suggest: true, Audit: true})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// entries lists a set of a build's main context.
func entries(b *ctxsize.Result, set walker.Set) []walker.Entry {
	var list []walker.Entry
	b.Main.View.Each(set, func(e walker.Entry) bool {
		e.Mode = 0 // not saved
		list = append(list, e)
		return true
	})
	return list
}

// TestRoundTrip: what is read has the entries, findings and answers of what was written.
func TestRoundTrip(t *testing.T) {
	for _, builder := range []ctxsize.Builder{ctxsize.BuildKit, ctxsize.Legacy, ctxsize.Podman} {
		a := analyze(t, builder)
		var text bytes.Buffer
		if err := snapshot.Write(&text, a, "1"); err != nil {
			t.Fatal(err)
		}
		got, err := snapshot.Read(text.Bytes(), "1")
		if err != nil {
			t.Fatal(err)
		}
		want, b := &a.Builds[0], &got.Builds[0]
		for _, set := range []walker.Set{walker.Eligible, walker.Sent} {
			if diff := cmp.Diff(entries(want, set), entries(b, set)); diff != "" {
				t.Errorf("%v: set %d (-want +got):\n%s", builder, set, diff)
			}
		}
		if diff := cmp.Diff(want.Findings, b.Findings); diff != "" {
			t.Errorf("%v: findings (-want +got):\n%s", builder, diff)
		}
		for _, path := range []string{"src/a.go", "other/b", "logs/keep.log", "src"} {
			one, other := want.Why(path), b.Why(path)
			if one.Verdict() != other.Verdict() || len(one.Instructions) != len(other.Instructions) {
				t.Errorf("%v: %s: got %q by %d instructions, want %q by %d", builder, path, other.Verdict(), len(other.Instructions), one.Verdict(), len(one.Instructions))
			}
		}
	}
}

// TestRefused: other files, and snapshots of other versions, are no analysis.
func TestRefused(t *testing.T) {
	var text bytes.Buffer
	if err := snapshot.Write(&text, analyze(t, ctxsize.BuildKit), "1"); err != nil {
		t.Fatal(err)
	}
	whole := text.String()
	for name, c := range map[string]struct{ text, version, want string }{
		"another version": {whole, "2", "written by version 1, this is 2"},
		"a report":        {`{"schema_version": 1, "builds": []}`, "1", "only the largest paths"},
		"no tree":         {`{"schema_version": 1, "tree": {}}`, "1", "not a snapshot"},
		"other JSON":      {`{"name": "shop"}`, "1", "not a snapshot"},
		"a list":          {`[1]`, "1", "not a snapshot"},
		"no JSON":         {"FROM scratch\n", "1", "not a snapshot"},
		"cut":             {whole[:len(whole)/2], "1", "damaged"},
		"a report cut":    {`{"schema_version": 1, "tree": ` + whole[:len(whole)/2], "1", "damaged"},
		"a wrong type":    {strings.Replace(whole, `"builds":[`, `"builds":3,"x":[`, 1), "1", "damaged"},
		"no builds":       {`{"format": "ctxsize snapshot 1", "version": "1"}`, "1", "no builds"},
		"wrong totals":    {strings.Replace(whole, `"sent":{"Bytes":`, `"sent":{"Bytes":7`, 1), "1", "do not add up"},
	} {
		if _, err := snapshot.Read([]byte(c.text), c.version); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// TestReport: a report that has a snapshot is read as that.
func TestReport(t *testing.T) {
	var text bytes.Buffer
	if err := snapshot.Write(&text, analyze(t, ctxsize.BuildKit), "1"); err != nil {
		t.Fatal(err)
	}
	whole := `{"schema_version": 1, "builds": [{}], "tree": ` + text.String() + "}"
	a, err := snapshot.Read([]byte(whole), "1")
	if err != nil || len(a.Builds) != 1 || a.Builds[0].Main.View == nil || !snapshot.Is([]byte(whole)) {
		t.Errorf("got %+v, %v", a, err)
	}
	if _, err := snapshot.Read([]byte(whole), "2"); err == nil || !strings.Contains(err.Error(), "written by version 1") {
		t.Errorf("another version: got %v", err)
	}
}
