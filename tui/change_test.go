package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize/tui/internal/listing"
)

// age sets the time of change of files, in days before now.
func age(t *testing.T, dir string, days map[string]int) {
	t.Helper()
	for name, n := range days {
		at := time.Now().AddDate(0, 0, -n).Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(dir, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSortByChange: s sorts by the last change, the newest first and then reversed, with a column that has it at every size; details have it, too.
func TestSortByChange(t *testing.T) {
	dir := newProject(t, "a/old 10\na/new 20\nb/x 4000\nc 300\nd.log 7\n", "FROM scratch\nCOPY . /\n", "*.log\n")
	age(t, dir, map[string]int{"a/old": 800, "a/new": 3, "b/x": 90, "c": 1, "d.log": 0, "Dockerfile": 5, ".dockerignore": 6})
	for _, size := range sizes {
		d := open(t, dir, size[0], size[1])
		for d.order != (listing.Order{By: listing.KeyChanged}) {
			d.keys("s")
		}
		d.keys("tab home").shows("by change", "1 day ago", "3 days ago")
		var names []string
		for _, i := range d.list.rows {
			names = append(names, i.Name)
		}
		if got, want := strings.Join(names, " "), "c a Dockerfile .dockerignore b"; got != want {
			t.Errorf("at %v: sorted as %s, want %s", size, got, want)
		}
		if d.keys("s"); d.list.rows[0].Name != "b" {
			t.Errorf("at %v: reversed, %s is first", size, d.list.rows[0].Name)
		}
	}
	d := open(t, dir, 80, 24)
	d.choosePath("a").shows("changed 3 days ago").keys("/").text("old").shows("changed 2 years ago")
}
