package look

import (
	"testing"

	"github.com/ctxsize/ctxsize/internal/report"
)

func TestGrowth(t *testing.T) {
	for want, c := range map[string][2]int64{
		"-97 %": {1000, 30}, "-100 %": {1000, 0}, "-99.7 %": {1000, 3}, "-99.9 %": {1 << 40, 1}, "+20 %": {1000, 1200}, "-1 %": {1000, 995},
		"-4.0 KiB": {1 << 30, 1<<30 - 4096}, "+1 B": {1 << 30, 1<<30 + 1}, "+0 %": {5, 5},
	} {
		if got := Growth(c[0], c[1], report.IEC); got != want {
			t.Errorf("from %d to %d: %q, want %q", c[0], c[1], got, want)
		}
	}
}
