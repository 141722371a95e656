// Package phrase words the texts that findings and suggestions have in common.
package phrase

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestText is the maximum length of an instruction in a message; the line number shows where the rest is.
const longestText = 60

// Shorten cuts an instruction's text for a message.
func Shorten(text string) string {
	if r := []rune(text); len(r) > longestText {
		return string(r[:longestText-1]) + "…"
	}
	return text
}

// Capitalize returns a text with its first letter in upper case.
func Capitalize(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if first == utf8.RuneError {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// Count returns a number of things: 1 file, 3 files.
func Count(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	if stem, ok := strings.CutSuffix(thing, "y"); ok {
		thing = stem + "ie"
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
