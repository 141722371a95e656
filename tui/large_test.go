package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/walker"
)

// maxKey is the work that a key may take until its frame is drawn.
const maxKey = 50 * time.Millisecond

// crowded is a screen of a directory with so many files.
func crowded(t testing.TB, count int) *driver {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 120, 36)
	f := &listing.Folder{Path: "."}
	for n := range count {
		sum := walker.Sum{Bytes: int64(count + 10_000 - n), Files: 1}
		name := fmt.Sprintf("file%d.bin", n)
		f.Items = append(f.Items, listing.Item{Name: name, Path: name, Sent: sum, WasSent: sum, Eligible: sum, WasEligible: sum, Tint: listing.Untinted})
	}
	d.doc().replaceLists([]*listing.Folder{f})
	d.do(d.arrange())
	return d
}

// crowdedKeys are the keys that work on what is listed.
var crowdedKeys = []string{"down", "right", "up", "left", "tab", "down", "end", "up", "pgup", "home", "v", "v", "v"}

// TestManyFiles: in a directory of 50,000 files a key takes less than 50 ms of work, and so does a paste of 10 kB into a search.
func TestManyFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	d := crowded(t, 50_000)
	for _, key := range crowdedKeys {
		best := time.Hour
		for range 8 {
			start := time.Now()
			d.press(key)
			d.draw().Flatten(d.theme)
			best = min(best, time.Since(start))
		}
		if best > maxKey {
			t.Errorf("%s takes %s", key, best)
		}
	}
	d.keys("esc /")
	start := time.Now()
	d.input(paste(strings.Repeat("x*", 5000)))
	d.draw().Flatten(d.theme)
	if took := time.Since(start); took > maxKey {
		t.Errorf("a paste takes %s", took)
	}
}

// BenchmarkKey measures a key with its frame in a directory of 50,000 files.
func BenchmarkKey(b *testing.B) { benchKeys(b, crowded(b, 50_000)) }

// BenchmarkKeyLarge measures a key with its frame in a context of a million files, which are on the disk.
func BenchmarkKeyLarge(b *testing.B) {
	if testing.Short() {
		b.Skip("a million files take long to make")
	}
	dir := testtree.Large(b, 1_000_000)
	benchKeys(b, open(b, dir, 120, 36, func(o *Options) {
		o.Analysis = ctxsize.Options{Request: build.Request{Context: dir, Dir: dir, NoDockerfile: true}, NoTransfer: true}
	}))
}

func benchKeys(b *testing.B, d *driver) {
	n := 0
	for b.Loop() {
		d.press(crowdedKeys[n%len(crowdedKeys)])
		d.draw().Flatten(d.theme)
		n++
	}
}
