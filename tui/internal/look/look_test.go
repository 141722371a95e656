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

func TestAgo(t *testing.T) {
	const now, hour, day = 2_000_000_000, 3600, 86400
	for changed, want := range map[int64]string{
		0: "", now: "just now", now + 30: "just now", now + day: "in the future", now - 60: "1 minute ago", now - 2*hour: "2 hours ago",
		now - day: "1 day ago", now - 59*day: "59 days ago", now - 60*day: "2 months ago", now - 729*day: "24 months ago", now - 730*day: "2 years ago",
	} {
		if got := Ago(changed, now); got != want {
			t.Errorf("%d seconds ago: got %q, want %q", now-changed, got, want)
		}
	}
}
