package textfield

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestTextField types keys, by their names, into a field; "|" stands for the cursor.
func TestTextField(t *testing.T) {
	keys := map[string]tea.Key{
		"enter": {Code: tea.KeyEnter}, "backspace": {Code: tea.KeyBackspace}, "delete": {Code: tea.KeyDelete}, "left": {Code: tea.KeyLeft},
		"right": {Code: tea.KeyRight}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
		"ctrl+a": {Code: 'a', Mod: tea.ModCtrl}, "ctrl+w": {Code: 'w', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
		"ctrl+k": {Code: 'k', Mod: tea.ModCtrl}, "alt+b": {Code: 'b', Mod: tea.ModAlt}, "alt+f": {Code: 'f', Mod: tea.ModAlt},
		"f5": {Code: tea.KeyF5}, "space": {Code: ' ', Text: " "}, "x": {Code: 'x', Text: "x"}, "é": {Code: 'é', Text: "é"},
	}
	for _, c := range []struct{ text, keys, want string }{
		{"", "", "|"},
		{"ab", "x", "abx|"},
		{"ab", "left x é f5", "axé|b"},
		{"ab", "home delete", "|b"},
		{"ab", "backspace backspace backspace", "|"},
		{"ab\ncd", "home backspace", "ab|cd"},
		{"ab\ncd", "up delete", "ab|cd"},
		{"ab\nc", "up end enter x", "ab\nx|\nc"},
		{"ab\nc", "left left right x", "ab\nx|c"},
		{"abc\nd\nefg", "up up x", "ax|bc\nd\nefg"},
		{"a\nb", "down down x", "a\nbx|"},
		{"one two", "ctrl+w", "one |"},
		{"one two", "alt+b ctrl+u", "|two"},
		{"one two", "ctrl+a alt+f ctrl+k", "one|"},
		{"one", "right space x", "one x|"},
		{"a\r\nb\tc\x1b\x00", "", "a\nb c|"},
	} {
		f := New(c.text, true)
		for name := range strings.FieldsSeq(c.keys) {
			key, ok := keys[name]
			if !ok {
				t.Fatalf("no key %q", name)
			}
			f.Update(tea.KeyPressMsg(key))
		}
		at := f.line
		for n := range f.lines[:f.line] {
			at += len(string(f.lines[n]))
		}
		at += len(string(f.lines[f.line][:f.col]))
		value := f.Value()
		if got := value[:at] + "|" + value[at:]; got != c.want {
			t.Errorf("%q after %q: %q, want %q", c.text, c.keys, got, c.want)
		}
	}
}

func TestTextFieldOfOneLine(t *testing.T) {
	f := New("a", false)
	f.Update(tea.PasteMsg{Content: "b\nc"})
	f.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	if f.Value() != "abc" {
		t.Errorf("value %q", f.Value())
	}
}
