package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
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
	mendings := b.Mendings()
	if len(b.Suggestions)+len(mendings) == 0 {
		t.line("nothing to suggest")
		return t.out.Flush()
	}
	t.line("%s", t.paint(faint, fmt.Sprintf("%10s %10s", "of sent", "eligible")))
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
	for n, f := range mendings {
		if n == 0 {
			t.line("%s", t.paint(faint, "lines of the ignore file that can be mended"))
		}
		t.mending(f)
		if f.Fix.Applies {
			safe++
		}
	}
	t.line("")
	t.field("sent now", "%10s", t.Units.Size(b.SentBytes()))
	if safe > 0 {
		does := "adds"
		if len(mendings) > 0 {
			does = "takes"
		}
		t.field("safe ones", "%10s  %s; --write %s them", t.Units.Size(p.Safe), Count(int64(safe), "line"), does)
	}
	if safe < len(b.Suggestions)+len(mendings) {
		t.field("all", "%10s  look at those for review first", t.Units.Size(p.All))
	}
	return t.out.Flush()
}

// suggestion writes what a line saves, and why it is there.
func (t *text) suggestion(s audit.Suggestion) {
	line := t.paint(bold, Clean(s.Line))
	if s.Replaces > 0 {
		line += fmt.Sprintf("  in the place of line %d", s.Replaces)
	}
	t.advice(t.Units.Size(s.SavesBytes), t.Units.Size(s.SavesEligibleBytes), s.Safety, line, s.Reason)
}

// mending writes what becomes of a line, and why.
func (t *text) mending(f audit.Finding) {
	var what string
	switch {
	case f.Fix.Removes:
		what = fmt.Sprintf("line %d goes", f.Line)
	case f.Fix.Kind == "replace-line":
		what = fmt.Sprintf("%s  in the place of line %d", t.paint(bold, Clean(f.Fix.Text)), f.Line)
	default:
		what = f.Fix.Text
	}
	safety, saves := audit.Review, ""
	if f.Fix.Applies {
		safety = audit.Safe
	}
	if f.Bytes > 0 {
		saves = t.Units.Size(f.Bytes)
	}
	t.advice(saves, "", safety, what, f.Message)
}

func (t *text) advice(sent, eligible string, safety audit.Safety, line, reason string) {
	t.line("%10s %10s  %-6s  %s", sent, eligible, safety, line)
	const indent = 23
	for _, part := range Wrap(Clean(reason), t.Width-indent) {
		t.line("%*s%s", indent, "", t.paint(faint, part))
	}
}

// Wrap breaks a text at blanks into lines of at most so many columns; a longer word has a line of its own.
func Wrap(words string, room int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(words) {
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
