package conformance

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/cases"
	"github.com/ctxsize/ctxsize/conformance/engine"
)

// golden is one recorded case of the parent module's test data.
type golden struct {
	ID   string
	Tree []struct {
		P, T, To string
		N        int64
	}
	DFPath     string
	Dockerfile string
	Ignore     map[string]string
	Target     string
	Args       map[string]string
	Expect     struct {
		Error           builder.Failure
		Loaded          bool
		Exclude, Follow []string
		Entries         [][3]any
		Opened          []string
		Transfer        *int64
		Legacy          struct {
			Error    string
			TarBytes *int64 `json:"tar_bytes"`
			Entries  [][3]any
		}
	}
}

// TestRecorder holds this module itself against recorded answers: were the
// recorder wrong, agreeing with it would mean nothing.
func TestRecorder(t *testing.T) {
	t.Parallel()
	for _, g := range readGolden(t) {
		t.Run(g.ID, func(t *testing.T) {
			t.Parallel()
			disk, err := g.build().Write(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			g.compareBuildKit(t, record(t, g.build(), disk))
			g.compareLegacy(t, disk)
		})
	}
}

func (g golden) build() cases.Case {
	c := cases.Case{Name: g.ID, Dockerfile: g.DFPath, Target: g.Target, Args: g.Args}
	for _, e := range g.Tree {
		c.Main.Entries = append(c.Main.Entries, cases.Entry{Path: e.P, Kind: cases.Kind(e.T[0]), Size: e.N, Target: e.To})
	}
	c.Main.Texts = map[string]string{g.DFPath: g.Dockerfile}
	for path, text := range g.Ignore {
		c.Main.Texts[path] = text
	}
	return c
}

func (g golden) compareBuildKit(t *testing.T, o builder.Outcome) {
	t.Helper()
	if !sameFailure(o.Failure, g.Expect.Error) {
		t.Errorf("failure: got %q (%v), recorded %q", o.Failure, o.Err, g.Expect.Error)
	}
	if elsewhere(o.Failure) || elsewhere(g.Expect.Error) {
		return
	}
	if (o.Main != nil) != g.Expect.Loaded {
		t.Fatalf("context requested: got %v, recorded %v", o.Main != nil, g.Expect.Loaded)
	}
	if !o.Main.Reliable() {
		return
	}
	got := map[string]any{"exclude": o.Main.Exclude, "follow": o.Main.Follow, "opened": o.Main.Opened(), "transfer": float64(o.Main.Bytes)}
	want := map[string]any{"exclude": g.Expect.Exclude, "follow": g.Expect.Follow, "opened": g.Expect.Opened, "transfer": float64(*g.Expect.Transfer)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("recorded, got:\n%s", diff)
	}
	entries := [][3]any{}
	for _, e := range o.Main.Entries {
		entries = append(entries, [3]any{e.Path, e.Mode.String(), float64(e.Size)})
	}
	if diff := cmp.Diff(g.Expect.Entries, entries); diff != "" {
		t.Errorf("recorded, got:\n%s", diff)
	}
}

// sameFailure allows for builds that miss something in two places: which of
// them is met first is chance.
func sameFailure(a, b builder.Failure) bool {
	missing := func(f builder.Failure) bool {
		return f == builder.SourceNotFound || f == builder.StageSourceNotFound
	}
	return a == b || missing(a) && missing(b)
}

// elsewhere reports whether the failed step did not wait for the context. How
// much of the context was sent before that is chance.
func elsewhere(f builder.Failure) bool {
	return f == builder.StageSourceNotFound || f == builder.RunFailed
}

func (g golden) compareLegacy(t *testing.T, disk cases.Disk) {
	t.Helper()
	sent, err := engine.Send(context.Background(), engine.Build{Context: disk.Context, Dockerfile: g.build().Path(disk)})
	if err != nil {
		t.Fatal(err)
	}
	if (sent.Refusal == "") != (g.Expect.Legacy.Error == "") {
		t.Fatalf("legacy: got error %q, recorded %q", sent.Refusal, g.Expect.Legacy.Error)
	}
	if sent.Refusal != "" {
		return
	}
	entries := [][3]any{}
	for _, e := range sent.Entries {
		entries = append(entries, [3]any{e.Path, string(e.Type), float64(e.Size)})
	}
	if diff := cmp.Diff(g.Expect.Legacy.Entries, entries); diff != "" {
		t.Errorf("legacy: recorded, got:\n%s", diff)
	}
	if sent.Bytes != *g.Expect.Legacy.TarBytes {
		t.Errorf("legacy: got %d bytes, recorded %d", sent.Bytes, *g.Expect.Legacy.TarBytes)
	}
}

func readGolden(t *testing.T) []golden {
	t.Helper()
	f, err := os.Open(*goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all []golden
	for dec := json.NewDecoder(bufio.NewReader(z)); dec.More(); {
		var g golden
		if err := dec.Decode(&g); err != nil {
			t.Fatal(err)
		}
		all = append(all, g)
	}
	return all
}
