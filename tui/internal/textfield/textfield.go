// Package textfield is a text that is typed, of one line or of several, with a cursor in it. It looks at no clipboard: what is pasted comes as a
// message of the terminal.
package textfield

import (
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// Field is the text with its cursor.
type Field struct {
	lines     [][]rune // at least one
	line, col int      // of the cursor: before the character lines[line][col]
	multiline bool
}

// New returns a field with the cursor at the end of a text.
func New(text string, multiline bool) Field {
	f := Field{multiline: multiline, lines: [][]rune{nil}}
	f.insert(text)
	return f
}

// Lines returns the lines, at least one. They must not be modified.
func (f *Field) Lines() [][]rune { return f.lines }

// Cursor returns the line and the column that the cursor is before.
func (f *Field) Cursor() (line, col int) { return f.line, f.col }

// Value returns the text, its lines joined by newlines.
func (f *Field) Value() string {
	lines := make([]string, len(f.lines))
	for n, l := range f.lines {
		lines[n] = string(l)
	}
	return strings.Join(lines, "\n")
}

// insert puts text before the cursor. Control characters are left out, and in a field of one line newlines, too.
func (f *Field) insert(text string) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(text)
	for n, part := range strings.Split(text, "\n") {
		if n > 0 && f.multiline {
			f.split()
		}
		runes := slices.DeleteFunc([]rune(part), func(r rune) bool { return r == unicode.ReplacementChar || unicode.IsControl(r) })
		f.lines[f.line] = slices.Insert(f.lines[f.line], f.col, runes...)
		f.col += len(runes)
	}
}

// split breaks the line at the cursor.
func (f *Field) split() {
	l := f.lines[f.line]
	rest := slices.Clone(l[f.col:])
	f.lines[f.line] = l[:f.col:f.col]
	f.lines = slices.Insert(f.lines, f.line+1, rest)
	f.line, f.col = f.line+1, 0
}

// Update handles a key or pasted text.
func (f *Field) Update(m tea.Msg) {
	switch m := m.(type) {
	case tea.PasteMsg:
		f.insert(m.Content)
	case tea.KeyPressMsg:
		if !f.edit(m.String()) && m.Text != "" {
			f.insert(m.Text)
		}
	}
}

// edit handles the keys that do something else than insert their character, as in a shell, and reports whether the key is one.
func (f *Field) edit(key string) bool {
	switch key {
	case "enter", "ctrl+m":
		f.insert("\n")
	case "backspace", "ctrl+h":
		f.backspace()
	case "delete", "ctrl+d":
		f.delete()
	case "left", "ctrl+b":
		f.left()
	case "right", "ctrl+f":
		f.right()
	case "up", "ctrl+p":
		f.move(f.line - 1)
	case "down", "ctrl+n":
		f.move(f.line + 1)
	case "home", "ctrl+a":
		f.col = 0
	case "end", "ctrl+e":
		f.col = len(f.lines[f.line])
	default:
		return f.editWord(key)
	}
	return true
}

func (f *Field) editWord(key string) bool {
	switch key {
	case "ctrl+left", "alt+left", "alt+b":
		f.wordLeft()
	case "ctrl+right", "alt+right", "alt+f":
		f.wordRight()
	case "ctrl+w", "alt+backspace":
		to := f.col
		f.wordLeft()
		f.cut(f.col, to)
	case "ctrl+u":
		f.cut(0, f.col)
	case "ctrl+k":
		f.cut(f.col, len(f.lines[f.line]))
	default:
		return false
	}
	return true
}

// cut removes a part of the cursor's line that begins or ends at the cursor.
func (f *Field) cut(from, to int) {
	f.lines[f.line] = slices.Delete(f.lines[f.line], from, to)
	f.col = from
}

func (f *Field) backspace() {
	if f.line > 0 || f.col > 0 {
		f.left()
		f.delete()
	}
}

func (f *Field) delete() {
	switch l := f.lines[f.line]; {
	case f.col < len(l):
		f.cut(f.col, f.col+1)
	case f.line+1 < len(f.lines):
		f.lines[f.line] = append(l, f.lines[f.line+1]...)
		f.lines = slices.Delete(f.lines, f.line+1, f.line+2)
	}
}

func (f *Field) left() {
	switch {
	case f.col > 0:
		f.col--
	case f.line > 0:
		f.line--
		f.col = len(f.lines[f.line])
	}
}

func (f *Field) right() {
	switch {
	case f.col < len(f.lines[f.line]):
		f.col++
	case f.line+1 < len(f.lines):
		f.line, f.col = f.line+1, 0
	}
}

// move puts the cursor into another line, as far as there is one.
func (f *Field) move(line int) {
	f.line = min(max(line, 0), len(f.lines)-1)
	f.col = min(f.col, len(f.lines[f.line]))
}

func (f *Field) wordLeft() {
	l := f.lines[f.line]
	for f.col > 0 && l[f.col-1] == ' ' {
		f.col--
	}
	for f.col > 0 && l[f.col-1] != ' ' {
		f.col--
	}
}

func (f *Field) wordRight() {
	l := f.lines[f.line]
	for f.col < len(l) && l[f.col] == ' ' {
		f.col++
	}
	for f.col < len(l) && l[f.col] != ' ' {
		f.col++
	}
}
