package saturate

import (
	"math"
	"math/big"
	"sync/atomic"
	"testing"
)

// numbers are those near which results stop fitting.
var numbers = []int64{0, 1, 2, 3, 511, 1 << 31, 1<<32 + 1, 1 << 62, math.MaxInt64/2 + 1, math.MaxInt64 - 1, math.MaxInt64,
	-1, -2, -1 << 62, math.MinInt64 + 1, math.MinInt64}

// TestExact compares every operation with one on numbers of any size.
func TestExact(t *testing.T) {
	for name, op := range map[string]struct {
		got   func(a, b int64) int64
		exact func(z, a, b *big.Int) *big.Int
	}{"Add": {Add, (*big.Int).Add}, "Sub": {Sub, (*big.Int).Sub}, "Mul": {Mul, (*big.Int).Mul}} {
		for _, a := range numbers {
			for _, b := range numbers {
				want := nearest(op.exact(new(big.Int), big.NewInt(a), big.NewInt(b)))
				if got := op.got(a, b); got != want {
					t.Errorf("%s(%d, %d) = %d, want %d", name, a, b, got, want)
				}
			}
		}
	}
}

func nearest(n *big.Int) int64 {
	switch {
	case n.IsInt64():
		return n.Int64()
	case n.Sign() < 0:
		return math.MinInt64
	}
	return math.MaxInt64
}

func TestInt64(t *testing.T) {
	for f, want := range map[float64]int64{0: 0, 1.9: 1, -1.9: -1, 1e300: math.MaxInt64, -1e300: math.MinInt64, math.MaxInt64: math.MaxInt64,
		math.Inf(1): math.MaxInt64, math.Inf(-1): math.MinInt64, math.NaN(): 0} {
		if got := Int64(f); got != want {
			t.Errorf("Int64(%g) = %d, want %d", f, got, want)
		}
	}
}

func TestAddTo(t *testing.T) {
	var counter atomic.Int64
	for range 3 {
		AddTo(&counter, math.MaxInt64/2)
	}
	if got := counter.Load(); got != math.MaxInt64 {
		t.Errorf("counter = %d, want %d", got, int64(math.MaxInt64))
	}
}
