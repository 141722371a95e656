package tui

import (
	"fmt"
	"strconv"
)

// shade is a colour by its part on the screen; each theme says which colour that is. The zero shade is the terminal's own.
type shade uint8

const (
	own shade = iota
	text
	dim
	frame
	accent
	warn
	bar       // behind the header
	barText   // in it
	selected  // behind the selection
	onSelect  // in it
	sentBack  // and so on: behind what is sent
	sentText  // in it
	sentTitle // behind the titles of folders that are sent
	unreadBack
	unreadText
	draftBack
	draftText
	ghostBack
	ghostText
	findBack
	findText
	foldBack
	foldText
	added
	removed
	// Eight kinds that a colour can stand for otherwise; each has its text behind it.
	kind0
	kind0Text
	shades = kind0 + 2*kinds
)

const kinds = 8

// kindShades are the background and the text of one kind.
func kindShades(n int) (bg, fg shade) {
	n %= kinds
	return kind0 + shade(2*n), kind0Text + shade(2*n)
}

// Colors says how many colours the terminal has.
type Colors uint8

// What a terminal can show.
const (
	NoColors Colors = iota
	Colors16
	ColorsTrue // also for 256 colours, which the renderer picks itself
)

// Theme says which background colours are for.
type Theme uint8

// The themes.
const (
	Auto Theme = iota // what the terminal says, dark where it says nothing
	Dark
	Light
)

// theme is how shades are drawn on a kind of terminal.
type theme struct {
	colors Colors
	fg, bg [shades]string // parameters of the escape sequence
	glyphs glyphs
}

func newTheme(c Colors, light, ascii bool) *theme {
	t := &theme{colors: c, glyphs: unicodeGlyphs}
	if ascii {
		t.glyphs = asciiGlyphs
	}
	for s := range shades {
		switch {
		case c == NoColors || s == own:
		case c == Colors16:
			t.fg[s], t.bg[s] = basic(ansi(s), 30), basic(ansi(s), 40)
		default:
			c := palette(light)[s]
			t.fg[s] = fmt.Sprintf(";38;2;%d;%d;%d", c>>16, c>>8&0xff, c&0xff)
			t.bg[s] = fmt.Sprintf(";48;2;%d;%d;%d", c>>16, c>>8&0xff, c&0xff)
		}
	}
	return t
}

// basic is the parameter of one of sixteen colours, -1 for the terminal's own.
func basic(color, base int) string {
	switch {
	case color < 0:
		return ""
	case color >= 8:
		return ";" + strconv.Itoa(color-8+base+60)
	}
	return ";" + strconv.Itoa(color+base)
}

// sequence appends the escape sequence that makes the next cells look so.
func (t *theme) sequence(out []byte, s style) []byte {
	out = append(out, "\x1b[0"...)
	if t.colors == NoColors {
		s.attrs |= withoutColor(s)
	}
	for n, code := range [...]string{";1", ";2", ";4", ";7"} {
		if s.attrs&(1<<n) != 0 {
			out = append(out, code...)
		}
	}
	out = append(out, t.fg[s.fg]...)
	out = append(out, t.bg[s.bg]...)
	return append(out, 'm')
}

// withoutColor says which attributes stand for a colour.
func withoutColor(s style) attrs {
	switch {
	case s.bg == selected || s.bg == bar:
		return reversed
	case s.bg == findBack || s.fg == warn || s.fg == accent || s.fg == added:
		return bold
	case s.fg == dim || s.fg == ghostText || s.fg == unreadText || s.fg == removed:
		return faint
	}
	return 0
}

// glyphs are the characters that fonts may lack.
type glyphs struct {
	sent, unread, draft, ghost, finding, folded rune
	hatchDraft, hatchGhost, sparse              rune
	ellipsis, arrow, dash, barFull, barEmpty    string
	up, down, left, right                       string
	lines                                       [16]rune // by the directions in which a line leaves the cell
	spinner                                     []string
}

var unicodeGlyphs = glyphs{
	sent: '●', unread: '○', draft: '╳', ghost: '░', finding: '!', folded: '+',
	hatchDraft: '╱', hatchGhost: '░', sparse: '·',
	ellipsis: "…", arrow: "→", dash: "–", barFull: "█", barEmpty: "░",
	up: "↑", down: "↓", left: "←", right: "→",
	lines:   [16]rune{' ', '╵', '╶', '└', '╷', '│', '┌', '├', '╴', '┘', '─', '┴', '┐', '┤', '┬', '┼'},
	spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
}

var asciiGlyphs = glyphs{
	sent: '*', unread: 'o', draft: 'x', ghost: ':', finding: '!', folded: '+',
	hatchDraft: '/', hatchGhost: ':', sparse: '.',
	ellipsis: "~", arrow: "->", dash: "-", barFull: "#", barEmpty: ".",
	up: "up", down: "down", left: "left", right: "right",
	lines:   [16]rune{' ', '|', '-', '+', '|', '|', '+', '+', '-', '+', '-', '+', '+', '+', '+', '+'},
	spinner: []string{"|", "/", "-", "\\"},
}

// hatchUnread fills what is not read where no colour tells it.
func (g *glyphs) hatchUnread(c Colors) rune {
	if c == NoColors {
		return g.sparse
	}
	return ' '
}
