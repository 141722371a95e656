package compare

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/engine"
	"github.com/ctxsize/ctxsize/conformance/program"
)

// sent is a context with one directory and one file, pulled without a failure.
func sent() builder.Outcome {
	return builder.Outcome{Main: &builder.Load{Transfer: &builder.Transfer{
		Entries: []builder.Entry{{Path: "d", Mode: fs.ModeDir | 0o755}, {Path: "d/f", Mode: 0o644, Size: 3, Asked: true, Delivered: 3}},
		Bytes:   80, Complete: true,
	}}}
}

func answer() program.Answer {
	n := int64(80)
	return program.Answer{
		Report: program.Report{Builds: []program.Prediction{{
			ContextRequested: true, Requested: []string{"."}, TransferBytes: &n,
			Totals: program.Totals{Sent: program.Counts{Bytes: 3, Files: 1, Dirs: 1}},
		}}},
		Entries: []program.Entry{{Path: "d", Type: "dir"}, {Path: "d/f", Type: "file", Bytes: 3}},
	}
}

func TestBuildKit(t *testing.T) {
	for name, c := range map[string]struct {
		change func(o *builder.Outcome, a *program.Answer)
		want   string // part of the difference, "" for none
	}{
		"equal":           {func(*builder.Outcome, *program.Answer) {}, ""},
		"number":          {func(o *builder.Outcome, _ *program.Answer) { o.Main.Bytes++ }, "transfer: 81"},
		"entry missing":   {func(_ *builder.Outcome, a *program.Answer) { a.Entries = a.Entries[:1] }, "d/f"},
		"order":           {func(_ *builder.Outcome, a *program.Answer) { a.Entries[0], a.Entries[1] = a.Entries[1], a.Entries[0] }, "the order differs"},
		"announced size":  {func(o *builder.Outcome, _ *program.Answer) { o.Main.Entries[1].Size = 4 }, "4, delivered 3"},
		"arrives empty":   {func(o *builder.Outcome, _ *program.Answer) { o.Main.Entries[1].Delivered = 0 }, "file arrives empty: true"},
		"paths":           {func(o *builder.Outcome, _ *program.Answer) { o.Main.Follow = []string{"d"} }, `requested: ["d"]`},
		"not requested":   {func(o *builder.Outcome, _ *program.Answer) { o.Main = nil }, "context not requested"},
		"cut short":       {func(o *builder.Outcome, _ *program.Answer) { o.Failure = builder.RunFailed; o.Main.Complete = false }, ""},
		"refused by both": {func(o *builder.Outcome, a *program.Answer) { o.Failure = builder.InvalidPattern; a.Exit = 2 }, ""},
		"refused by one":  {func(o *builder.Outcome, _ *program.Answer) { o.Failure = builder.InvalidPattern }, "ctxsize exits with 0"},
		"accepted by one": {func(_ *builder.Outcome, a *program.Answer) { a.Exit = 2 }, "ctxsize exits with 2"},
		"source missing": {func(o *builder.Outcome, _ *program.Answer) {
			o.Failure, o.Err = builder.SourceNotFound, errors.New("/x: not found")
		}, "copy source not found (/x: not found): true"},
	} {
		t.Run(name, func(t *testing.T) {
			o, a := sent(), answer()
			c.change(&o, &a)
			check(t, BuildKit(o, a), c.want)
		})
	}
}

func TestLegacy(t *testing.T) {
	tar := func() engine.Sent {
		return engine.Sent{Bytes: 80, Entries: []engine.Entry{{Path: "d", Type: '5'}, {Path: "d/f", Type: '0', Size: 3}}}
	}
	for name, c := range map[string]struct {
		change func(s *engine.Sent, a *program.Answer)
		want   string
	}{
		"equal":           {func(*engine.Sent, *program.Answer) {}, ""},
		"number":          {func(s *engine.Sent, _ *program.Answer) { s.Bytes++ }, "transfer: 81"},
		"kind":            {func(s *engine.Sent, _ *program.Answer) { s.Entries[1].Type = '1' }, "hardlink"},
		"refused by both": {func(s *engine.Sent, a *program.Answer) { s.Refusal = "no"; a.Exit = 2 }, ""},
		"refused by one":  {func(s *engine.Sent, _ *program.Answer) { s.Refusal = "no" }, "the builder refuses (no)"},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := tar(), answer()
			c.change(&s, &a)
			check(t, Legacy(s, a), c.want)
		})
	}
}

func check(t *testing.T, diff, want string) {
	t.Helper()
	if (diff == "") != (want == "") || !strings.Contains(diff, want) {
		t.Errorf("want %q in the difference, got:\n%s", want, diff)
	}
}
