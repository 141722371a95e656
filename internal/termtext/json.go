package termtext

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// JSONWriter returns a writer of JSON texts, one or several in a call. What [Writer] escapes is escaped as \uXXXX here: the values stay the
// same.
func JSONWriter(w io.Writer) io.Writer { return jsonWriter{Unwrap(w)} }

type jsonWriter struct{ out io.Writer }

// Write implements io.Writer.
func (w jsonWriter) Write(p []byte) (int, error) {
	if _, err := w.out.Write(escapeJSON(p)); err != nil {
		return 0, err
	}
	return len(p), nil
}

func escapeJSON(text []byte) []byte {
	if !holdsMark(string(text)) && !bytes.ContainsFunc(text, escapedInJSON) {
		return text
	}
	dst := make([]byte, 0, len(text)+16)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if escapedInJSON(r) || endsMark(dst, r) {
			for _, unit := range utf16.Encode([]rune{r}) {
				dst = fmt.Appendf(dst, `\u%04x`, unit)
			}
		} else {
			dst = append(dst, text[:size]...)
		}
		text = text[size:]
	}
	return dst
}

// escapedInJSON reports whether encoding/json leaves a character as it is that a reader must not get raw.
func escapedInJSON(r rune) bool { return r >= 0x7f && IsUnsafe(r) }
