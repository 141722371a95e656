// Command picture turns a terminal's screen, as `tmux capture-pane -p -e` writes it, from stdin into an SVG on stdout.
// The only argument is the background's color.
package main

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
)

// Cells are as a usual monospaced font of 14 pixels has them.
const (
	cellWidth, cellHeight, ascent = 8.43, 17, 13
	fontSize                      = 14
)

func main() {
	background := "#101418"
	if len(os.Args) > 1 {
		background = os.Args[1]
	}
	if err := render(os.Stdin, os.Stdout, background); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

// look is how a stretch of text looks.
type look struct {
	fg, bg         string
	bold, reversed bool
}

// render draws line by line; every stretch of one look is one rectangle and one text.
func render(in io.Reader, out io.Writer, background string) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	var body strings.Builder
	widest := 0
	now := look{}
	for y, line := range lines {
		x := 0
		for line != "" {
			var stretch string
			line, stretch = next(line, &now)
			draw(&body, x, y, stretch, now, background)
			x += runewidth.StringWidth(stretch)
		}
		widest = max(widest, x)
	}
	w := bufio.NewWriter(out)
	width, height := float64(widest)*cellWidth+2*cellWidth, float64(len(lines)*cellHeight+cellHeight)
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f">`+"\n", width, height, width, height)
	fmt.Fprintf(w, `<rect width="100%%" height="100%%" rx="6" fill="%s"/>`+"\n", background)
	fmt.Fprintf(w, `<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="%d">`+"\n%s</g></svg>\n", fontSize, body.String())
	return w.Flush()
}

// next takes escape sequences and then a stretch of text off a line.
func next(line string, now *look) (rest, stretch string) {
	for strings.HasPrefix(line, "\x1b[") {
		end := strings.IndexByte(line, 'm')
		if end < 0 {
			return "", ""
		}
		now.set(line[2:end])
		line = line[end+1:]
	}
	if n := strings.IndexByte(line, 0x1b); n >= 0 {
		return line[n:], line[:n]
	}
	return "", line
}

// set follows the parameters of an escape sequence.
func (l *look) set(parameters string) {
	codes := strings.Split(parameters, ";")
	for n := 0; n < len(codes); n++ {
		code, _ := strconv.Atoi(codes[n])
		switch {
		case code == 0:
			*l = look{}
		case code == 1:
			l.bold = true
		case code == 7:
			l.reversed = true
		case code == 39:
			l.fg = ""
		case code == 49:
			l.bg = ""
		case (code == 38 || code == 48) && n+4 < len(codes) && codes[n+1] == "2":
			color := fmt.Sprintf("rgb(%s,%s,%s)", codes[n+2], codes[n+3], codes[n+4])
			if n += 4; code == 38 {
				l.fg = color
			} else {
				l.bg = color
			}
		}
	}
}

// unbroken keeps blanks: renderers collapse them, whatever xml:space or white-space say around a text.
var unbroken = strings.NewReplacer(" ", "\u00a0")

func draw(b *strings.Builder, x, y int, stretch string, l look, background string) {
	fg, bg := l.fg, l.bg
	if fg == "" {
		fg = "#c8ccd0"
	}
	if l.reversed {
		if bg == "" {
			bg = background
		}
		fg, bg = bg, fg
	}
	left, width := float64(x)*cellWidth+cellWidth, float64(runewidth.StringWidth(stretch))*cellWidth
	top := float64(y*cellHeight) + cellHeight/2
	if bg != "" && width > 0 {
		fmt.Fprintf(b, `<rect x="%.2f" y="%.1f" width="%.2f" height="%d" fill="%s"/>`+"\n", left, top, width+0.3, cellHeight, bg)
	}
	if strings.TrimSpace(stretch) == "" {
		return
	}
	weight := ""
	if l.bold {
		weight = ` font-weight="bold"`
	}
	fmt.Fprintf(b, `<text x="%.2f" y="%.1f" fill="%s"%s textLength="%.2f">%s</text>`+"\n", left, top+ascent, fg, weight, width, unbroken.Replace(html.EscapeString(stretch)))
}
