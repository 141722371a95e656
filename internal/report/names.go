package report

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// encode returns a name for JSON. If it is not UTF-8, each byte that belongs to no character, and each percent sign, is percent-encoded.
func encode(name string) (text string, encoded bool) {
	if utf8.ValidString(name) {
		return name, false
	}
	var b strings.Builder
	for len(name) > 0 {
		r, size := utf8.DecodeRuneInString(name)
		if r == utf8.RuneError && size == 1 || r == '%' {
			fmt.Fprintf(&b, "%%%02X", name[0])
		} else {
			b.WriteString(name[:size])
		}
		name = name[size:]
	}
	return b.String(), true
}

// readable encodes a text that need not be decoded.
func readable(text string) string {
	text, _ = encode(text)
	return text
}
