package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/rebuild"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/mattn/go-runewidth"
)

// maxHeadlines is the number of instructions that the text begins with, and maxCausePaths that of the paths that are listed for each.
const (
	maxHeadlines  = 5
	maxCausePaths = 4
)

// Churn writes what commits do to builds as text.
func Churn(w io.Writer, list []ctxsize.BuildChurn, o Options) error {
	t := newText(w, o)
	for n := range list {
		if n > 0 {
			t.line("")
		}
		t.churn(&list[n], len(list) > 1)
	}
	return t.out.Flush()
}

func (t *text) churn(c *ctxsize.BuildChurn, several bool) {
	if several {
		t.line("%s", t.paint(bold, termtext.Escape(t.label(c.Build))+" ("+termtext.Escape(c.Build.Build.Platform)+")"))
	}
	if c.Err != nil {
		t.line("no answer: %s", termtext.Escape(c.Err.Error()))
		return
	}
	for _, line := range headlines(c) {
		t.line("%s", termtext.Escape(line))
	}
	t.line("")
	timed := c.Durations != nil
	head, width := "changes  reruns  line  instruction", 24
	if timed {
		head, width = "changes  reruns  min/100  line  instruction", 33
	}
	t.line("%s", t.paint(faint, head))
	for n := range c.Steps {
		s := &c.Steps[n]
		if s.Keyword == "WORKDIR" {
			continue
		}
		changes := ""
		if s.ReadsContext() {
			changes = fmt.Sprint(s.Changes)
		}
		text := runewidth.Truncate(termtext.Escape(c.Build.Build.Hide(s.Text)), t.Width-width, "…")
		if timed {
			t.line("%7s  %6d  %7s  %4d  %s", changes, s.Reruns, minutes(c, n), s.Line, text)
		} else {
			t.line("%7s  %6d  %4d  %s", changes, s.Reruns, s.Line, text)
		}
		if paths := pathList(s.Paths, maxCausePaths); copies(s) && paths != "" {
			t.line("%*s %s", width-1, "", t.paint(faint, runewidth.Truncate(paths, t.Width-width, "…")))
		}
	}
	t.savings(c)
	t.line("")
	for _, note := range churnNotes(c) {
		t.line("%s", t.paint(faint, termtext.Escape(note)))
	}
}

// minutes returns the minutes of a step in 100 commits, "" where they are not known.
func minutes(c *ctxsize.BuildChurn, step int) string {
	m, ok := c.Minutes(step)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%.1f", m)
}

// maxSavings is the number of changes that text and Markdown list.
const maxSavings = 10

// savings lists the changes that would have saved reruns.
func (t *text) savings(c *ctxsize.BuildChurn) {
	if len(c.Savings) == 0 {
		return
	}
	t.line("")
	head, indent := "  saves  by this change alone", 9
	if c.Durations != nil {
		head, indent = "  saves  min/100  by this change alone", 18
	}
	t.line("%s", t.paint(faint, head))
	for n := range c.Savings[:min(len(c.Savings), maxSavings)] {
		s := &c.Savings[n]
		cells := fmt.Sprintf("%7d", s.Reruns)
		if c.Durations != nil {
			cells += fmt.Sprintf("  %7s", savedMinutes(c, n))
		}
		t.line("%s  %s", cells, termtext.Escape(changeText(s)))
		for _, part := range Wrap(termtext.Escape(s.Saving.String()), t.Width-indent) {
			t.line("%*s%s", indent, "", t.paint(faint, part))
		}
	}
	if more := len(c.Savings) - maxSavings; more > 0 {
		t.line("%s", t.paint(faint, fmt.Sprintf("%7s  %d more, see --json", "", more)))
	}
}

// savedMinutes returns the minutes of 100 commits that a change saves, "" where they are not known.
func savedMinutes(c *ctxsize.BuildChurn, saving int) string {
	m, ok := c.SavedMinutes(saving)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%.1f", m)
}

// changeText describes a change that saves reruns.
func changeText(s *ctxsize.RerunSaving) string {
	switch {
	case s.Finding != nil:
		text, _, _ := strings.Cut(s.Finding.Fix.Text, ";")
		return fmt.Sprintf("%s (line %d, %s)", text, s.Finding.Line, s.Finding.Code)
	case s.Context != "":
		return fmt.Sprintf("ignore %s in context %s (%s)", termtext.Quote(s.Pattern), s.Context, s.Safety)
	}
	return fmt.Sprintf("ignore %s (%s)", termtext.Quote(s.Pattern), s.Safety)
}

// commitsBuilt describes the commits of a replay.
func commitsBuilt(c *ctxsize.BuildChurn) string {
	newest, oldest := c.Past.Commits[0].ID, c.Past.Commits[len(c.Past.Commits)-1].ID
	return fmt.Sprintf("%d replayed, %s to %s", c.Built(), short(oldest), short(newest))
}

// copies reports whether an instruction reads files of a context or a stage.
func copies(s *rebuild.Step) bool { return len(s.Sources) > 0 || len(s.Mounts) > 0 }

// headlines returns sentences about the RUN instructions that run again most often, the needless ones first.
func headlines(c *ctxsize.BuildChurn) []string {
	var runs []*rebuild.Step
	for n := range c.Steps {
		if s := &c.Steps[n]; s.Keyword == "RUN" && s.Reruns > 0 {
			runs = append(runs, s)
		}
	}
	slices.SortStableFunc(runs, func(a, b *rebuild.Step) int {
		if a.Needless != b.Needless {
			return b.Needless - a.Needless
		}
		return b.Reruns - a.Reruns
	})
	if len(runs) == 0 {
		return []string{fmt.Sprintf("No RUN reruns on any of %s.", Count(int64(c.Built()), "commit"))}
	}
	var list []string
	for _, s := range runs[:min(len(runs), maxHeadlines)] {
		list = append(list, headline(c, s))
	}
	return list
}

