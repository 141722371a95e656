package report

import "strings"

// Code returns a name in a code span of Markdown, also for table rows.
func Code(name string) string { return strings.ReplaceAll(code(name), "|", `\|`) }

// Shorten returns the text of an instruction, cut to fit a line.
func Shorten(text string) string { return shorten(text) }

// Prose returns a sentence for Markdown, with everything that could be markup in code spans.
func Prose(text string) string { return prose(text) }

// EncodeName returns a name for JSON: if it is not UTF-8, each byte that belongs to no character, and each percent sign, is percent-encoded.
func EncodeName(name string) (text string, encoded bool) { return encode(name) }
