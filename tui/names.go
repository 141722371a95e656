package tui

import (
	"strings"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/mattn/go-runewidth"
)

// longestExtra is how many bytes of combining runes a cell keeps; names may hold thousands.
const longestExtra = 16

// widths measures as terminals do that do not join emoji, whatever the locale.
var widths = &runewidth.Condition{StrictEmojiNeutral: true}

func runeWidth(r rune) int {
	if r >= ' ' && r < 0x7f {
		return 1
	}
	return widths.RuneWidth(r)
}

// width is the number of cells that a cleaned text takes.
func width(text string) int {
	w := 0
	for _, r := range text {
		w += runeWidth(r)
	}
	return w
}

// cleanName returns a name as it is drawn: quoted where it holds control characters or is not UTF-8, and without what joins neighboring
// emoji, which terminals measure in different ways.
func cleanName(name string) string { return strings.Map(unjoined, termtext.Quote(name)) }

// cleanText returns a sentence as it is drawn, the names in it as they are but for what [termtext.Escape] escapes.
func cleanText(text string) string { return strings.Map(unjoined, termtext.Escape(text)) }

func unjoined(r rune) rune {
	switch {
	case r == '\u200d', r == '\u200c', r >= '\ufe00' && r <= '\ufe0f', r >= 0x1f3fb && r <= 0x1f3ff:
		return -1
	}
	return r
}

// cutMiddle takes the middle out of a text that is wider than room cells; both ends tell names apart. In less than three cells nothing is
// left of a text that does not fit.
func cutMiddle(text string, room int, ellipsis string) string {
	if width(text) <= room {
		return text
	}
	if room < 3 {
		return ""
	}
	head := (room - 1) / 2
	tail := room - 1 - head
	return firstCells(text, head) + ellipsis + lastCells(text, tail)
}

// firstCells is the beginning of a text that fits into so many cells.
func firstCells(text string, room int) string {
	for n, r := range text {
		if room -= runeWidth(r); room < 0 {
			return text[:n]
		}
	}
	return text
}

// lastCells is the end of a text that fits into so many cells; it does not begin with a rune that belongs to the one before.
func lastCells(text string, room int) string {
	n, start := len(text), len(text)
	for n > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:n])
		w := runeWidth(r)
		if room -= w; room < 0 {
			break
		}
		if n -= size; w > 0 {
			start = n
		}
	}
	return text[start:]
}

// cutEnd takes the end off a text that is wider than room cells.
func cutEnd(text string, room int, ellipsis string) string {
	if width(text) <= room {
		return text
	}
	if room < 1 {
		return ""
	}
	return firstCells(text, room-1) + ellipsis
}

// chunks cuts a text into parts that fit into so many cells, without leaving anything out. An empty text is one part.
func chunks(text string, room int) []string {
	var parts []string
	start, cells := 0, 0
	for n, r := range text {
		w := runeWidth(r)
		if cells+w > room && n > start {
			parts = append(parts, text[start:n])
			start, cells = n, 0
		}
		cells += w
	}
	return append(parts, text[start:])
}
