package report

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/mattn/go-runewidth"
)

// Edited describes a change of an ignore file.
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

// Promise is what a build sends with its suggestions applied, in bytes.
type Promise struct{ Safe, All int64 }

// Suggestions writes the suggested patterns with their savings.
func Suggestions(w io.Writer, b *ctxsize.Result, p Promise, o Options) error {
	t := newText(w, o)
	t.head(b, false)
	t.line("")
	repairs := b.Repairs()
	if own := b.Main.GitsOwn(); own != "" {
		t.line("%s", t.paint(faint, fmt.Sprintf("%s links to git's own %s: patterns that match tracked files are not suggested.", filepath.Base(b.Main.Context.Ignore.Path), filepath.Base(own))))
	}
	if len(b.Suggestions)+len(repairs) == 0 {
		t.line("no suggestions")
		t.namedSuggestions(b)
		return t.out.Flush()
	}
	if len(b.Suggestions) > 0 {
		t.line("%s", t.paint(faint, fmt.Sprintf("%10s %10s  saved by", "sent", "eligible")))
	}
	safe, review := t.suggestions(b.Suggestions)
	t.repairs(repairs)
	t.line("")
	t.field("sent now", "%10s", t.Units.Size(b.SentBytes()))
	for _, f := range repairs {
		if f.Fix.Applies {
			safe++
		} else {
			review++
		}
	}
	if safe > 0 {
		t.field("with safe", "%10s  %s; --write applies them", t.Units.Size(p.Safe), Count(int64(safe), "change"))
	}
	if err := b.NewChange(0, nil).Check(); err != nil && b.Main.Context.Root != "" {
		t.writeWrapped(0, termtext.Quote(err.Error()))
	}
	if review > 0 {
		t.field("with all", "%10s  review the others first; --write --all applies them", t.Units.Size(p.All))
	}
	t.namedSuggestions(b)
	return t.out.Flush()
}

// namedSuggestions writes the suggestions for the ignore files of named contexts, which are not written by --write.
func (t *text) namedSuggestions(b *ctxsize.Result) {
	for _, c := range b.Named {
		if len(c.Suggestions) == 0 {
			continue
		}
		t.line("")
		t.line("add to %s (context %s)", termtext.Quote(t.Place(filepath.Join(c.Context.Root, ".dockerignore"))), termtext.Quote(c.Context.Name))
		t.suggestions(c.Suggestions)
	}
}

// suggestions writes the suggestions for one ignore file, and returns how many of them are safe, and how many are to be reviewed.
func (t *text) suggestions(list []inventory.Suggestion) (safe, review int) {
	unsent := false
	respelled := map[inventory.Safety]bool{}
	for _, s := range list {
		switch {
		case s.Personal:
			continue
		case s.Safety == inventory.Safe:
			safe++
		default:
			review++
		}
		if s.Preventive {
			continue
		}
		if !unsent && s.SavesFiles == 0 {
			unsent = true
			t.line("%s", t.paint(faint, "eligible, but not sent by this build:"))
		}
		same := respellings(list, s)
		switch {
		case len(same) < 2:
			t.suggestion(s)
		case !respelled[s.Safety]:
			respelled[s.Safety] = true
			t.respellings(same)
		}
	}
	t.preventive(list)
	t.personal(list)
	return safe, review
}

// respellings returns the suggestions that respell gitignore-style patterns with the safety of one of them, nil for another suggestion.
func respellings(list []inventory.Suggestion, one inventory.Suggestion) []inventory.Suggestion {
	is := func(s inventory.Suggestion) bool {
		return s.Replaces > 0 && s.Safety == one.Safety && !s.Guessed && strings.Contains(s.Reason, onlyAtRoot)
	}
	if !is(one) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(list), func(s inventory.Suggestion) bool { return !is(s) })
}

