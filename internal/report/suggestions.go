package report

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/mattn/go-runewidth"
)

// Edited says in words what was done to an ignore file.
func Edited(e ctxsize.Edits) string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{e.Added, "added"}, {e.Replaced, "replaced"}, {e.Removed, "removed"}} {
		if p.n > 0 {
			parts = append(parts, Count(int64(p.n), "line")+" "+p.what)
		}
	}
	if e.Ended {
		parts = append(parts, "final newline added")
	}
	return strings.Join(parts, ", ")
}

// Promise is what a build sends with its suggestions taken, in bytes.
type Promise struct{ Safe, All int64 }

// Suggestions writes the lines that are worth adding, and what they come to.
func Suggestions(w io.Writer, b *ctxsize.Build, p Promise, o Options) error {
	t := newText(w, o)
	t.head(b, false)
	t.line("")
	repairs := b.Repairs()
	if own := b.Main.GitsOwn(); own != "" {
		t.line("%s", t.paint(faint, fmt.Sprintf("Nothing that git tracks is suggested: %s is git's own %s.", filepath.Base(b.Main.Plan.Ignore.Path), filepath.Base(own))))
	}
	if len(b.Suggestions)+len(repairs) == 0 {
		t.line("nothing to suggest")
		t.namedSuggestions(b)
		return t.out.Flush()
	}
	if len(b.Suggestions) > 0 {
		t.line("%s", t.paint(faint, fmt.Sprintf("%10s %10s", "of sent", "eligible")))
	}
	safe := 0
	unsent := false
	for _, s := range b.Suggestions {
		if !unsent && s.SavesFiles == 0 {
			unsent = true
			t.line("%s", t.paint(faint, "of what is eligible only: this build does not ask for it, another may"))
		}
		t.suggestion(s)
		if s.Safety == audit.Safe {
			safe++
		}
	}
	t.repairs(repairs)
	t.line("")
	t.field("sent now", "%10s", t.Units.Size(b.SentBytes()))
	for _, f := range repairs {
		if f.Fix.Applies {
			safe++
		}
	}
	if safe > 0 {
		t.field("with safe", "%10s  %s; --write takes them", t.Units.Size(p.Safe), Count(int64(safe), "line"))
	}
	if err := b.NewChange(0, nil).Check(); err != nil && b.Main.Plan.Root != "" {
		t.wrapped(0, termtext.Quote(err.Error()))
	}
	if safe < len(b.Suggestions)+len(repairs) {
		t.field("with all", "%10s  look at those for review first", t.Units.Size(p.All))
	}
	t.namedSuggestions(b)
	return t.out.Flush()
}

// namedSuggestions writes what is suggested for the ignore files of named contexts, which a person has to add.
func (t *text) namedSuggestions(b *ctxsize.Build) {
	for _, c := range b.Named {
		if len(c.Suggestions) == 0 {
			continue
		}
		t.line("")
		t.line("append to %s (context %s)", termtext.Quote(t.Place(filepath.Join(c.Plan.Root, ".dockerignore"))), termtext.Quote(c.Plan.Name))
		for _, s := range c.Suggestions {
			t.suggestion(s)
		}
	}
}

// repairs writes how lines of the ignore file are mended that save nothing, or whose savings are not certain.
func (t *text) repairs(list []lint.Finding) {
	if len(list) > 0 {
		t.line("%s", t.paint(faint, "lines of the ignore file to mend"))
	}
	for _, f := range list {
		safety := audit.Review
		if f.Fix.Applies {
			safety = audit.Safe
		}
		mended := f.Fix.Text
		if f.Fix.Kind == "replace-line" {
			mended = fmt.Sprintf("%s  in the place of line %d", f.Fix.Text, f.Line)
		} else if f.Fix.Removes {
			mended = fmt.Sprintf("remove line %d", f.Line)
		}
		t.line("%10s %10s  %-6s  %s", "", "", safety, t.paint(bold, termtext.Escape(mended)))
		t.reason(f.Message)
	}
}

// suggestion writes what a line saves, and why it is there.
func (t *text) suggestion(s audit.Suggestion) {
	line := t.paint(bold, termtext.Quote(s.Line))
	if s.Replaces > 0 {
		line += fmt.Sprintf("  in the place of line %d", s.Replaces)
	}
	t.line("%10s %10s  %-6s  %s", t.Units.Size(s.SavesBytes), t.Units.Size(s.SavesEligibleBytes), s.Safety, line)
	t.reason(s.Reason)
}

// reason writes why something is proposed.
func (t *text) reason(words string) {
	const indent = 23
	for _, part := range Wrap(termtext.Escape(words), t.Width-indent) {
		t.line("%*s%s", indent, "", t.paint(faint, part))
	}
}

// Wrap breaks a text at blanks into lines of at most so many columns; a longer word has a line of its own.
func Wrap(text string, room int) []string { return wrapWords(strings.Fields(text), room) }

// wrapWords is [Wrap] for words that may hold blanks.
func wrapWords(words []string, room int) []string {
	var lines []string
	line := ""
	for _, word := range words {
		if line != "" && runewidth.StringWidth(line)+1+runewidth.StringWidth(word) > room {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