// headline returns the sentences about one RUN.
func headline(c *ctxsize.BuildChurn, s *rebuild.Step) string {
	text := fmt.Sprintf("`%s` (line %d) reruns on %d of %s", runLabel(c.Build, s), s.Line, s.Reruns, Count(int64(c.Built()), "commit"))
	switch {
	case len(s.Manifests) == 0:
	case s.Needless == s.Reruns:
		text += "; none of them touches its manifests"
	case s.Needless == 1:
		text += "; 1 of them touches none of its manifests"
	case s.Needless > 0:
		text += fmt.Sprintf("; %d of them touch none of its manifests", s.Needless)
	}
	text += "."
	if len(s.Causes) > 0 {
		cause := &c.Steps[s.Causes[0].Step]
		if cause.Line != s.Line {
			text += fmt.Sprintf(" Cause: `%s` (line %d)", stepLabel(c.Build, cause), cause.Line)
			if paths := pathList(s.Paths, maxCausePaths); paths != "" {
				text += ", by " + paths
			}
			text += "."
		}
	}
	return text
}

// runLabel returns the call of a package manager, else the command of a RUN.
func runLabel(b *ctxsize.Result, s *rebuild.Step) string {
	if s.Program != "" {
		return b.Build.Hide(s.Program)
	}
	return shorten(b.Build.Hide(s.Command()))
}

// stepLabel returns the text of an instruction in a sentence.
func stepLabel(b *ctxsize.Result, s *rebuild.Step) string {
	if s.Keyword == "RUN" {
		return runLabel(b, s)
	}
	return shorten(b.Build.Hide(s.Text))
}

// shorten cuts the text of an instruction. Flags of a RUN, such as mounts, are left out before its command.
func shorten(text string) string {
	const longest = 60
	if rest, run := strings.CutPrefix(text, "RUN --"); run {
		for run {
			_, rest, _ = strings.Cut(rest, " ")
			rest, run = strings.CutPrefix(strings.TrimLeft(rest, " "), "--")
		}
		if rest != "" {
			text = "RUN … " + rest
		}
	}
	if r := []rune(text); len(r) > longest {
		return string(r[:longest-1]) + "…"
	}
	return text
}

// pathList lists the paths that most commits change, with their numbers of commits. Of a directory and what is in it, only one is listed.
func pathList(paths []rebuild.PathCount, max int) string {
	var parts, dirs []string
	for _, p := range paths {
		inside := slices.ContainsFunc(dirs, func(dir string) bool { return strings.HasPrefix(p.Path, dir) })
		if len(parts) == max || inside {
			continue
		}
		if strings.HasSuffix(p.Path, "/") {
			dirs = append(dirs, p.Path)
		}
		parts = append(parts, fmt.Sprintf("%s (%d)", termtext.Quote(p.Path), p.Commits))
	}
	return strings.Join(parts, ", ")
}

// churnNotes returns sentences about what the numbers assume.
func churnNotes(c *ctxsize.BuildChurn) []string {
	newest, oldest := c.Past.Commits[0].ID, c.Past.Commits[len(c.Past.Commits)-1].ID
	list := []string{
		fmt.Sprintf("Commits %s to %s, each built after the one before with the cache of all.", short(oldest), short(newest)),
		"The Dockerfile and the ignore file are those of now" + ownChanges(c) + ".",
		"A RUN that reruns is assumed to change all files of its stage.",
	}
	if n := len(c.Failing); n > 0 {
		list = append(list, fmt.Sprintf("%s cannot be built with this Dockerfile, because a source is missing, and are not counted.", Count(int64(n), "older commit")))
	}
	if c.First >= 0 {
		list = append(list, fmt.Sprintf("Commit %s is the first that can be built. It fills the cache, and is not counted.", short(c.Past.Commits[c.First].ID)))
	}
	if b := c.Build.Build.Builder; b != build.BuildKit {
		list = append(list, fmt.Sprintf("The cache is BuildKit's: the %s builder may rerun other instructions.", b))
	}
	if c.Past.Shallow {
		list = append(list, "The clone is shallow: older commits are missing (get them with git fetch --unshallow).")
	}
	if len(c.Untracked) > 0 {
		list = append(list, "Not tracked by git, assumed unchanged: "+strings.Join(c.Untracked, ", ")+".")
	}
	for _, name := range c.Outside {
		list = append(list, fmt.Sprintf("The context %q is not in this repository, assumed unchanged.", name))
	}
	if c.Submodules {
		list = append(list, "A submodule's new commit counts as a change of everything copied from it.")
	}
	return list
}

// ownChanges returns how many commits change the Dockerfile and the ignore file, after a colon, "" for none.
func ownChanges(c *ctxsize.BuildChurn) string {
	var parts []string
	for _, own := range []struct {
		name  string
		count int
	}{{"Dockerfile", c.DockerfileChanges}, {"ignore file", c.IgnoreFileChanges}} {
		if own.count > 0 {
			verb := "change"
			if own.count == 1 {
				verb += "s"
			}
			parts = append(parts, fmt.Sprintf("%s %s the %s", Count(int64(own.count), "commit"), verb, own.name))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return ", although " + strings.Join(parts, " and ")
}

// short returns the abbreviated name of a commit.
func short(id string) string { return id[:min(len(id), 10)] }