// respellings writes gitignore-style patterns as one change, with what each saves.
func (t *text) respellings(list []inventory.Suggestion) {
	t.line("%s", t.paint(faint, fmt.Sprintf("%d patterns match %s, unlike in .gitignore; --diff shows one change for all:", len(list), onlyAtRoot)))
	for _, s := range list {
		t.row(s)
		if s.Safety == inventory.Review {
			t.reason(s.Reason)
		}
	}
}

// row writes a pattern with its savings.
func (t *text) row(s inventory.Suggestion) {
	line := t.paint(bold, termtext.Quote(s.Line))
	if s.Replaces > 0 {
		line += fmt.Sprintf("  (replaces line %d)", s.Replaces)
	}
	t.line("%10s %10s  %-6s  %s", t.Units.Size(s.SavesBytes), t.Units.Size(s.SavesEligibleBytes), s.Safety, line)
}

// personal writes the files of one person, for which no pattern is written.
func (t *text) personal(list []inventory.Suggestion) {
	heading := "move these out of the context, unless the build reads them: git neither tracks nor ignores them"
	for _, s := range list {
		if !s.Personal {
			continue
		}
		if heading != "" {
			t.line("%s", t.paint(faint, heading))
		}
		heading = ""
		for n, h := range s.Hits {
			if n == maxOffenders {
				t.reason(fmt.Sprintf("and %d more", len(s.Hits)-n))
				break
			}
			t.line("%10s %10s  %-6s  %s", t.Units.Size(h.Size), t.Units.Size(h.Size), "move", t.paint(bold, termtext.Quote(h.Path)))
		}
	}
}

// preventive writes the patterns for files that do not exist yet, grouped by category.
func (t *text) preventive(list []inventory.Suggestion) {
	var patterns []string
	for _, s := range list {
		if s.Preventive {
			patterns = append(patterns, s.Line)
		}
	}
	if len(patterns) == 0 {
		return
	}
	t.line("%s", t.paint(faint, "preventive: tools of this project create these files, which do not exist yet"))
	for _, g := range ctxsize.Grouped(patterns, list) {
		if len(g.Lines) == 0 {
			continue
		}
		t.line("%*s%s", reasonIndent, "", t.paint(faint, g.Heading+":"))
		for _, line := range g.Lines {
			t.line("%10s %10s  %-6s  %s", t.Units.Size(0), t.Units.Size(0), inventory.Safe, t.paint(bold, termtext.Quote(line)))
		}
	}
}

// repairs writes the fixes of existing patterns that are not suggestions.
func (t *text) repairs(list []lint.Finding) {
	if len(list) > 0 {
		t.line("%s", t.paint(faint, "patterns to fix:"))
	}
	for _, f := range list {
		safety := inventory.Review
		if f.Fix.Applies {
			safety = inventory.Safe
		}
		change := f.Fix.Text
		if f.Fix.Kind == "replace-line" {
			change = fmt.Sprintf("%s  (replaces line %d)", f.Fix.Text, f.Line)
		} else if f.Fix.Removes {
			change = fmt.Sprintf("remove line %d", f.Line)
		}
		t.line("%10s %10s  %-6s  %s", "", "", safety, t.paint(bold, termtext.Escape(change)))
		t.reason(f.Message)
	}
}

// suggestion writes a pattern with its savings and reason.
func (t *text) suggestion(s inventory.Suggestion) {
	t.row(s)
	t.reason(s.Reason)
	if saved := s.Reruns.Sentence(); saved != "" {
		t.reason(saved)
	}
}

// reasonIndent is the column of the reasons of suggestions.
const reasonIndent = 23

// reason writes the reason of a suggestion.
func (t *text) reason(words string) {
	for _, part := range Wrap(termtext.Escape(words), t.Width-reasonIndent) {
		t.line("%*s%s", reasonIndent, "", t.paint(faint, part))
	}
}

// Wrap breaks a text at blanks into lines of at most that many columns. A longer word gets its own line.
func Wrap(text string, room int) []string { return wrapWords(strings.Fields(text), room) }

// wrapWords is [Wrap] for words that may contain blanks.
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
