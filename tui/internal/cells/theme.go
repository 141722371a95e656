package cells

import (
	"fmt"
	"strconv"
)

// Shade is a color by its purpose; each theme defines its color. The zero shade is the terminal's own.
type Shade uint8

// The shades. A name with Back is a background, the same name with Text is a foreground on it.
const (
	Own Shade = iota
	Text
	Dim
	Frame
	Accent
	Warn
	Bar     // behind the header
	BarText // in it
	Selected
	OnSelect
	// What is sent, by the depth of the tile in the treemap.
	SentBack
	SentBack2
	SentBack3
	SentText
	UnusedBack
	UnusedText
	DraftBack
	DraftText
	GhostBack
	GhostText
	FindBack
	FindText
	FoldBack
	FoldText
	Added
	Removed
	SafeMark // marks what a safe pattern would exclude
	// Eight kinds that a color can stand for otherwise; each has its text behind it.
	kind0
	kind0Text
	shadeCount = kind0 + 2*Kinds
)

// Kinds is how many different things colors can stand for, the last one being all others.
const Kinds = 8

// KindShades returns the background and the text of one kind.
func KindShades(n int) (back, text Shade) {
	n %= Kinds
	return kind0 + Shade(2*n), kind0Text + Shade(2*n)
}

// Colors is how many colors the terminal has.
type Colors uint8

// What a terminal can show.
const (
	NoColors Colors = iota
	Colors16
	Colors256
	ColorsTrue
)

// Theme is how shades are drawn on a kind of terminal.
type Theme struct {
	Colors Colors
	Glyphs Glyphs
	fg, bg [shadeCount]string // parameters of the escape sequence
}

// NewTheme returns the theme for a terminal with so many colors on a light or a dark background.
func NewTheme(c Colors, light, ascii bool) *Theme {
	t := &Theme{Colors: c, Glyphs: unicodeGlyphs()}
	if ascii {
		t.Glyphs = asciiGlyphs()
	}
	colors := palette(light)
	for s := Own + 1; s < shadeCount; s++ {
		switch c {
		case NoColors:
		case Colors16:
			t.fg[s], t.bg[s] = basic(ansi(s), 30), basic(ansi(s), 40)
		case Colors256:
			n := colors[s].nearest()
			t.fg[s], t.bg[s] = fmt.Sprintf(";38;5;%d", n), fmt.Sprintf(";48;5;%d", n)
		default:
			c := colors[s]
			t.fg[s] = fmt.Sprintf(";38;2;%d;%d;%d", c>>16, c>>8&0xff, c&0xff)
			t.bg[s] = fmt.Sprintf(";48;2;%d;%d;%d", c>>16, c>>8&0xff, c&0xff)
		}
	}
	return t
}

// basic returns the parameter of one of sixteen colors, -1 for the terminal's own.
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
func (t *Theme) sequence(out []byte, s Style) []byte {
	out = append(out, "\x1b[0"...)
	if t.Colors == NoColors {
		s.Attrs |= withoutColor(s)
	}
	for n, code := range [...]string{";1", ";2", ";4", ";7"} {
		if s.Attrs&(1<<n) != 0 {
			out = append(out, code...)
		}
	}
	out = append(out, t.fg[s.Fg]...)
	out = append(out, t.bg[s.Bg]...)
	return append(out, 'm')
}

// withoutColor returns the attributes that stand for a color.
func withoutColor(s Style) Attrs {
	switch {
	case s.Bg == Selected || s.Bg == Bar:
		return Reversed
	case s.Bg == FindBack || s.Fg == Warn || s.Fg == Accent || s.Fg == Added || s.Fg == SafeMark:
		return Bold
	case s.Fg == Dim || s.Fg == GhostText || s.Fg == UnusedText || s.Fg == Removed:
		return Faint
	}
	return 0
}

// Glyphs are the characters that fonts may lack.
type Glyphs struct {
	Sent, Unused, Draft, Ghost, Finding, Folded rune
	Safe, SafeInside                            rune // marks of what a safe pattern would exclude, whole or in part
	HatchDraft, HatchGhost, HatchPreview        rune
	Sparse                                      rune
	Ellipsis, Arrow, Dash, Bar                  string
	Up, Down                                    string
	Lines                                       [16]rune // by the directions in which a line leaves the cell
	Spinner                                     []string
}

func unicodeGlyphs() Glyphs {
	return Glyphs{
		Sent: '●', Unused: '○', Draft: '╳', Ghost: '░', Finding: '!', Folded: '+', Safe: '◆', SafeInside: '◇',
		HatchDraft: '╱', HatchGhost: '░', HatchPreview: '╲', Sparse: '·',
		Ellipsis: "…", Arrow: "→", Dash: "–", Bar: "█", Up: "↑", Down: "↓",
		Lines:   [16]rune{' ', '╵', '╶', '└', '╷', '│', '┌', '├', '╴', '┘', '─', '┴', '┐', '┤', '┬', '┼'},
		Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
	}
}

func asciiGlyphs() Glyphs {
	return Glyphs{
		Sent: '*', Unused: 'o', Draft: 'x', Ghost: ':', Finding: '!', Folded: '+', Safe: '$', SafeInside: '%',
		HatchDraft: '/', HatchGhost: ':', HatchPreview: '\\', Sparse: '.',
		Ellipsis: "~", Arrow: "->", Dash: "-", Bar: "#", Up: "^", Down: "v",
		Lines:   [16]rune{' ', '|', '-', '+', '|', '|', '+', '+', '-', '+', '-', '+', '+', '+', '+', '+'},
		Spinner: []string{"|", "/", "-", "\\"},
	}
}
