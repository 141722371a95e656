package tui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

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
	s.subject().forget()
	return s.arrange()
}

func checkTiles(t *testing.T, d *driver, what string) {
	t.Helper()
	box := tileBox(d.regions().mapBox)
	area, shown := 0, map[string]bool{}
	for n := range d.tiles {
		tile := &d.tiles[n]
		if tile.W < 1 || tile.H < 1 {
			t.Fatalf("%s: %s is empty", what, tile.key())
		}
		if tile.depth > 0 {
			continue
		}
		area += tile.Cells()
		if tile.item != nil {
			shown[tile.item.path] = true
		}
		for _, i := range tile.folded {
			shown[i.path] = true
		}
	}
	if len(d.tiles) > 0 && area != box.Cells() {
		t.Fatalf("%s: tiles cover %d cells of %d", what, area, box.Cells())
	}
	for _, i := range d.rows {
		if box.Cells() > 0 && d.metric.size(i) > 0 && !shown[i.path] {
			t.Fatalf("%s: %s has no tile", what, i.path)
		}
	}
}

func checkCells(t *testing.T, d *driver, what string) {
	t.Helper()
	g := d.draw()
	for y := range g.h {
		for x := range g.w {
			c := g.at(x, y)
			switch wide := c.r != 0 && runeWidth(c.r) == 2; {
			case wide && (x == g.w-1 || g.at(x+1, y).r != 0):
				t.Fatalf("%s: a wide character is torn at %d,%d:\n%s", what, x, y, g.plain())
			case c.r == 0 && (x == 0 || runeWidth(g.at(x-1, y).r) != 2):
				t.Fatalf("%s: half a character stands at %d,%d:\n%s", what, x, y, g.plain())
			case c.r != 0 && runeWidth(c.r) == 0:
				t.Fatalf("%s: a character without width stands at %d,%d", what, x, y)
			}
		}
	}
}

// TestStable: a draft and a resize leave tiles in their corner while the rows are kept.
func TestStable(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 120, 36)
	before := map[string][2]int{}
	for _, tile := range d.tiles {
		if tile.depth == 0 {
			before[tile.key()] = [2]int{tile.X, tile.Y}
		}
	}
	d.do(d.resize(124, 38))
	d.do(d.resize(120, 36))
	for _, tile := range d.tiles {
		if at, ok := before[tile.key()]; tile.depth == 0 && (!ok || at != [2]int{tile.X, tile.Y}) {
			t.Errorf("%s went from %v to %d,%d", tile.key(), at, tile.X, tile.Y)
		}
	}
}

// TestNeighbours: an arrow leads to a tile that touches, and every tile can be reached.
func TestNeighbours(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 120, 36)
	var top []tile
	for _, tile := range d.tiles {
		if tile.depth == 0 {
			top = append(top, tile)
		}
	}
	reached := map[int]bool{0: true}
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		for _, dir := range []direction{up, down, left, right} {
			to, ok := neighbour(top, queue[0], dir)
			if !ok {
				continue
			}
			if sharedEdge(top[queue[0]].Rect, top[to].Rect, dir) == 0 {
				t.Errorf("%v of %s is %s, which does not touch it", dir, top[queue[0]].key(), top[to].key())
			}
			if !reached[to] {
				reached[to] = true
				queue = append(queue, to)
			}
		}
	}
	if len(reached) != len(top) {
		t.Errorf("%d of %d tiles can be reached", len(reached), len(top))
	}
}

// contrast is that of WCAG 2.2.
func contrast(a, b rgb) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func (c rgb) luminance() float64 {
	part := func(v rgb) float64 {
		f := float64(v&0xff) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		f = (f + 0.055) / 1.055
		return f * f * f // within a hundredth of the standard's power of 2.4 where it matters, and darker colours only gain
	}
	return 0.2126*part(c>>16) + 0.7152*part(c>>8) + 0.0722*part(c)
}

func TestContrast(t *testing.T) {
	for name, light := range map[string]bool{"dark": false, "light": true} {
		p := palette(light)
		ground := rgb(0x101010)
		if light {
			ground = 0xffffff
		}
		pairs := map[shade]shade{barText: bar, onSelect: selected, sentText: sentBack, unreadText: unreadBack, draftText: draftBack,
			ghostText: ghostBack, findText: findBack, foldText: foldBack, accent: bar, warn: bar}
		for n := range kinds {
			bg, fg := kindShades(n)
			pairs[fg] = bg
		}
		for fg, bg := range pairs {
			if c := contrast(p[fg], p[bg]); c < 4.5 {
				t.Errorf("%s: contrast of shade %d (%06x) on %d (%06x) is %.1f", name, fg, p[fg], bg, p[bg], c)
			}
		}
		for _, fg := range []shade{text, dim, accent, warn, added, removed} {
			if c := contrast(p[fg], ground); c < 4.5 {
				t.Errorf("%s: contrast of shade %d (%06x) on the ground is %.1f", name, fg, p[fg], c)
			}
		}
		if c := contrast(p[sentText], p[sentTitle]); c < 4.5 {
			t.Errorf("%s: contrast of titles is %.1f", name, c)
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
		d.draw().flatten(d.theme)
	}
	b.ReportMetric(float64(len(d.tiles)), "tiles")
}

func BenchmarkArrange(b *testing.B) {
	d := many(b)
	b.ReportAllocs()
	for b.Loop() {
		d.laid = laid{}
		d.arrange()
	}
}

// BenchmarkMove moves the selection in a folder of 100,000 entries.
func BenchmarkMove(b *testing.B) {
	d := many(b)
	sub := d.subject()
	f := &folder{path: "."}
	for n := range 100_000 {
		f.items = append(f.items, item{name: fmt.Sprint(n), path: fmt.Sprint(n), eligible: walker.Sum{Bytes: int64(n), Files: 1}, tint: untinted})
	}
	sub.folders["."] = f
	d.keys("tab end")
	b.ReportAllocs()
	for b.Loop() {
		d.press("up")
	}
}

func TestWeights(t *testing.T) {
	items := []item{{path: "a", eligible: walker.Sum{Bytes: 100}}, {path: "b", state: isDrafted, was: walker.Sum{Bytes: 9000}}}
	w := weigh(items, byEligible, 1000)
	if share := w[1] / (w[0] + w[1]); share < 0.029 || share > 0.031 {
		t.Errorf("what is drafted out has %.3f of the map", share)
	}
}
