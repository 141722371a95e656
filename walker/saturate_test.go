package walker

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
)

// TestTooLarge holds sums of sizes that do not fit to the largest number, and to saying that it is not the true one.
func TestTooLarge(t *testing.T) {
	for name, sizes := range map[string][]int64{
		"two of 4 EiB":       {1 << 62, 1 << 62},
		"four of 8 EiB":      {math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64},
		"one of 8 EiB":       {math.MaxInt64},
		"a byte too many":    {math.MaxInt64 - 1, 1, 1},
		"sum of 16 EiB is 0": {1 << 62, 1 << 62, 1 << 62, 1 << 62},
	} {
		t.Run(name, func(t *testing.T) {
			for parts := range 4 {
				v, err := largeTree(sizes).inParts(Query{Filter: Filter{Patterns: parseLines(t, "out\n")}}, parts+1)
				if err != nil {
					t.Fatal(err)
				}
				checkTooLarge(t, v)
			}
		})
	}
}

func checkTooLarge(t *testing.T, v *View) {
	t.Helper()
	for _, set := range []Set{Eligible, Sent, Excluded} {
		if got := v.Totals(set).Bytes; got != math.MaxInt64 {
			t.Errorf("set %d has %d bytes, want %d", set, got, int64(math.MaxInt64))
		}
	}
	if got := v.Totals(Unused).Bytes; got != 0 {
		t.Errorf("unused: %d bytes, want 0", got)
	}
	if v.Complete() || v.ExcludedComplete() {
		t.Error("the view counts as complete")
	}
	if got := v.Transfer(); got != math.MaxInt64 {
		t.Errorf("Transfer() = %d, want %d", got, int64(math.MaxInt64))
	}
	if got, err := v.TarSize(context.Background()); got != math.MaxInt64 || err != nil {
		t.Errorf("TarSize() = %d, %v, want %d", got, err, int64(math.MaxInt64))
	}
	if !slices.ContainsFunc(v.Problems, func(p Problem) bool { return errors.Is(p.Err, ErrTooLarge) && p.Incomplete }) {
		t.Errorf("problems are %v, want one of the sizes", v.Problems)
	}
	for _, l := range v.Largest(10) {
		if l.Bytes < 1 {
			t.Errorf("%s has %d bytes", l.Path, l.Bytes)
		}
	}
	if got := v.PatternUses[0].Bytes; got != math.MaxInt64 {
		t.Errorf("the pattern decides about %d bytes, want %d", got, int64(math.MaxInt64))
	}
	checkLargeReads(t, v)
}

// checkLargeReads checks the totals of two instructions; one of them reads everything.
func checkLargeReads(t *testing.T, v *View) {
	t.Helper()
	part, err := v.Tree.FollowPaths([]string{"in"})
	if err != nil {
		t.Fatal(err)
	}
	for n, r := range v.TotalsByOwner([]Source{{Owner: 0}, {Owner: 1, Request: part}}, 2) {
		if r.Bytes != math.MaxInt64 || r.Unique < 0 {
			t.Errorf("reader %d is given %d bytes, %d of them alone", n, r.Bytes, r.Unique)
		}
	}
}

// TestLargestThatFits: the largest sum that fits is exact, and no problem.
func TestLargestThatFits(t *testing.T) {
	v, err := largeTree([]int64{math.MaxInt64 - 2, 1}).View(Query{Filter: Filter{Patterns: parseLines(t, "out\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Totals(Eligible).Bytes; got != math.MaxInt64-1 || !v.Complete() {
		t.Errorf("eligible: %d bytes, complete %t, want %d, true", got, v.Complete(), int64(math.MaxInt64-1))
	}
}

// largeTree has files of these sizes in two directories.
func largeTree(sizes []int64) *Tree {
	var list []ArchiveEntry
	for n, size := range sizes {
		for _, dir := range []string{"in", "out"} {
			list = append(list, ArchiveEntry{Path: fmt.Sprintf("%s/%d", dir, n), Size: size})
		}
	}
	return NewTree(list)
}

func parseLines(t *testing.T, text string) *ignore.PatternList {
	t.Helper()
	lines, err := ignore.Parse([]byte(text), ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
