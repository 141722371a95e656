package report

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/ctxsize/ctxsize/internal/termtext"
)

// MarkdownCode returns a name in a code span, "" for "". Table rows escape its pipes.
func MarkdownCode(name string) string {
	if name == "" {
		return ""
	}
	shown := termtext.Quote(name)
	if strings.Contains(shown, `\|`) {
		// Renderers disagree about a backslash before a pipe in a table.
		if shown == name {
			shown = strconv.Quote(name)
		}
		shown = strings.ReplaceAll(shown, "|", `\x7c`)
	}
	return span(shown)
}

// span returns a text in a code span, its fence longer than any run of backquotes in it.
func span(text string) string {
	longest := 0
	for _, run := range strings.FieldsFunc(text, func(r rune) bool { return r != '`' }) {
		longest = max(longest, len(run))
	}
	fence := strings.Repeat("`", longest+1)
	blank := strings.Trim(text, " ") == ""
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || !blank && text[0] == ' ' && text[len(text)-1] == ' ' {
		// Renderers remove one blank at each end.
		text = " " + text + " "
	}
	return fence + text + fence
}

// codes returns up to three names in code spans.
func codes(names []string) string {
	const most = 3
	var spans []string
	for _, name := range names[:min(len(names), most)] {
		spans = append(spans, MarkdownCode(name))
	}
	text := strings.Join(spans, ", ")
	if rest := len(names) - most; rest > 0 {
		text += fmt.Sprintf(" and %d more", rest)
	}
	return text
}

// MarkdownText returns a sentence with everything but words and punctuation in code spans, so that nothing in it is markup, a link, a mention or a
// reference. Quoted text is one span, and so is each of the names.
func MarkdownText(text string, names ...string) string {
	var s sentenceWriter
	text = strings.TrimSpace(text)
	for text != "" {
		at, name, quoted := firstName(text, names)
		s.segments(text[:at])
		if name == "" {
			break
		}
		s.put(MarkdownCode(name))
		text = text[at+quoted:]
	}
	return s.String()
}

// firstName finds the first of the names in a text, as a separate word: its index, and its length with the backquotes around it. A name that is
// a plain word is found at the beginning of the text only.
func firstName(text string, names []string) (at int, name string, length int) {
	at = len(text)
	for _, one := range names {
		for _, spelled := range []string{"`" + one + "`", one} {
			n := strings.Index(text, spelled)
			if one == "" || n < 0 || n >= at || n > 0 && isPlainWord(one) || !isSeparate(text, n, n+len(spelled)) {
				continue
			}
			at, name, length = n, one, len(spelled)
		}
	}
	return at, name, length
}

// isSeparate reports whether blanks or punctuation surround a part of a text.
func isSeparate(text string, from, to int) bool {
	before, after := text[:from], strings.TrimLeft(text[to:], trailingMarks)
	return (before == "" || strings.ContainsRune(" "+leadingMarks, rune(before[len(before)-1]))) && (after == "" || after[0] == ' ')
}

// sentenceWriter builds a sentence of plain text and code spans.
type sentenceWriter struct{ strings.Builder }

// put writes a part, with a blank between two code spans.
func (s *sentenceWriter) put(part string) {
	if strings.HasSuffix(s.String(), "`") && strings.HasPrefix(part, "`") {
		s.WriteByte(' ')
	}
	s.WriteString(part)
}

// segments writes a text with code between backquotes or quotation marks. Quotation marks around escapes are part of the code.
func (s *sentenceWriter) segments(text string) {
	for text != "" {
		from := strings.IndexAny(text, "`\"")
		if from < 0 {
			break
		}
		length := strings.IndexByte(text[from+1:], text[from])
		if length < 1 || !isSeparate(text, from, from+length+2) {
			break
		}
		inside := text[from+1 : from+1+length]
		s.words(text[:from])
		if text[from] == '"' && strings.Contains(inside, `\`) {
			s.put(span(termtext.Escape(text[from : from+length+2])))
		} else {
			s.put(MarkdownCode(inside))
		}
		text = text[from+length+2:]
	}
	s.words(text)
}

// words writes each word of a text.
func (s *sentenceWriter) words(text string) {
	for text != "" {
		word, rest := text, ""
		if n := strings.IndexByte(text, ' '); n >= 0 {
			word, rest = text[:n], text[n:]
		}
		s.word(word)
		blanks := rest[:len(rest)-len(strings.TrimLeft(rest, " "))]
		s.WriteString(blanks)
		text = rest[len(blanks):]
	}
}

const (
	leadingMarks  = `("'`
	trailingMarks = `.,;:!?)"'`
)

// word writes a word, in a code span unless it is a plain word.
func (s *sentenceWriter) word(word string) {
	core := strings.TrimLeft(word, leadingMarks)
	before := word[:len(word)-len(core)]
	core = strings.TrimRight(core, trailingMarks)
	if strings.Count(core, "(") > strings.Count(core, ")") {
		core = strings.TrimRight(word[len(before):], ".,;:!?")
	}
	after := word[len(before)+len(core):]
	switch {
	case core == "" && s.Len() > 0, isPlainWord(core) && !(s.Len() == 0 && isListNumber(word)):
		s.put(termtext.Escape(word))
	case core == "" || isListNumber(word):
		s.put(span(termtext.Escape(word)))
	default:
		s.put(before + span(termtext.Escape(core)) + after)
	}
}

// isListNumber reports whether a word would begin a list at the beginning of a line.
func isListNumber(word string) bool {
	digits := strings.TrimRight(word, ".)")
	_, err := strconv.Atoi(digits)
	return err == nil && digits != word
}

// reference matches words that GitHub and GitLab turn into links: commits and issues.
var reference = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b[0-9A-Fa-f]{7,40}\b|[A-Za-z]-[0-9]`) })

// isPlainWord reports whether a word consists of letters, digits and their punctuation, and is no reference.
func isPlainWord(word string) bool {
	if word == "" || word[0] == '-' || reference().MatchString(word) {
		return false
	}
	number := strings.Trim(word, "0123456789.,") == ""
	for _, r := range word {
		switch {
		case r >= 0x80, unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune("-',%", r), number:
		default:
			return false
		}
	}
	return termtext.IsEscaped(word)
}

// MarkdownCell returns a name in a code span of Markdown, for a table row.
func MarkdownCell(name string) string { return strings.ReplaceAll(MarkdownCode(name), "|", `\|`) }

// Shorten returns the text of an instruction, cut to fit a line.
func Shorten(text string) string { return shorten(text) }

// EncodeName returns a name for JSON: if it is not UTF-8, each byte that belongs to no character, and each percent sign, is percent-encoded.
func EncodeName(name string) (text string, encoded bool) { return encode(name) }
