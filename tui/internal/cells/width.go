package cells

import (
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"github.com/ctxsize/ctxsize/internal/termtext"
)

// widths measures as terminals do that do not join emoji, whatever the locale.
var widths = &runewidth.Condition{StrictEmojiNeutral: true}

func runeWidth(r rune) int {
	if r >= ' ' && r < 0x7f {
		return 1
	}
	return widths.RuneWidth(r)
}

// Width returns the number of cells that a cleaned text takes.
func Width(text string) int {
	w := 0
	for _, r := range text {
		w += runeWidth(r)
	}
	return w
}

// RunesWidth is [Width] for runes.
func RunesWidth(text []rune) int {
	w := 0
	for _, r := range text {
		w += runeWidth(r)
	}
	return w
}

// CleanName returns a name as it is drawn: quoted where it holds control characters or is not UTF-8, and without what joins neighboring
// emoji, which terminals measure in different ways.
func CleanName(name string) string { return strings.Map(unjoined, termtext.Quote(name)) }

// CleanText returns a sentence as it is drawn, the names in it as they are but for what [termtext.Escape] escapes.
func CleanText(text string) string { return strings.Map(unjoined, termtext.Escape(text)) }

func unjoined(r rune) rune {
	switch {
	case r == '\u200d', r == '\u200c', r >= '\ufe00' && r <= '\ufe0f', r >= 0x1f3fb && r <= 0x1f3ff:
		return -1
	}
	return r
}

// CutMiddle replaces the middle of a text that is wider than room cells by an ellipsis; both ends are needed to recognize names. In less
// than three cells nothing is left of a text that does not fit.
func CutMiddle(text string, room int, ellipsis string) string {
	if Width(text) <= room {
		return text
	}
	if room < 3 {
		return ""
	}
	head := (room - 1) / 2
	tail := room - 1 - head
	return prefix(text, head) + ellipsis + suffix(text, tail)
}

// prefix returns the start of a text that fits into so many cells.
func prefix(text string, room int) string {
	for n, r := range text {
		if room -= runeWidth(r); room < 0 {
			return text[:n]
		}
	}
	return text
}

// suffix returns the end of a text that fits into so many cells; it does not begin with a rune that belongs to the one before.
func suffix(text string, room int) string {
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

// CutEnd replaces the end of a text that is wider than room cells by an ellipsis.
func CutEnd(text string, room int, ellipsis string) string {
	if Width(text) <= room {
		return text
	}
	if room < 1 {
		return ""
	}
	return prefix(text, room-1) + ellipsis
}

// Pad adds blanks to a text up to a width.
func Pad(text string, w int) string { return text + strings.Repeat(" ", max(w-Width(text), 0)) }

// PadLeft adds blanks before a text up to a width.
func PadLeft(text string, w int) string {
	return strings.Repeat(" ", max(w-Width(text), 0)) + text
}

// Chunks splits a text into parts that fit into so many cells, without leaving anything out. An empty text is one part.
func Chunks(text string, room int) []string {
	var parts []string
	start, used := 0, 0
	for n, r := range text {
		w := runeWidth(r)
		if used+w > room && n > start {
			parts = append(parts, text[start:n])
			start, used = n, 0
		}
		used += w
	}
	return append(parts, text[start:])
}

// Wrap splits a sentence at blanks into lines that fit into so many cells; a longer word is split where it has to be. An empty text is one
// line.
func Wrap(text string, room int) []string {
	room = max(room, 1)
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case Width(line)+1+Width(word) <= room:
			line += " " + word
			continue
		default:
			lines = append(lines, line)
			line = word
		}
		if Width(line) > room {
			parts := Chunks(line, room)
			lines = append(lines, parts[:len(parts)-1]...)
			line = parts[len(parts)-1]
		}
	}
	return append(lines, line)
}
