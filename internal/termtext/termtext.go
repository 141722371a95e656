// Package termtext makes foreign text harmless for those who read it: terminals, CI logs, JSON viewers and people.
//
// Names of files, patterns, stages and messages of libraries come from an untrusted checkout. [Quote] is for a name,
// [Escape] for a sentence that holds names. [Writer] and [JSONWriter] escape once more whatever is written, so that a text that was
// forgotten does no harm either.
package termtext

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// marks begin a command in the log of a CI system wherever they stand in a line: of GitHub and Azure ("##[", "##vso["), TeamCity and
// GitLab. Their last byte is escaped.
var marks = [...]string{"##[", "##vso[", "##teamcity[", "section_start:", "section_end:"}

// lineMark begins a command of GitHub's log where nothing but white space stands before it in the line.
const lineMark = "::"

// Quote returns a name as a person may see it: as it is, or as strconv.Unquote reads it where it holds control, format or direction
// characters, is not UTF-8, would be a command in the log of a CI system, or begins with a quotation mark, as a quoted name does.
func Quote(name string) string {
	if IsPlain(name) && !strings.HasPrefix(name, `"`) {
		return name
	}
	return Escape(strconv.Quote(name))
}

// Escape returns a text on one line, each byte and character that a reader must not get raw as a Go escape sequence. What it changes cannot
// be told from a text that had the sequence already; a name is for [Quote].
func Escape(text string) string {
	if IsEscaped(text) {
		return text
	}
	dst := make([]byte, 0, len(text)+16)
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case IsUnsafe(r) || r == utf8.RuneError && size == 1:
			dst = appendEscape(dst, text[:size])
		case endsMark(dst, r):
			dst = appendHex(dst, byte(r))
		default:
			dst = append(dst, text[:size]...)
		}
		text = text[size:]
	}
	return string(dst)
}

// IsPlain reports whether a name may be shown as it is.
func IsPlain(name string) bool {
	return IsEscaped(name) && !strings.HasPrefix(strings.TrimLeftFunc(name, unicode.IsSpace), lineMark)
}

// IsEscaped reports whether [Escape] leaves a text as it is.
func IsEscaped(text string) bool {
	for n := range len(text) {
		if c := text[n]; c < ' ' || c >= 0x7f {
			return utf8.ValidString(text) && !strings.ContainsFunc(text, IsUnsafe) && !holdsMark(text)
		}
	}
	return !holdsMark(text)
}

func holdsMark(text string) bool {
	if !strings.Contains(text, "##") && !strings.Contains(text, "section_") {
		return false
	}
	for n := range len(text) {
		if endsMark(text[:n], rune(text[n])) {
			return true
		}
	}
	return false
}

// endsMark reports whether a character would complete a mark.
func endsMark[T string | []byte](before T, r rune) bool {
	if r != '[' && r != ':' {
		return false
	}
	for _, mark := range marks {
		head := mark[:len(mark)-1]
		if rune(mark[len(head)]) == r && len(before) >= len(head) && strings.EqualFold(string(before[len(before)-len(head):]), head) {
			return true
		}
	}
	return false
}

// IsUnsafe reports whether a character is one that a terminal obeys, that changes the direction of writing, that breaks lines, or that is
// not seen.
func IsUnsafe(r rune) bool {
	switch {
	case r < ' ' || r >= 0x7f && r < 0xa0:
		return true
	case r < 0xa0:
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}

// appendEscape appends the escape sequence of one character, or of one byte that belongs to none.
func appendEscape(dst []byte, char string) []byte {
	r, size := utf8.DecodeRuneInString(char)
	if r == utf8.RuneError && size == 1 {
		return appendHex(dst, char[0])
	}
	quoted := strconv.AppendQuoteRuneToASCII(nil, r)
	return append(dst, quoted[1:len(quoted)-1]...)
}

func appendHex(dst []byte, c byte) []byte {
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'x', digits[c>>4], digits[c&15])
}

// Unwrap returns what a [Writer] writes to, and any other writer as it is: for bytes that are not text, or are escaped already.
func Unwrap(w io.Writer) io.Writer {
	if safe, ok := w.(*Writer); ok {
		return safe.out
	}
	return w
}

// Problem names the first thing in a line of text that keeps it from being shown as it is, "" for none: what [Escape] would change, and a
// command at its beginning. A tab is none.
func Problem(line string) string {
	if strings.HasPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), lineMark) {
		return "a command for the log of a CI system (" + lineMark + ")"
	}
	for n, r := range line {
		switch {
		case r == '\t':
		case r == utf8.RuneError && !strings.HasPrefix(line[n:], string(utf8.RuneError)):
			return fmt.Sprintf("the byte 0x%02X, which is not UTF-8", line[n])
		case IsUnsafe(r):
			return fmt.Sprintf("the character %U", r)
		case endsMark(line[:n], r):
			return "a command for the log of a CI system (##[ or alike)"
		}
	}
	return ""
}
