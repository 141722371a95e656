package walker_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

// TestLargestOfMany holds a short list to the beginning of the whole one, in a directory with many entries.
func TestLargestOfMany(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var list []walker.Listed
	for n := range 3000 {
		list = append(list, walker.Listed{Path: fmt.Sprint("f", n), Size: r.Int64N(500)})
	}
	v := viewed(t, walker.FromList(list), walker.Ask{})
	all := v.Largest(len(list))
	for _, n := range []int{0, 1, 20, 700} {
		if diff := cmp.Diff(all[:n], v.Largest(n)); diff != "" {
			t.Errorf("the largest %d:\n%s", n, diff)
		}
	}
}
