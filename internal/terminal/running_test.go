package terminal

import (
	"runtime"
	"testing"
	"time"
)

func TestRunning(t *testing.T) {
	const stat = "4242 (a (b) c) S 1 4242 4242 0 -1 4194560 100 0 0 0 3 2 0 0 20 0 9 0 12345 1000 10"
	for _, c := range []struct {
		stat, uptime string
		want         time.Duration
	}{
		{stat, "123.95 200.00\n", 500 * time.Millisecond},
		{stat, "123.45 200.00\n", 0},
		{stat, "1.00 1.00\n", 0}, // a clock of another namespace
		{stat, "", 0},
		{"", "1.00", 0},
		{"4242 (a)", "1.00", 0},
		{"4242 (a) S 1 4242 4242 0 -1 4194560 100 0 0 0 3 2 0 0 20 0 9 0 x 1000 10", "1.00", 0},
	} {
		if got := running(c.stat, c.uptime).Round(time.Millisecond); got != c.want {
			t.Errorf("%q, %q: %v, want %v", c.stat, c.uptime, got, c.want)
		}
	}
	if got := Running(); runtime.GOOS == "linux" && (got < 0 || got > time.Hour) {
		t.Errorf("this process: %v", got)
	}
}
