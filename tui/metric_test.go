package tui

import (
	"testing"

	"github.com/ctxsize/ctxsize/walker"
)

// TestMetricOfDrafted holds that what a draft excludes weighs by the same base as what stays: nothing by sent bytes where nothing of it was sent.
func TestMetricOfDrafted(t *testing.T) {
	const mebi = 1 << 20
	unsent := item{state: isDrafted, was: walker.Sum{Bytes: 39 * mebi, Files: 7}}
	partly := item{state: isDrafted, was: walker.Sum{Bytes: 39 * mebi, Files: 7}, wasSent: walker.Sum{Bytes: 2 * mebi, Files: 1}}
	for _, c := range []struct {
		metric         metric
		unsent, partly int64
	}{{byEligible, 39 * mebi, 39 * mebi}, {bySent, 0, 2 * mebi}, {byFiles, 7, 7}} {
		if got := c.metric.size(&unsent); got != c.unsent {
			t.Errorf("%s of what was not sent: %d, want %d", c.metric, got, c.unsent)
		}
		if got := c.metric.size(&partly); got != c.partly {
			t.Errorf("%s of what was sent in part: %d, want %d", c.metric, got, c.partly)
		}
	}
}
