package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// maxRows is the number of builds with rows of their own in a condensed audit.
const maxRows = 8

// foldGroups returns the groups that send most, and the others.
func foldGroups(groups []buildGroup) (listed, folded []buildGroup) {
	slices.SortStableFunc(groups, func(x, y buildGroup) int { return cmp.Compare(y.first.SentBytes(), x.first.SentBytes()) })
	if len(groups) <= maxRows+1 {
		return groups, nil
	}
	return groups[:maxRows], groups[maxRows:]
}

// folded writes the builds without rows of their own.
func (t *text) folded(groups []buildGroup) {
	if len(groups) == 0 {
		return
	}
	var most int64
	var names []string
	for n := range groups {
		most = max(most, groups[n].first.SentBytes())
		name := groups[n].name()
		if slices.ContainsFunc(groups, func(o buildGroup) bool { return o.first != groups[n].first && o.name() == name }) {
			name += " (" + termtext.Quote(t.context(groups[n].first.Main.Context)) + ")"
		}
		names = append(names, name)
	}
	t.writeHanging("", fmt.Sprintf("and %d more, each %s or less: %s", len(groups), t.Units.Size(most), strings.Join(names, ", ")))
}

// groupNames returns the names of groups, cut to a width on a screen so that no two of them look alike.
func (t *text) groupNames(groups []buildGroup, width int) []string {
	var whole, cut []string
	for n := range groups {
		whole = append(whole, groups[n].name())
		cut = append(cut, t.fitName(whole[n], width))
	}
	for n, name := range cut {
		if name != whole[n] && slices.Index(cut, name) != n || slices.Index(cut[n+1:], name) >= 0 {
			return whole
		}
	}
	return cut
}

// kinds writes the warnings and errors of each code together: the messages of errors, and the locations of all.
func (t *text) kinds(list []concern) {
	var codes []lint.Code
	byCode := map[lint.Code][]concern{}
	for n, c := range list {
		if c.Severity == lint.Info {
			list = list[n:]
			break
		}
		if byCode[c.Code] == nil {
			codes = append(codes, c.Code)
		}
		byCode[c.Code] = append(byCode[c.Code], c)
		if n == len(list)-1 {
			list = nil
		}
	}
	for _, code := range codes {
		t.kind(code, byCode[code])
	}
	if len(list) > 0 {
		t.notes(list)
	}
}

// kind writes the findings of one code.
func (t *text) kind(code lint.Code, list []concern) {
	var places []string
	total := 0
	for _, c := range list {
		for _, one := range append([]concern{c}, c.more...) {
			place := t.shortPlace(one)
			if c.isSecret() && slices.Contains(places, place) {
				continue
			}
			total++
			places = append(places, place)
		}
	}
	t.line("")
	t.line("%s %s  %s", t.paint(severityStyle(list[0].Severity), fmt.Sprintf("%-7s", list[0].Severity)), t.paint(bold, code.String()),
		strings.ReplaceAll(code.Rule().Title, "`", "")+": "+Count(int64(total), "place"))
	if list[0].Severity == lint.Error && (total <= maxRows || list[0].isSecret() && len(list) <= maxRows) {
		for _, c := range list {
			t.writeHanging(strings.Repeat(" ", 8), t.shortPlace(c)+": "+termtext.Escape(c.Message))
			if c.isSecret() {
				t.otherSecrets(c)
			}
		}
		return
	}
	if list[0].Severity != lint.Error {
		places = capped(places)
	}
	t.writeHanging(strings.Repeat(" ", 8), strings.Join(places, ", "))
}

// maxListed is the number of locations of warnings, and of ignore files, that a condensed audit lists.
const maxListed = 6

// capped returns the first names, and the number of the others in the last.
func capped(names []string) []string {
	rest := len(names) - maxListed
	if rest < 2 {
		return names
	}
	return append(slices.Clone(names[:maxListed]), fmt.Sprintf("and %d more", rest))
}

// kindsOfNotes writes a line for each code of notes.
func (t *text) kindsOfNotes(list []concern) {
	var codes []lint.Code
	numbers := map[lint.Code]int{}
	for _, c := range list {
		if numbers[c.Code] == 0 {
			codes = append(codes, c.Code)
		}
		numbers[c.Code] += 1 + len(c.more)
	}
	for _, code := range codes {
		t.line("%7d  %s: %s", numbers[code], code, strings.ReplaceAll(code.Rule().Title, "`", ""))
	}
}

// shortPlace returns the location of a finding, else its builds, with its size.
func (t *text) shortPlace(c concern) string {
	text := termtext.Quote(t.place(c.Finding))
	if t.place(c.Finding) == "" {
		text = termtext.Escape(joinUpTo3(c.builds))
	}
	if c.Bytes > 0 {
		text += " (" + t.Units.Size(c.Bytes) + ")"
	}
	return text
}

// writeHanging writes a text after a prefix, further lines below its beginning.
func (t *text) writeHanging(prefix, message string) {
	for n, line := range Wrap(message, max(t.Width-len(prefix), 20)) {
		if n > 0 {
			prefix = strings.Repeat(" ", len(prefix))
		}
		t.line("%s%s", prefix, line)
	}
}

// condensedEffect writes the ignore files that audit --fix changes, and those with patterns to review.
func (t *text) condensedEffect(improvements []ctxsize.Improvement) {
	var written, reviewed []string
	patterns, lines := 0, 0
	var saved int64
	for n := range improvements {
		i := &improvements[n]
		file := termtext.Quote(t.Place(i.Change.File()))
		if i.Writes() {
			written = append(written, file)
			lines += i.Edits.Added + i.Edits.Replaced + i.Edits.Removed
		}
		if len(i.Review) > 0 {
			reviewed = append(reviewed, file)
		}
		for _, s := range i.Review {
			patterns++
			saved = saturate.Add(saved, s.SavesBytes)
		}
	}
	if len(written) > 0 {
		t.line("")
		t.writeHanging("", fmt.Sprintf("safe changes (ctxsize audit --fix applies them), %s: %s", Count(int64(lines), "line"), strings.Join(capped(written), ", ")))
	}
	if patterns > 0 {
		t.line("")
		t.writeHanging("", fmt.Sprintf("%s to review, %s: %s", Count(int64(patterns), "pattern"), t.Units.Size(saved), strings.Join(capped(reviewed), ", ")))
	}
}

// first writes what to do first, with the bytes that it saves. Changes that one command makes, and save nothing, are listed at the end only.
func (t *text) first(list []change) {
	if len(list) < 2 {
		return
	}
	t.line("")
	t.line("%s", t.paint(faint, fmt.Sprintf("%10s %11s  %-12s  %s", "sent", "final image", "effort", "what to do first")))
	for _, c := range list[:min(len(list), maxFirst)] {
		text := c.text
		if len(c.builds) > 0 {
			text = joinUpTo3(c.builds) + ": " + text
		}
		if c.place != "" {
			text += " (" + c.place + ")"
		}
		for n, line := range Wrap(termtext.Escape(text), max(t.Width-effortColumn, 40)) {
			if n == 0 {
				t.line("%s %s  %-12s  %s", padLeft(t.saving(c.sent), 10), padLeft(t.saving(c.image), 11), c.effort, line)
			} else {
				t.line("%*s%s", effortColumn, "", line)
			}
		}
	}
}

// effortColumn is the column of the texts of changes.
const effortColumn = 10 + 1 + 11 + 2 + 12 + 2

func padLeft(text string, width int) string { return runewidth.FillLeft(text, width) }
