package walker_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

// TestGolden filters each golden tree by what the daemon asked of the client there, and expects what the client sent.
func TestGolden(t *testing.T) {
	for _, c := range testtree.Golden(t, "../testdata/golden/cases.jsonl.gz") {
		t.Run(c.ID, func(t *testing.T) {
			if c.Expect.Error != nil && *c.Expect.Error == "invalid-pattern" || !c.Expect.Loaded {
				return
			}
			dir := t.TempDir()
			c.Make(t, dir)
			lines, err := ignore.Compile(c.Expect.Exclude)
			if err != nil {
				t.Fatal(err)
			}
			v := view(t, dir, lines, c.Expect.Follow)
			if diff := cmp.Diff(testtree.Text(c.Expect.Entries), announced(v)); diff != "" {
				t.Errorf("entries (-builder +ours):\n%s", diff)
			}
			if c.Expect.Transfer != nil && !cancelled(c.Expect.Error) && v.Transfer() != *c.Expect.Transfer {
				t.Errorf("transferring context: %d, the builder printed %d", v.Transfer(), *c.Expect.Transfer)
			}
		})
	}
}

// cancelled reports whether the build may have ended before everything was sent.
func cancelled(err *string) bool {
	return err != nil && (*err == "stage-source-not-found" || *err == "run-failed")
}

func view(t *testing.T, dir string, lines *ignore.PatternList, follow []string) *walker.View {
	t.Helper()
	filter := walker.Filter{Patterns: lines}
	tree, err := walker.Walk(t.Context(), dir, walker.Options{Filters: []walker.Filter{filter}})
	if err != nil {
		t.Fatal(err)
	}
	ask := walker.Query{Filter: filter}
	if follow != nil {
		if ask.Request, err = tree.FollowPaths(follow); err != nil {
			t.Fatal(err)
		}
	}
	v, err := tree.View(ask)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tree.ReadAttributes(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	return v
}

func announced(v *walker.View) string {
	var b strings.Builder
	v.Each(walker.Sent, func(e walker.Entry) bool {
		fmt.Fprintf(&b, "%v %v %v\n", e.Mode, e.Size, e.Path)
		return true
	})
	return b.String()
}
