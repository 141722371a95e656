// Package saturate computes with sizes and counts without wrapping around: a result that does not fit is the nearest int64.
package saturate

import (
	"math"
	"math/bits"
	"sync/atomic"
)

// Max is a size or count that is at least this large: the result of every computation that does not fit.
const Max = math.MaxInt64

// Add returns a + b.
func Add(a, b int64) int64 {
	sum := a + b
	if (a^sum)&(b^sum) < 0 {
		return limit(a < 0)
	}
	return sum
}

// Sub returns a - b.
func Sub(a, b int64) int64 {
	difference := a - b
	if (a^b)&(a^difference) < 0 {
		return limit(a < 0)
	}
	return difference
}

// Mul returns a * b.
func Mul(a, b int64) int64 {
	high, low := bits.Mul64(magnitude(a), magnitude(b))
	negative := (a < 0) != (b < 0)
	if high != 0 || low > Max {
		return limit(negative)
	}
	if negative {
		return -int64(low)
	}
	return int64(low)
}

// Int64 returns f without its fraction, and 0 for NaN. A plain conversion of a number that does not fit may give any number.
func Int64(f float64) int64 {
	switch {
	case math.IsNaN(f):
		return 0
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	}
	return int64(f)
}

// AddTo adds n to a counter that several goroutines use.
func AddTo(counter *atomic.Int64, n int64) {
	for {
		old := counter.Load()
		if counter.CompareAndSwap(old, Add(old, n)) {
			return
		}
	}
}

func limit(negative bool) int64 {
	if negative {
		return math.MinInt64
	}
	return math.MaxInt64
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
