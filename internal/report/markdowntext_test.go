package report

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestMarkdownNames: a renderer shows a name in one code span, in every position.
func TestMarkdownNames(t *testing.T) {
	for _, name := range testtree.HostileNames() {
		var out bytes.Buffer
		m := newMarkdown(&out, Options{})
		m.row("one", "two", "three")
		m.row("---", "---", "---")
		m.row(MarkdownCode(name), "x", MarkdownCode(name))
		m.line("")
		m.line("#### 1. A heading (%s)", codes([]string{name, "b"}))
		m.line("")
		m.line("- %s", MarkdownCode(name))
		m.line("- %s and %s.", MarkdownCode(name), MarkdownCode(name))
		m.line("")
		m.line("%s", MarkdownCode(name))
		if err := m.out.Flush(); err != nil {
			t.Fatal(err)
		}
		want := termtext.Quote(name)
		if strings.Contains(want, `\|`) {
			want = strings.ReplaceAll(want, "|", `\x7c`)
			if want[0] != '"' {
				want = strings.ReplaceAll(strconv.Quote(name), "|", `\x7c`)
			}
		}
		got := testtree.MarkdownSpans(t, out.String())
		if len(got) != 8 {
			t.Errorf("%q: %d spans: %q in\n%s", name, len(got), got, out.String())
			continue
		}
		for n, one := range got {
			if n == 3 {
				continue // the other build of the heading
			}
			if one != want {
				t.Errorf("%q: span %d is %q, expected %q", name, n, one, want)
			}
		}
	}
}

// TestMarkdownMessages: a message with a hostile name in it is text and code spans.
func TestMarkdownMessages(t *testing.T) {
	for _, name := range testtree.HostileNames() {
		for _, message := range []string{name, name + ": a secret, by its name; COPY . . copies it", "the line " + strconv.Quote(name) + " has no effect", "see " + name + ", " + name + " and `" + name + "`.",
			"`COPY " + name + " .` copies (" + name + ")"} {
			for _, names := range [][]string{nil, {name}} {
				for _, source := range []string{MarkdownText(message, names...) + "\n", "- " + MarkdownText(message, names...) + "\n", "| a |\n| --- |\n| " + strings.ReplaceAll(MarkdownText(message, names...), "|", `\|`) + " |\n"} {
					testtree.MarkdownSpans(t, source)
				}
			}
		}
	}
	if got, want := MarkdownText("a b/c.env: sent by `COPY . .` and \"npm ci\" (line 13) of 1,234 or 95 %", "a b/c.env"), "`a b/c.env`: sent by `COPY . .` and `npm ci` (line 13) of 1,234 or 95 %"; got != want {
		t.Errorf("%s, expected %s", got, want)
	}
}

// FuzzMarkdown: any name and message becomes text and code spans.
func FuzzMarkdown(f *testing.F) {
	for _, name := range testtree.HostileNames() {
		f.Add(name, "is sent: "+name)
	}
	f.Fuzz(func(t *testing.T, name, message string) {
		var out bytes.Buffer
		m := newMarkdown(&out, Options{})
		m.finding(1, concern{Finding: lint.Finding{Code: lint.VCSSent, Path: name, Message: message}, builds: []string{name}})
		if err := m.out.Flush(); err != nil {
			t.Fatal(err)
		}
		testtree.MarkdownSpans(t, out.String())
	})
}
