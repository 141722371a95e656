package tui

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize/tui/internal/listing"
)

// sizes are those at which the screen has another shape.
var sizes = [][2]int{{40, 12}, {60, 16}, {80, 24}, {120, 36}, {200, 60}}

// TestEveryArrow: every arrow key moves the selection, or a message says why not, wherever the selection is.
func TestEveryArrow(t *testing.T) {
	for _, size := range sizes {
		d := open(t, newProject(t, usual, usualDockerfile, "docs\n"), size[0], size[1])
		random := rand.New(rand.NewPCG(1, 2))
		keys := []string{"up", "down", "left", "right"}
		for range 300 {
			key := keys[random.IntN(len(keys))]
			before := *d.doc().here()
			d.keys(key)
			if after := *d.doc().here(); d.notice == "" && d.over == nil && before.path == after.path && before.chosen == after.chosen {
				t.Fatalf("at %v, %s on %q changes nothing and says nothing:\n%s", size, key, before.chosen, d.picture())
			}
			if d.over != nil {
				d.keys("esc")
			}
		}
	}
}

// TestFirstArrow: with nothing selected, the first arrow selects something.
func TestFirstArrow(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 120, 36)
	for _, key := range []string{"up", "down", "left", "right"} {
		d.choose("")
		d.treemap.chosen = -1
		if d.keys(key); d.selected() == nil {
			t.Errorf("%s selects nothing", key)
		}
	}
}

// TestReachByArrows: arrows lead from the first tile to every other one, nested ones and drafted ones too.
func TestReachByArrows(t *testing.T) {
	for _, size := range sizes[2:] {
		d := open(t, newProject(t, usual, usualDockerfile, "docs\n"), size[0], size[1])
		d.keys("m").choosePath(".git").keys("x")
		start := d.treemap.tiles[0].First()
		reached := map[string]bool{start: true}
		for queue := []string{start}; len(queue) > 0; queue = queue[1:] {
			for _, key := range []string{"up", "down", "left", "right"} {
				d.choose(queue[0])
				d.do(d.arrange())
				d.keys(key)
				if at := d.doc().here().chosen; !reached[at] {
					reached[at] = true
					queue = append(queue, at)
				}
			}
		}
		for n := range d.treemap.tiles {
			if tile := &d.treemap.tiles[n]; !reached[tile.First()] {
				t.Errorf("at %v, no arrows lead to %s", size, tile.Key())
			}
		}
	}
}

// TestReachByClick: a click selects the deepest tile at that cell, and what it selects is in the outline.
func TestReachByClick(t *testing.T) {
	for _, size := range sizes[2:] {
		d := open(t, newProject(t, usual, usualDockerfile, "docs\n"), size[0], size[1])
		at := time.Now()
		for n := range d.treemap.tiles {
			box := d.treemap.tiles[n].HitBox()
			want := d.treemap.tiles[n].Key()
			at = at.Add(time.Second)
			d.do(d.click(box.X+box.W/2, box.Y, at))
			if got := d.treemap.tiles[d.treemap.chosen].Key(); got != want {
				t.Errorf("at %v, a click on %s selects %s", size, want, got)
			}
		}
	}
}

// TestClicks: the list, panes, the footer and dialogs take clicks.
func TestClicks(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 120, 36)
	at := time.Now()
	click := func(x, y int) {
		at = at.Add(time.Second)
		d.do(d.click(x, y, at))
		d.draw()
	}
	list := d.regions.list
	if click(list.X+3, list.Y+2); d.selected().Path != d.list.rows[1].Path || d.focus != onList {
		t.Errorf("a click on the second row selects %s", d.selected().Path)
	}
	if click(d.regions.suggestions.X+3, d.regions.suggestions.Y+2); d.focus != onSuggestions || d.suggestions.at != 1 {
		t.Errorf("a click on the second suggestion: focus %d, row %d", d.focus, d.suggestions.at)
	}
	d.keys("esc")
	for n, h := range d.footer.hints {
		if h.key == "?" {
			click(d.footer.at[n], d.regions.footer.Y)
		}
	}
	d.shows("─ help")
	if click(0, 0); d.over != nil {
		t.Error("a click beside the help does not close it")
	}
	d.keys("t")
	table := d.over.(*buildsTable)
	click(table.inner.X+2, table.inner.Y+1)
	d.shows("→ deps")
}

// TestDoubleClick: a second click soon after enters a nested directory.
func TestDoubleClick(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 120, 36)
	for n := range d.treemap.tiles {
		tile := &d.treemap.tiles[n]
		if tile.Depth > 0 && tile.Item != nil && tile.Item.IsDir() {
			path, box, at := tile.Item.Path, tile.HitBox(), time.Now()
			d.do(d.click(box.X, box.Y, at))
			d.do(d.click(box.X, box.Y, at.Add(100*time.Millisecond)))
			if got := d.doc().here().path; got != path {
				t.Errorf("the map shows %s, want %s", got, path)
			}
			return
		}
	}
	t.Fatal("no directory is nested")
}

// TestPercents: percentages of all items, drafted ones too, add up to 100 of the base that the header names.
func TestPercents(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 200, 60)
	for _, keys := range []string{"", "m", "m", "m S"} {
		d.keys(keys)
		sum := 0.0
		for _, i := range d.list.rows {
			if i.State != listing.Excluded {
				sum += listing.Share(d.metric.Size(i), d.base())
			}
		}
		if sum < 99.99 || sum > 100.01 {
			t.Errorf("by %s the shares add up to %.2f", d.metric, sum)
		}
		d.shows(d.baseName())
	}
}

// TestExcludedHasNoPercent: what the ignore file excludes is no part of the base.
func TestExcludedHasNoPercent(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, "node_modules\n"), 120, 36)
	d.keys(".").choosePath("node_modules")
	for _, row := range d.list.texts {
		if row.item.State == listing.Excluded && strings.TrimSpace(row.share) != "" {
			t.Errorf("%s has %s", row.item.Path, row.share)
		}
	}
	for n := range d.treemap.tiles {
		if tile := &d.treemap.tiles[n]; tile.Item != nil && tile.Item.State == listing.Excluded && strings.Contains(tile.Amount+tile.Title, "%") {
			t.Errorf("the tile of %s says %s", tile.Item.Path, tile.Amount)
		}
	}
}
