package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// remedy writes a fix. A pattern is not wrapped, so that it can be copied.
func (t *text) remedy(f concern) {
	switch {
	case f.Fix == nil:
		return
	case f.Fix.Kind == "append-line":
		words := []string{"→", "add"}
		for word := range strings.SplitAfterSeq(quoteAll(f.Fix.Patterns()), ", ") {
			words = append(words, strings.TrimSuffix(word, " "))
		}
		t.writeWords(8, append(words, "to", termtext.Escape(t.ignoreFile(f.Fix))))
	case f.Fix.Kind == "replace-line" && len(f.more) > 0:
		t.writeWrapped(8, "→ "+termtext.Escape(f.replacing()))
	case f.Fix.Kind == "replace-line":
		t.writeWords(8, []string{"→", "replace", "line", strconv.Itoa(f.Line), "with", termtext.Quote(f.Fix.Text)})
	default:
		t.edit(f.Fix.Text)
	}
	if saved := f.Fix.Reruns.String(); saved != "" {
		t.writeWrapped(10, termtext.Escape(saved))
	}
}

// maxQuoted is the number of patterns that a fix lists in text.
const maxQuoted = 8

// quoteAll lists patterns, the first ones where there are many.
func quoteAll(patterns []string) string {
	var list []string
	for _, p := range patterns[:min(len(patterns), maxQuoted)] {
		list = append(list, termtext.Quote(p))
	}
	text := strings.Join(list, ", ")
	if more := len(patterns) - maxQuoted; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// edit writes a change by hand.
func (t *text) edit(words string) {
	for n, line := range strings.Split(words, "\n") {
		switch {
		case n == 0:
			t.writeWrapped(8, "→ "+termtext.Escape(line))
		case line == "":
			t.line("")
		default:
			t.writeWrapped(10, termtext.Escape(line))
		}
	}
}

// ignoreFile returns the file to add a pattern to.
func (o Options) ignoreFile(f *lint.Fix) string {
	switch {
	case f.File == "":
		return "the ignore file"
	case f.New:
		return o.Place(f.File) + " (new file)"
	}
	return o.Place(f.File)
}

// ignoreFileSpan is [Options.ignoreFile] with the path in a code span.
func (o Options) ignoreFileSpan(f *lint.Fix) string {
	if f.File == "" {
		return o.ignoreFile(f)
	}
	return MarkdownCode(o.Place(f.File)) + strings.TrimPrefix(o.ignoreFile(f), o.Place(f.File))
}

// otherSecrets writes the other paths of a group of secrets, and the other instructions that copy them.
func (t *text) otherSecrets(c concern) {
	for _, part := range []struct {
		also string
		list []string
	}{{"also ", otherPaths(c)}, {"also at ", t.otherPlaces(c)}} {
		list, rest := part.list, ""
		if t.screen && len(list) > maxPlaces {
			rest = fmt.Sprintf(" and %d more (--json lists them)", len(list)-maxPlaces)
			list = list[:maxPlaces]
		}
		if len(list) > 0 {
			t.writeWrapped(8, part.also+termtext.Escape(strings.Join(list, ", "))+rest)
		}
	}
}

// message returns the message of a finding, with the measured size of the local development packages after it.
func (o Options) message(f lint.Finding) string {
	d := f.Development
	if d == nil {
		return f.Message
	}
	take := "take"
	if d.Packages == 1 {
		take = "takes"
	}
	return fmt.Sprintf("%s In the local node_modules, %s that %s marks as development %s %s of %s.", f.Message, Count(int64(d.Packages), "package"), d.Lock, take,
		o.Units.Size(d.Bytes), o.Units.Size(d.Total))
}
