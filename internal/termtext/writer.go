package termtext

import (
	"bytes"
	"io"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Writer writes text and escapes, as a last defence, what no reader may get raw: control characters but line feeds and tabs, format and
// direction characters, bytes that are not UTF-8, and what a CI system would read as a command. A character that is split between two
// calls is escaped, too.
type Writer struct {
	out      io.Writer
	retained []string // escape sequences that pass
	buf      []byte
	tail     []byte // the end of what was written before
	// blank: the line has nothing but white space so far; colon: and then one colon.
	blank, colon bool
}

// NewWriter returns a writer to w, in the place of w where that is a [Writer] itself. The escape sequences in keep pass; they are the
// program's own.
func NewWriter(w io.Writer, keep ...string) *Writer {
	return &Writer{out: Unwrap(w), retained: keep, blank: true}
}

// Write implements io.Writer.
func (w *Writer) Write(p []byte) (int, error) { return w.write(p, false) }

// WriteLine writes a text as one line, line feeds and tabs in it escaped, too.
func (w *Writer) WriteLine(text string) error {
	if w.blank && IsPlain(text) {
		return w.writePlain(text)
	}
	if _, err := w.write([]byte(text), true); err != nil {
		return err
	}
	_, err := w.write([]byte("\n"), false)
	return err
}

// writePlain writes a line that has nothing to escape: a list may have a million of them.
func (w *Writer) writePlain(text string) error {
	for _, part := range []string{text, "\n"} {
		if _, err := io.WriteString(w.out, part); err != nil {
			return err
		}
	}
	w.tail = w.tail[:0]
	return nil
}

func (w *Writer) write(p []byte, oneLine bool) (int, error) {
	w.buf = append(w.buf[:0], w.tail...)
	before := len(w.buf)
	for rest := p; len(rest) > 0; {
		if n := word(rest); n > 0 {
			w.buf, rest = append(w.buf, rest[:n]...), rest[n:]
			w.blank, w.colon = false, false
			continue
		}
		rest = rest[w.next(rest, oneLine):]
	}
	_, err := w.out.Write(w.buf[before:])
	w.tail = append(w.tail[:0], w.buf[max(0, len(w.buf)-longestMark):]...)
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

const longestMark = len("section_start:")

// word returns the length of the letters, digits and signs without a meaning at the beginning.
func word(p []byte) int {
	for n, c := range p {
		if c <= ' ' || c >= 0x7f || c == ':' || c == '[' {
			return n
		}
	}
	return len(p)
}

// next writes one character, or one sequence that passes, and returns its length.
func (w *Writer) next(p []byte, oneLine bool) int {
	if n := slices.IndexFunc(w.retained, func(s string) bool { return bytes.HasPrefix(p, []byte(s)) }); n >= 0 {
		w.buf = append(w.buf, w.retained[n]...)
		return len(w.retained[n])
	}
	r, size := utf8.DecodeRune(p)
	colon := w.colon
	w.colon = w.blank && r == ':'
	w.blank = w.blank && unicode.IsSpace(r)
	switch {
	case r == '\n' && !oneLine:
		w.buf, w.blank = append(w.buf, '\n'), true
	case r == '\t' && !oneLine:
		w.buf = append(w.buf, '\t')
	case IsUnsafe(r) || r == utf8.RuneError && size == 1:
		w.buf = appendEscape(w.buf, string(p[:size]))
		w.blank = false
	case colon && r == ':' || endsMark(w.buf, r):
		w.buf = appendHex(w.buf, byte(r))
	default:
		w.buf = append(w.buf, p[:size]...)
	}
	return size
}
