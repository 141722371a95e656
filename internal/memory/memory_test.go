package memory

import (
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ctxsize/ctxsize/internal/generous"
)

// TestLimit: a short run leaves the collector as it is, a long one is within its bounds and gives it back as usual.
func TestLimit(t *testing.T) {
	t.Setenv("GOGC", "")
	defer debug.SetGCPercent(debug.SetGCPercent(generous.Percent))
	for _, c := range []struct {
		last time.Duration
		want int
	}{{gcInterval / 2, generous.Percent}, {10 * gcInterval, defaultGCPercent}} {
		synctest.Test(t, func(t *testing.T) {
			end := Limit()
			time.Sleep(c.last)
			if percent := percentNow(); percent < minGCPercent || percent > generous.Percent {
				t.Errorf("after %v it is %d", c.last, percent)
			}
			end()
			if percent := percentNow(); percent != c.want {
				t.Errorf("at the end of a run of %v it is %d, want %d", c.last, percent, c.want)
			}
		})
	}
}

// TestEnvironment: the environment takes precedence.
func TestEnvironment(t *testing.T) {
	t.Setenv("GOGC", "70")
	defer debug.SetGCPercent(debug.SetGCPercent(70))
	synctest.Test(t, func(t *testing.T) {
		end := Limit()
		time.Sleep(10 * gcInterval)
		end()
		if percent := percentNow(); percent != 70 {
			t.Errorf("it is %d, want 70", percent)
		}
	})
}

// TestPercent: a small heap grows to minHeap, a larger one by minGarbage, a large one by minGCPercent.
func TestPercent(t *testing.T) {
	for _, c := range []struct{ live, want int }{
		{0, generous.Percent}, {1 << 20, generous.Percent}, {12 << 20, 100}, {18 << 20, 33}, {24 << 20, 25}, {100 << 20, minGCPercent},
	} {
		if got := gcPercent(c.live); got != c.want {
			t.Errorf("%d bytes: %d %%, want %d %%", c.live, got, c.want)
		}
	}
}

func percentNow() int {
	percent := debug.SetGCPercent(100)
	debug.SetGCPercent(percent)
	return percent
}
