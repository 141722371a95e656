package tui

import (
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// textField is text that is typed, of one line or of several, with a cursor in it.
type textField struct {
	lines     [][]rune // at least one
	line, col int      // of the cursor: before the character lines[line][col]
	multiline bool
}

func newTextField(text string, multiline bool) textField {
	f := textField{multiline: multiline, lines: [][]rune{nil}}
	f.insert(text)
	return f
}

// value returns the text, its lines joined by newlines.
func (f *textField) value() string {
	var lines []string
	for _, l := range f.lines {
		lines = append(lines, string(l))
	}
	return strings.Join(lines, "\n")
}

// insert puts text before the cursor. Control characters are left out, and in a field of one line newlines, too.
func (f *textField) insert(text string) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(text)
	for _, r := range text {
		switch {
		case r == '\n' && f.multiline:
			f.split()
		case r != unicode.ReplacementChar && !unicode.IsControl(r):
			f.lines[f.line] = slices.Insert(f.lines[f.line], f.col, r)
			f.col++
		}
	}
}

// split breaks the line at the cursor.
func (f *textField) split() {
	l := f.lines[f.line]
	rest := slices.Clone(l[f.col:])
	f.lines[f.line] = l[:f.col:f.col]
	f.lines = slices.Insert(f.lines, f.line+1, rest)
	f.line, f.col = f.line+1, 0
}

// update takes a key or pasted text.
func (f *textField) update(m tea.Msg) {
	switch m := m.(type) {
	case tea.PasteMsg:
		f.insert(m.Content)
	case tea.KeyPressMsg:
		if edit := textEdits[m.String()]; edit != nil {
			edit(f)
		} else if m.Text != "" {
			f.insert(m.Text)
		}
	}
}

// textEdits are the keys that do something else than insert their character, as in a shell.
var textEdits = map[string]func(*textField){
	"enter": func(f *textField) { f.insert("\n") }, "ctrl+m": func(f *textField) { f.insert("\n") },
	"backspace": (*textField).backspace, "ctrl+h": (*textField).backspace, "delete": (*textField).delete, "ctrl+d": (*textField).delete,
	"left": (*textField).left, "ctrl+b": (*textField).left, "right": (*textField).right, "ctrl+f": (*textField).right,
	"up": (*textField).up, "ctrl+p": (*textField).up, "down": (*textField).down, "ctrl+n": (*textField).down,
	"home": (*textField).home, "ctrl+a": (*textField).home, "end": (*textField).end, "ctrl+e": (*textField).end,
	"ctrl+left": (*textField).wordLeft, "alt+left": (*textField).wordLeft, "alt+b": (*textField).wordLeft,
	"ctrl+right": (*textField).wordRight, "alt+right": (*textField).wordRight, "alt+f": (*textField).wordRight,
	"ctrl+w": (*textField).cutWord, "alt+backspace": (*textField).cutWord,
	"ctrl+u": func(f *textField) { f.cut(0, f.col) }, "ctrl+k": func(f *textField) { f.cut(f.col, len(f.lines[f.line])) },
}

// cut removes a part of the cursor's line, at one end of which the cursor is.
func (f *textField) cut(from, to int) {
	f.lines[f.line] = slices.Delete(f.lines[f.line], from, to)
	f.col = from
}

func (f *textField) backspace() {
	if f.line > 0 || f.col > 0 {
		f.left()
		f.delete()
	}
}

func (f *textField) delete() {
	switch l := f.lines[f.line]; {
	case f.col < len(l):
		f.cut(f.col, f.col+1)
	case f.line+1 < len(f.lines):
		f.lines[f.line] = append(l, f.lines[f.line+1]...)
		f.lines = slices.Delete(f.lines, f.line+1, f.line+2)
	}
}

func (f *textField) left() {
	switch {
	case f.col > 0:
		f.col--
	case f.line > 0:
		f.line--
		f.end()
	}
}

func (f *textField) right() {
	switch {
	case f.col < len(f.lines[f.line]):
		f.col++
	case f.line+1 < len(f.lines):
		f.line, f.col = f.line+1, 0
	}
}

func (f *textField) up()   { f.move(f.line - 1) }
func (f *textField) down() { f.move(f.line + 1) }

// move puts the cursor into another line, as far as there is one.
func (f *textField) move(line int) {
	f.line = min(max(line, 0), len(f.lines)-1)
	f.col = min(f.col, len(f.lines[f.line]))
}

func (f *textField) home() { f.col = 0 }
func (f *textField) end()  { f.col = len(f.lines[f.line]) }

func (f *textField) wordLeft() {
	l := f.lines[f.line]
	for f.col > 0 && l[f.col-1] == ' ' {
		f.col--
	}
	for f.col > 0 && l[f.col-1] != ' ' {
		f.col--
	}
}

func (f *textField) wordRight() {
	l := f.lines[f.line]
	for f.col < len(l) && l[f.col] == ' ' {
		f.col++
	}
	for f.col < len(l) && l[f.col] != ' ' {
		f.col++
	}
}

func (f *textField) cutWord() {
	to := f.col
	f.wordLeft()
	f.cut(f.col, to)
}
