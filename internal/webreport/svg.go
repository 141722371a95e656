package webreport

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

//go:embed picture.css
var pictureStyles string

// Sizes of a picture in pixels. A character is charWidth wide at most.
const (
	pictureWidth  = 960
	mapTop        = 54
	mapHeight     = 480
	legendHeight  = 36
	titleHeight   = 18
	tileMargin    = 3
	charWidth     = 7
	minTileArea   = 120
	minDividedPx  = 44
	maxTiles      = 60
	pictureLimits = 20_000 // entries that a picture is made from
)

// SVG writes a treemap of what one build sends: of the build that sends the most, if there are several.
func SVG(w io.Writer, a *ctxsize.Analysis, o report.Options) error {
	p := picture{options: o, build: largestBuild(a), builds: len(a.Builds)}
	p.draw()
	_, err := termtext.Unwrap(w).Write(p.text.Bytes())
	return err
}

// largestBuild returns the build that sends the most, the first of several.
func largestBuild(a *ctxsize.Analysis) *ctxsize.Result {
	largest := &a.Builds[0]
	for n := range a.Builds {
		if a.Builds[n].SentBytes() > largest.SentBytes() {
			largest = &a.Builds[n]
		}
	}
	return largest
}

// picture is an SVG in the making.
type picture struct {
	options report.Options
	build   *ctxsize.Result
	builds  int
	root    *branch
	colors  kinds
	text    bytes.Buffer
}

func (p *picture) printf(format string, args ...any) { fmt.Fprintf(&p.text, format, args...) }

func (p *picture) draw() {
	if p.build.Main.View != nil {
		p.root = newBranch(newSource(&p.build.Main, pictureLimits))
		p.colors = newKinds(p.root)
	}
	height := mapTop + mapHeight + legendHeight
	title, summary := p.title(), p.summary()
	p.printf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc">`+"\n", pictureWidth, height, pictureWidth, height)
	p.printf("<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", html.EscapeString(title), html.EscapeString(summary))
	p.printf("<style>\n%s</style>\n", pictureStyles)
	p.printf(`<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch" width="2" height="7"/></pattern></defs>` + "\n")
	p.printf(`<rect class="page" width="%d" height="%d" rx="8"/>`+"\n", pictureWidth, height)
	p.label("title", 14, 22, pictureWidth-28, title)
	p.label("soft", 14, 42, pictureWidth-28, summary)
	p.divide(p.root, treemap.Rect{X: 12, Y: mapTop / treemap.CellHeight, W: pictureWidth - 24, H: mapHeight / treemap.CellHeight}, 0)
	p.legend(mapTop + mapHeight + 22)
	p.printf("</svg>\n")
}

// title returns the name of the build.
func (p *picture) title() string {
	name := termtext.Escape(p.options.BuildName(p.build))
	if p.builds > 1 {
		return fmt.Sprintf("%s: what the build sends (the largest of %s)", name, report.Count(int64(p.builds), "build"))
	}
	return name + ": what the build sends"
}

// summary returns the totals as a sentence.
func (p *picture) summary() string {
	v := p.build.Main.View
	if v == nil {
		return "The context is not on this machine."
	}
	sent, eligible := v.Totals(walker.Sent), v.Totals(walker.Eligible)
	return fmt.Sprintf("%s in %s sent, %s eligible", p.options.Units.Size(sent.Bytes), report.Count(sent.Files, "file"), p.options.Units.Size(eligible.Bytes))
}

// divide draws the entries of a directory in a rectangle of cells, which are a pixel wide.
func (p *picture) divide(dir *branch, r treemap.Rect, depth int) {
	if dir == nil || dir.sent == 0 {
		return
	}
	entries := make([]treemap.Entry, len(dir.children))
	for n, c := range dir.children {
		entries[n] = treemap.Entry{Key: c.name, Weight: float64(c.sent)}
	}
	var l treemap.Layout
	tiles, folded := l.Arrange(entries, r, treemap.Limits{MinCells: minTileArea / treemap.CellHeight, MaxTiles: maxTiles, Strip: minTileArea / treemap.CellHeight})
	for _, t := range tiles {
		if t.Entry >= 0 {
			p.tile(dir.children[t.Entry], t.Rect, depth)
			continue
		}
		rest := &branch{combined: true}
		for _, n := range folded {
			rest.add(dir.children[n])
		}
		p.tile(rest, t.Rect, depth)
	}
}

