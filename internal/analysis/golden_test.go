package analysis_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

// TestGolden compares whole analyses with what the real builders answered.
func TestGolden(t *testing.T) {
	for _, c := range testtree.Golden(t, "../../testdata/golden/cases.jsonl.gz") {
		t.Run(c.ID, func(t *testing.T) {
			dir := t.TempDir()
			c.Make(t, dir)
			t.Run("buildkit", func(t *testing.T) { goldenBuildKit(t, c, dir) })
			t.Run("legacy", func(t *testing.T) { goldenLegacy(t, c, dir) })
		})
	}
}

func goldenRequest(c testtree.Case, dir string, builder build.Builder) analysis.Options {
	r := build.Request{Context: dir, Dockerfile: dir + "/" + c.DockerfilePath, Target: c.Target, Builder: builder, Dir: dir}
	for name, value := range c.Args {
		r.BuildArgs = append(r.BuildArgs, name+"="+value)
	}
	return analysis.Options{Request: r}
}

func goldenBuildKit(t *testing.T, c testtree.Case, dir string) {
	a, err := analysis.Analyze(t.Context(), goldenRequest(c, dir, build.BuildKit))
	failure := ""
	if c.Expect.Error != nil {
		failure = *c.Expect.Error
	}
	if failure == "invalid-pattern" || failure == "invalid-dockerfile" {
		wantFailure(t, err, failure)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	b := &a.Builds[0]
	if b.Main.Context.Requested != c.Expect.Loaded {
		t.Fatalf("the context is requested: %v, the builder: %v", b.Main.Context.Requested, c.Expect.Loaded)
	}
	if sourceFindings(b) != (failure == "source-not-found") && (failure == "" || failure == "source-not-found") {
		t.Errorf("findings: %v, the builder said %q\n%s", b.Findings, failure, c.Dockerfile)
	}
	if !c.Expect.Loaded {
		return
	}
	if diff := cmp.Diff(c.Expect.Follow, b.Main.Context.Paths); diff != "" {
		t.Errorf("requested (-builder +ours):\n%s", diff)
	}
	if got := b.Main.Patterns.ExcludePatterns(); !slices.Equal(c.Expect.Exclude, got) {
		t.Errorf("lines: %q, the builder %q", got, c.Expect.Exclude)
	}
	if diff := cmp.Diff(testtree.Text(c.Expect.Entries), transferLine(b.Main.View)); diff != "" {
		t.Errorf("entries (-builder +ours):\n%s", diff)
	}
	if c.Expect.Transfer != nil && failure != "stage-source-not-found" && failure != "run-failed" {
		if diff := cmp.Diff(c.Expect.Transfer, b.Main.Transfer); diff != "" {
			t.Errorf("transfer (-builder +ours):\n%s", diff)
		}
	}
}

func wantFailure(t *testing.T, err error, failure string) {
	t.Helper()
	_, line := errors.AsType[*ignore.SyntaxError](err)
	_, planned := errors.AsType[*build.Error](err)
	if failure == "invalid-pattern" && !line || failure == "invalid-dockerfile" && !planned {
		t.Errorf("got error %v, the builder's is %s", err, failure)
	}
}

func sourceFindings(b *analysis.Result) bool {
	return slices.ContainsFunc(b.Findings, func(f lint.Finding) bool {
		return f.Code == lint.CopySourceMissing || f.Code == lint.CopySourceExcluded
	})
}

func transferLine(v *walker.View) string {
	var b strings.Builder
	v.Each(walker.Sent, func(e walker.Entry) bool {
		fmt.Fprintf(&b, "%v %v %v\n", e.Mode, e.Size, e.Path)
		return true
	})
	return b.String()
}

func goldenLegacy(t *testing.T, c testtree.Case, dir string) {
	a, err := analysis.Analyze(t.Context(), goldenRequest(c, dir, build.Legacy))
	if c.Expect.Legacy.Error != nil {
		wantFailure(t, err, *c.Expect.Legacy.Error)
		return
	}
	if err != nil {
		// The legacy builder sends first and reads the Dockerfile then.
		if _, ok := errors.AsType[*build.Error](err); ok && c.Expect.Error != nil {
			return
		}
		t.Fatal(err)
	}
	b := &a.Builds[0]
	if diff := cmp.Diff(&c.Expect.Legacy.Bytes, b.Main.Transfer); diff != "" {
		t.Errorf("tar (-builder +ours):\n%s", diff)
	}
	want, got := testtree.Text(c.Expect.Legacy.Entries), legacyEntries(b.Main.View)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-builder +ours):\n%s", diff)
	}
}

func legacyEntries(v *walker.View) string {
	var b strings.Builder
	v.Each(walker.Sent, func(e walker.Entry) bool {
		kind := map[walker.Kind]string{walker.File: "0", walker.Symlink: "2", walker.Dir: "5", walker.FIFO: "6", walker.Device: "3"}[e.Kind]
		if e.HardLink {
			kind = "1"
		}
		fmt.Fprintf(&b, "%s %v %v\n", kind, e.Bytes, e.Path)
		return true
	})
	return b.String()
}
