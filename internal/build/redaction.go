package build

import (
	"bytes"
	"cmp"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Redactions are values that errors and reports do not show, with the texts that replace them: ${NAME} for the value of a variable.
//
// Files of a project may use any variable of the environment: without redaction, a compose file with target: "${CI_TOKEN}" would print the
// token in the error about the missing stage. Redacted is each value of a variable that comes from the process's environment, or from a file
// outside of the project, if its name is in the files that define the build. Not redacted are
//
//   - variables of the project's own .env files,
//   - a value that the files contain, such as the name of a stage or a default,
//   - a value that is the path of a file or directory of the project, or of a directory around it,
//   - the path of a context that exists.
//
// Builds are resolved with the real values; only texts are changed.
type Redactions []Redaction // the longest values first

// Redaction is a value and the text that replaces it.
type Redaction struct{ Value, Shown string }

// RedactVariables returns redactions of the variables that some files may use, without the values that the files contain.
func RedactVariables(values map[string]string, texts ...[]byte) Redactions {
	names := map[string]bool{}
	for _, text := range texts {
		for word := range bytes.FieldsFuncSeq(text, func(r rune) bool { return !isNameRune(r) }) {
			names[string(bytes.TrimLeft(word, "0123456789"))] = true
		}
	}
	var h Redactions
	for name, value := range values {
		if names[name] {
			h = append(h, Redaction{value, "${" + name + "}"})
		}
	}
	return h.ExcludeTexts(texts...)
}

// isNameRune reports whether a character may be part of the name of a variable.
func isNameRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// ExcludeTexts returns the redactions without the values that one of some texts contains, the longest values first.
func (h Redactions) ExcludeTexts(texts ...[]byte) Redactions {
	h = slices.DeleteFunc(slices.Clone(h), func(v Redaction) bool {
		value := strings.TrimSpace(v.Value)
		return value == "" || slices.ContainsFunc(texts, func(text []byte) bool { return bytes.Contains(text, []byte(value)) })
	})
	slices.SortFunc(h, func(a, b Redaction) int {
		return cmp.Or(cmp.Compare(len(b.Value), len(a.Value)), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Shown, b.Shown))
	})
	return slices.CompactFunc(h, func(a, b Redaction) bool { return a.Value == b.Value })
}

// Exclude returns the redactions without the values for which drop reports true.
func (h Redactions) Exclude(drop func(value string) bool) Redactions {
	return slices.DeleteFunc(slices.Clone(h), func(v Redaction) bool { return drop(v.Value) })
}

// Apply returns a text with the values replaced.
func (h Redactions) Apply(s string) string {
	for _, v := range h {
		for _, form := range v.forms() {
			s = replaceWord(s, form, v.Shown)
		}
	}
	return s
}

// forms returns how a value may look in a text: as it is, quoted, with its spaces and line ends squeezed, and as a cleaned path.
func (v Redaction) forms() []string {
	quoted := strconv.Quote(v.Value)
	forms := []string{v.Value, quoted[1 : len(quoted)-1], strings.Join(strings.Fields(v.Value), " "), filepath.Clean(v.Value),
		strings.TrimPrefix(filepath.Clean(string(filepath.Separator)+v.Value), string(filepath.Separator))}
	for line := range strings.Lines(v.Value) {
		forms = append(forms, strings.TrimSpace(line))
	}
	slices.SortStableFunc(forms, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return slices.DeleteFunc(slices.Compact(forms), func(form string) bool { return form == "" || form == "." || form == string(filepath.Separator) })
}

// shortValue is the length up to which a value is replaced only as a whole word: "1" is no secret in "line 12".
const shortValue = 6

// replaceWord replaces a value in whatever case it is written.
func replaceWord(s, value, shown string) string {
	var b strings.Builder
	lower, find := lowerASCII(s), lowerASCII(value)
	from := 0
	for {
		at := strings.Index(lower[from:], find)
		if at < 0 {
			break
		}
		at += from
		end := at + len(value)
		if len(value) <= shortValue && (isWord(lastRune(s[:at])) || isWord(firstRune(s[end:]))) {
			b.WriteString(s[from:end])
		} else {
			b.WriteString(s[from:at])
			b.WriteString(shown)
		}
		from = end
	}
	if from == 0 {
		return s
	}
	b.WriteString(s[from:])
	return b.String()
}

// lowerASCII returns a text in lower case with the same length in bytes.
func lowerASCII(s string) string {
	lower := []byte(s)
	for n, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[n] = c + 'a' - 'A'
		}
	}
	return string(lower)
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }

func isWord(r rune) bool {
	return r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// ApplyToError returns an error with the values replaced in its text and hint. errors.Is finds what it wraps.
func (h Redactions) ApplyToError(err error) error {
	if err == nil || len(h) == 0 {
		return err
	}
	hint := ""
	if e, ok := errors.AsType[*Error](err); ok {
		hint = e.Hint
	}
	if text := h.Apply(err.Error()); text != err.Error() || h.Apply(hint) != hint {
		return &Error{Err: &redactedError{text, err}, Hint: h.Apply(hint)}
	}
	return err
}

// redactedError is an error with another text.
type redactedError struct {
	text string
	err  error
}

func (e *redactedError) Error() string { return e.text }

// Is reports whether the error that is not shown is of that kind.
func (e *redactedError) Is(target error) bool { return errors.Is(e.err, target) }

// Hide returns a text without the values of the environment that the definition of the build uses.
func (b *Build) Hide(text string) string { return b.Redactions.Apply(text) }

// HideError returns an error without these values in its text.
func (b *Build) HideError(err error) error { return b.Redactions.ApplyToError(err) }

// RedactFields replaces the values in the fields that show the request.
func (b *Build) RedactFields() {
	if len(b.Redactions) == 0 {
		return
	}
	b.Target, b.Platform = b.Hide(b.Target), b.Hide(b.Platform)
	for n := range b.Unknown {
		b.Unknown[n] = b.Hide(b.Unknown[n])
	}
	for _, c := range append([]*Context{&b.Context}, pointers(b.Named)...) {
		if c.Root == "" {
			c.Given = b.Hide(c.Given)
		}
		for n := range c.Whole {
			c.Whole[n].Text = b.Hide(c.Whole[n].Text)
		}
	}
}

func pointers[T any](list []T) []*T {
	var all []*T
	for n := range list {
		all = append(all, &list[n])
	}
	return all
}
