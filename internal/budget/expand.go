package budget

import (
	"strings"
	"unicode"
)

// Expanded returns the most bytes that a text can have once its variables are replaced by their values, which are not expanded again.
func Expanded(text string, lookup func(string) (string, bool)) int {
	total := len(text)
	references(text, func(name string) {
		if value, ok := lookup(name); ok {
			total += len(value)
		}
	})
	return total
}

// references calls f for each variable that a text may refer to, as $NAME or ${NAME.
func references(text string, f func(name string)) {
	for {
		at := strings.IndexByte(text, '$')
		if at < 0 {
			return
		}
		text = strings.TrimPrefix(text[at+1:], "{")
		end := strings.IndexFunc(text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if end < 0 {
			end = len(text)
		}
		if end > 0 {
			f(text[:end])
		}
		text = text[end:]
	}
}

// Dotenv returns an error where the values of a .env file would be too large, or nest substitutions too deep, if it were expanded. lookup returns
// the variables that are set before. It follows the syntax of github.com/compose-spec/compose-go dotenv, parser.parse.
func Dotenv(path string, text []byte, lookup func(string) (string, bool)) error {
	sizes, total, line := map[string]int{}, 0, 1
	rest := strings.TrimPrefix(string(text), "\uFEFF")
	for {
		var key, value string
		trimmed := strings.TrimLeftFunc(rest, unicode.IsSpace)
		line += strings.Count(rest[:len(rest)-len(trimmed)], "\n")
		if trimmed == "" {
			return nil
		}
		if trimmed[0] == '#' {
			end := strings.IndexByte(trimmed, '\n')
			if end < 0 {
				return nil
			}
			rest = trimmed[end:]
			continue
		}
		key, value, rest = statement(trimmed)
		if err := Substitutions(value); err != nil {
			return Exceeded(path, line, "%w", err)
		}
		size := len(value)
		references(value, func(name string) {
			if set, ok := lookup(name); ok {
				size += len(set)
			} else {
				size += sizes[name]
			}
		})
		if size > MaxValue {
			return Exceeded(path, line, "the value of %s expands to more than %d bytes", key, MaxValue)
		}
		if total += size; total > MaxExpanded {
			return Exceeded(path, line, "the values expand to more than %d bytes", MaxExpanded)
		}
		sizes[key] = size
		line += strings.Count(trimmed[:len(trimmed)-len(rest)], "\n")
	}
}

// statement splits the first assignment off a text.
func statement(text string) (key, value, rest string) {
	text = strings.TrimLeft(strings.TrimPrefix(text, "export"), " \t\v\f\r")
	at := strings.IndexAny(text, "=:\n")
	if at < 0 {
		return text, "", ""
	}
	key, rest = strings.TrimSpace(text[:at]), text[at+1:]
	if text[at] == '\n' {
		return key, "", rest
	}
	rest = strings.TrimLeftFunc(rest, func(r rune) bool { return r != '\n' && unicode.IsSpace(r) })
	if rest == "" || rest[0] != '"' && rest[0] != '\'' {
		value, rest, _ = strings.Cut(rest, "\n")
		return key, value, rest
	}
	for end := 1; end < len(rest); end++ {
		switch rest[end] {
		case '\\':
			end++
		case rest[0]:
			return key, rest[1:end], rest[end+1:]
		}
	}
	return key, rest, ""
}
