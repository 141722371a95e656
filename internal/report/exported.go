package report

import "strings"

// MarkdownCell returns a name in a code span of Markdown, for a table row.
func MarkdownCell(name string) string { return strings.ReplaceAll(MarkdownCode(name), "|", `\|`) }

// Shorten returns the text of an instruction, cut to fit a line.
func Shorten(text string) string { return shorten(text) }

// EncodeName returns a name for JSON: if it is not UTF-8, each byte that belongs to no character, and each percent sign, is percent-encoded.
func EncodeName(name string) (text string, encoded bool) { return encode(name) }
