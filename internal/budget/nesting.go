package budget

import "strings"

// Substitutions returns an error where "${" is nested more than [MaxNesting] levels deep in a text: the expanders of compose-go and BuildKit
// take time that grows with the cube of the depth. The error names no file.
func Substitutions(text string) error {
	if deepest(text) > MaxNesting {
		return Exceeded("", 0, "${...} is nested more than %d levels deep", MaxNesting)
	}
	return nil
}

// deepest returns how deep "${" is nested in a text.
func deepest(text string) int {
	depth, most := 0, 0
	for at := 0; ; {
		next := strings.IndexAny(text[at:], "$}")
		if next < 0 {
			return most
		}
		at += next + 1
		switch {
		case text[at-1] == '}':
			depth = max(depth-1, 0)
		case strings.HasPrefix(text[at:], "{"):
			depth++
			most = max(most, depth)
			at++
		}
	}
}

// JSON returns an error where arrays and objects are nested more than [MaxNesting] levels deep in a JSON text. The error names no file.
func JSON(text []byte) error {
	depth, line := 0, 1
	for at := 0; at < len(text); at++ {
		switch text[at] {
		case '\n':
			line++
		case '"':
			at = EndOfString(text, at)
		case '[', '{':
			if depth++; depth > MaxNesting {
				return Exceeded("", line, "nested more than %d levels deep", MaxNesting)
			}
		case ']', '}':
			depth--
		}
	}
	return nil
}

// EndOfString returns the index of the quote that ends the JSON string that begins at an index, or the length of the text.
func EndOfString(text []byte, start int) int {
	for at := start + 1; at < len(text); at++ {
		switch text[at] {
		case '\\':
			at++
		case '"':
			return at
		}
	}
	return len(text)
}
