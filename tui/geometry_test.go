package tui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/walker"
)

// wild has names that are hard to draw.
const wild = `
日本語の長い名前のフォルダ/ファイル.txt 500000
日本語の長い名前のフォルダ/もう一つ.txt 300000
한국어/파일 200000
e\u0301e\u0301e\u0301 100000
👩‍👩‍👧‍👦👍🏽 90000
\u202egpj.exe 80000
z 70000
a-very-long-name-that-does-not-fit-into-most-tiles-of-a-map-in-a-terminal.tar.gz 60000
`

func wildNames() string {
	return strings.NewReplacer(`\u0301`, "\u0301", `\u202e`, "\u202e").Replace(wild) + "Dockerfile 0\n.dockerignore 0\n"
}

// TestEverySize draws at every size from 1x1 on: tiles cover the map, none is empty, every line has its width, and no wide character is
// torn.
func TestEverySize(t *testing.T) {
	if testing.Short() {
		t.Skip("draws thousands of pictures")
	}
	for name, files := range map[string]string{"usual": usual, "wild": wildNames()} {
		d := open(t, newProject(t, files, usualDockerfile, ""), 80, 24)
		random := rand.New(rand.NewPCG(1, 2))
		for w := 1; w <= 300; w++ {
			for _, h := range []int{1, 2, 3, 4, 5, 8, 16, 24, 25, 60, 100}[random.IntN(3):] {
				d.do(d.resize(w, h))
				d.do(d.reset())
				checkTiles(t, d, fmt.Sprintf("%s at %dx%d", name, w, h))
				checkCells(t, d, fmt.Sprintf("%s at %dx%d", name, w, h))
			}
		}
	}
}

// reset forgets how tiles lay.
func (s *screen) reset() []job {
	s.doc().relayout()
	return s.arrange()
}

func checkTiles(t *testing.T, d *driver, what string) {
	t.Helper()
	box := tileBox(d.regions.treemap)
	area, shown := 0, map[string]bool{}
	for n := range d.treemap.tiles {
		tile := &d.treemap.tiles[n]
		if tile.W < 1 || tile.H < 1 {
			t.Fatalf("%s: %s is empty", what, tile.Key())
		}
		if tile.Depth > 0 {
			continue
		}
		area += tile.Cells()
		if tile.Item != nil {
			shown[tile.Item.Path] = true
		}
		for _, i := range tile.Folded {
			shown[i.Path] = true
		}
	}
	if len(d.treemap.tiles) > 0 && area != box.Cells() {
		t.Fatalf("%s: tiles cover %d cells of %d", what, area, box.Cells())
	}
	if d.doc().matches != nil {
		// The list has what is below, too.
		return
	}
	for _, i := range d.list.rows {
		if box.Cells() > 0 && d.metric.Size(i) > 0 && !i.IsGone() && !shown[i.Path] {
			t.Fatalf("%s: %s has no tile", what, i.Path)
		}
	}
}

func runeWidth(r rune) int { return cells.Width(string(r)) }

func checkCells(t *testing.T, d *driver, what string) {
	t.Helper()
	g := d.draw()
	for y := range g.H {
		for x := range g.W {
			c := g.At(x, y)
			switch wide := c.Rune != 0 && runeWidth(c.Rune) == 2; {
			case wide && (x == g.W-1 || g.At(x+1, y).Rune != 0):
				t.Fatalf("%s: a wide character is torn at %d,%d:\n%s", what, x, y, g.Plain())
			case c.Rune == 0 && (x == 0 || runeWidth(g.At(x-1, y).Rune) != 2):
				t.Fatalf("%s: half a character stands at %d,%d:\n%s", what, x, y, g.Plain())
			case c.Rune != 0 && runeWidth(c.Rune) == 0:
				t.Fatalf("%s: a character without width stands at %d,%d", what, x, y)
			}
		}
	}
}

// TestStable: a draft and a resize leave tiles in their corner while the rows are kept.
func TestStable(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 120, 36)
	before := map[string][2]int{}
	for _, tile := range d.treemap.tiles {
		if tile.Depth == 0 {
			before[tile.Key()] = [2]int{tile.X, tile.Y}
		}
	}
	d.do(d.resize(124, 38))
	d.do(d.resize(120, 36))
	for _, tile := range d.treemap.tiles {
		if at, ok := before[tile.Key()]; tile.Depth == 0 && (!ok || at != [2]int{tile.X, tile.Y}) {
			t.Errorf("%s went from %v to %d,%d", tile.Key(), at, tile.X, tile.Y)
		}
	}
}

// many is a screen of 300 tiles.
func many(b testing.TB) *driver {
	var files strings.Builder
	files.WriteString("Dockerfile 0\n.dockerignore 0\n")
	for n := range 330 {
		fmt.Fprintf(&files, "dir%d/file%d.bin %d\n", n%7, n, 400000+n*700)
	}
	return open(b, newProject(b, files.String(), usualDockerfile, ""), 200, 60)
}

func BenchmarkFrame(b *testing.B) {
	d := many(b)
	b.ReportAllocs()
	for b.Loop() {
		d.draw().Flatten(d.theme)
	}
	b.ReportMetric(float64(len(d.treemap.tiles)), "tiles")
}

func BenchmarkArrange(b *testing.B) {
	d := many(b)
	b.ReportAllocs()
	for b.Loop() {
		d.treemap.stale()
		d.arrange()
	}
}

// BenchmarkMove moves the selection in a folder of 100,000 entries.
func BenchmarkMove(b *testing.B) {
	d := many(b)
	f := &listing.Folder{Path: "."}
	for n := range 100_000 {
		f.Items = append(f.Items, listing.Item{Name: fmt.Sprint(n), Path: fmt.Sprint(n), Sent: walker.Sum{Bytes: int64(n), Files: 1}, Tint: listing.Untinted})
	}
	d.doc().replaceLists([]*listing.Folder{f})
	d.keys("tab end")
	b.ReportAllocs()
	for b.Loop() {
		d.press("up")
	}
}