// tile draws an entry: a file, or a directory with its entries.
func (p *picture) tile(b *branch, r treemap.Rect, depth int) {
	x, y, w, h := r.X, r.Y*treemap.CellHeight, r.W-1, r.H*treemap.CellHeight-1
	if w <= 0 || h <= 0 {
		return
	}
	size := html.EscapeString(p.options.Units.Size(b.sent))
	p.printf(`<g><title>%s: %s</title>`, html.EscapeString(b.path()), size)
	defer p.printf("</g>\n")
	if len(b.children) > 0 && w >= minDividedPx && h >= minDividedPx {
		p.printf(`<rect class="dir d%d" x="%d" y="%d" width="%d" height="%d"/>`+"\n", min(depth, 2), x, y, w, h)
		name := b.name + "/"
		p.label("name", x+6, y+14, w-12, name)
		if used := runewidth.StringWidth(name) * charWidth; used+len(size)*charWidth+24 < w {
			p.printf(`<text class="size end" x="%d" y="%d">%s</text>`+"\n", x+w-6, y+14, size)
		}
		inner := r.Inset(tileMargin, (titleHeight+2)/treemap.CellHeight, tileMargin+1, (tileMargin+1)/treemap.CellHeight)
		p.divide(b, inner, depth+1)
		return
	}
	class := p.colors.class(b)
	p.printf(`<rect class="%s" x="%d" y="%d" width="%d" height="%d"/>`, class, x, y, w, h)
	if b.suggested {
		p.printf(`<rect fill="url(#hatch)" x="%d" y="%d" width="%d" height="%d"/>`, x, y, w, h)
	}
	if h >= 16 {
		p.label("leaf", x+5, y+min(14, h/2+4), w-10, b.title())
	}
	if h >= 34 && len(size)*charWidth < w-8 {
		p.printf(`<text class="leaf size" x="%d" y="%d">%s</text>`, x+5, y+28, size)
	}
}

// label draws a text, shortened to a width.
func (p *picture) label(class string, x, y, width int, text string) {
	if fits := width / charWidth; runewidth.StringWidth(text) > fits {
		if fits < 4 {
			return
		}
		text = runewidth.Truncate(text, fits, "…")
	}
	p.printf(`<text class="%s" x="%d" y="%d">%s</text>`+"\n", class, x, y, html.EscapeString(text))
}

// legend draws what the colors stand for.
func (p *picture) legend(y int) {
	x := 14
	item := func(class, fill, text string) {
		if x+20+runewidth.StringWidth(text)*charWidth > pictureWidth {
			return
		}
		p.printf(`<rect class="%s" x="%d" y="%d" width="11" height="11" rx="2"/>`, class, x, y-10)
		if fill != "" {
			p.printf(`<rect fill="%s" x="%d" y="%d" width="11" height="11"/>`, fill, x, y-10)
		}
		p.printf(`<text class="soft" x="%d" y="%d">%s</text>`+"\n", x+17, y, html.EscapeString(text))
		x += 17 + runewidth.StringWidth(text)*charWidth + 16
	}
	for n, name := range p.colors.names {
		item(fmt.Sprintf("k%d", n), "", name)
	}
	if p.colors.others {
		item("other", "", "other")
	}
	if p.root != nil && p.root.suggested {
		item("other", "url(#hatch)", "a suggestion excludes it")
	}
}

// extension returns the extension of a file name in lower case.
func extension(name string) string {
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 || len(name)-dot > maxExtension {
		return "no extension"
	}
	return strings.ToLower(name[dot:])
}

// maxExtension is the length of the longest extension, the dot included.
const maxExtension = 12
