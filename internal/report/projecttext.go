package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
)

// maxAuditLines is the number of lines of an audit with details, a screen and a half. A longer one is condensed.
const maxAuditLines = 75

// fewBuilds is the number of builds up to which an audit is never condensed.
const fewBuilds = 8

// Audit writes the audit of a project as text: a summary, what to do first, its builds in a table, the findings by severity, and the effect of the safe
// suggestions. Where there are many builds and that is long, findings of a kind share a few lines, unless Options.All is set.
func Audit(w io.Writer, a *ctxsize.Analysis, improvements []ctxsize.Improvement, o Options) error {
	o.root = a.Root()
	var full bytes.Buffer
	t := newText(&full, o)
	t.audit(a, improvements)
	if err := t.out.Flush(); err != nil {
		return err
	}
	if !o.All && len(a.Builds) > fewBuilds && bytes.Count(full.Bytes(), []byte("\n")) > maxAuditLines {
		full.Reset()
		t = newText(&full, o)
		t.condensed = true
		t.audit(a, improvements)
		if err := t.out.Flush(); err != nil {
			return err
		}
	}
	_, err := termtext.Unwrap(w).Write(full.Bytes())
	return err
}

func (t *text) audit(a *ctxsize.Analysis, improvements []ctxsize.Improvement) {
	list := t.concerns(a)
	t.field("project", "%s", t.paint(bold, termtext.Quote(t.Place(a.Root()))))
	if t.condensed {
		t.Options = t.relativeToProject(a)
	}
	for n, line := range t.digest(a, improvements, list) {
		t.writeWrapped(0, []string{"sent: ", "installs: ", "risk: "}[n]+termtext.Escape(line))
	}
	t.first(t.changes(a, improvements, list))
	t.table(a, list)
	t.writeAssumptions(a)
	t.problems(list)
	t.effect(improvements)
	if t.condensed {
		t.line("")
		t.line("%s", t.paint(faint, "details, fixes and diffs: --all, or -o markdown=AUDIT.md"))
	}
}

// project writes the builds of a project and the findings.
func (t *text) project(a *ctxsize.Analysis) {
	list := t.concerns(a)
	t.field("project", "%s", t.paint(bold, termtext.Quote(t.Place(a.Root()))))
	t.table(a, list)
	t.writeAssumptions(a)
	t.problems(list)
}

// table lists the builds with what they send, and the totals. Builds whose rows are equal, such as the platforms of a target, share a row.
func (t *text) table(a *ctxsize.Analysis, list []concern) {
	inside := t.relativeToProject(a)
	name, context := t.columns(inside, a)
	row := func(cells ...string) string {
		return fmt.Sprintf("%s  %s %10s %10s %10s %8s", runewidth.FillRight(cells[0], name), runewidth.FillRight(truncate(cells[1], context), context),
			cells[2], cells[3], cells[4], cells[5])
	}
	t.line("")
	t.line("%s", t.paint(faint, row("build", "context", "eligible", "sent", "transfer", "findings")))
	groups := inside.groups(a)
	var folded []buildGroup
	if t.condensed {
		groups, folded = foldGroups(groups)
	}
	names := t.groupNames(groups, name)
	for k, group := range groups {
		for n, cells := range group.rows {
			if n == 0 {
				cells = append([]string{names[k]}, cells[1:]...)
			}
			t.line("%s", row(cells...))
		}
	}
	t.folded(folded)
	for _, f := range a.Failures {
		t.line("%s  %s", runewidth.FillRight(t.fitName(termtext.Quote(inside.failure(f)), name), name), t.paint(red, "failed, see below"))
	}
	if len(a.Builds) > 1 || len(a.NamedTransfers()) > 0 {
		sent, transfer := t.sums(a)
		t.line("%s", t.paint(bold, row("total", "", "", sent, transfer, fmt.Sprint(countProblems(list)))))
	}
}

// columns returns the widths of the first two columns of the table: what the screen leaves, or without a screen what the names need.
func (t *text) columns(inside Options, a *ctxsize.Analysis) (name, context int) {
	const numbers = 3*11 + 9
	room := max(t.Width-numbers-2, 20)
	name = room * 3 / 5
	context = room - name
	if t.screen {
		return name, context
	}
	for _, group := range inside.groups(a) {
		name = max(name, runewidth.StringWidth(group.name()))
		for _, cells := range group.rows {
			name, context = max(name, runewidth.StringWidth(cells[0])), max(context, runewidth.StringWidth(cells[1]))
		}
	}
	for _, f := range a.Failures {
		name = max(name, runewidth.StringWidth(termtext.Quote(inside.failure(f))))
	}
	return name, context
}

// writeAssumptions writes the assumptions about builds, each once.
func (t *text) writeAssumptions(a *ctxsize.Analysis) {
	inside := t.relativeToProject(a)
	for n := range a.Builds {
		b := &a.Builds[n]
		same := func(o ctxsize.Result) bool { return o.Build.Origin.Assumed == b.Build.Origin.Assumed }
		if b.Build.Origin.Assumed == "" || slices.IndexFunc(a.Builds, same) < n {
			continue
		}
		var names []string
		for m := range a.Builds {
			if label := inside.label(&a.Builds[m]); same(a.Builds[m]) && !slices.Contains(names, label) {
				names = append(names, label)
			}
		}
		t.line("")
		t.writeWrapped(0, fmt.Sprintf("%s: %s", joinUpTo3(names), termtext.Escape(b.Build.Origin.Assumed)))
	}
}

// relativeToProject shows paths relative to the project.
func (o Options) relativeToProject(a *ctxsize.Analysis) Options {
	o.Dir = a.Root()
	return o
}

func (o Options) failure(f build.Failure) string {
	if f.Name != "" {
		return f.Name
	}
	return o.Place(f.Origin.File)
}

// rows returns the rows of a build: its own, and one for each named context.
func (o Options) rows(b *ctxsize.Result) [][]string {
	var rows [][]string
	for n, c := range b.Usages() {
		label, found := o.label(b), fmt.Sprint(countFrom(b.Findings, lint.Warning))
		if n > 0 {
			label, found = "  + "+c.Context.Name, ""
		}
		rows = append(rows, append(append([]string{termtext.Quote(label), termtext.Quote(o.context(c.Context))}, o.sizes(&c)...), found))
	}
	return rows
}

// sizes returns the cells for eligible, sent and transfer.
func (o Options) sizes(c *ctxsize.Usage) []string {
	if c.View == nil {
		return []string{"-", "-", transferText(c)}
	}
	return []string{o.Units.Size(c.View.Totals(walker.Eligible).Bytes), o.Units.Size(c.Sent().Bytes), transferText(c)}
}

// sums returns the totals of all builds.
func (o Options) sums(a *ctxsize.Analysis) (sent, transfer string) {
	var bytes, number int64
	contexts := a.NamedTransfers()
	for _, b := range a.Transfers() {
		contexts = append(contexts, &b.Main)
	}
	for _, c := range contexts {
		bytes = saturate.Add(bytes, c.Sent().Bytes)
		if c.Transfer != nil {
			number = saturate.Add(number, *c.Transfer)
		}
	}
	return o.Units.Size(bytes), Decimal(number)
}

// countProblems returns the number of warnings and errors.
func countProblems(list []concern) int {
	n := 0
	for _, c := range list {
		if c.Severity >= lint.Warning {
			n++
		}
	}
	return n
}

// transferText returns the transfer number of a context, "-" for none.
func transferText(c *ctxsize.Usage) string {
	if c.Transfer == nil {
		return "-"
	}
	return Decimal(*c.Transfer)
}

// label returns the name of a build, with its target. A build without a name is named after its Dockerfile.
func (o Options) label(b *ctxsize.Result) string {
	if b.Build.Name == "" && b.Build.Dockerfile != nil {
		return o.Place(b.Build.Dockerfile.Path)
	}
	return b.Label()
}

func countFrom(list []lint.Finding, least lint.Severity) int {
	n := 0
	for _, f := range list {
		if f.Severity >= least {
			n++
		}
	}
	return n
}

func (t *text) problems(list []concern) {
	if t.condensed {
		t.kinds(list)
		return
	}
	listed := 0
	for n, c := range list {
		if c.Severity == lint.Info && !t.All {
			break
		}
		if n == 0 || list[n-1].Severity != c.Severity {
			t.line("")
		}
		t.problem(c)
		listed++
	}
	if listed == len(list) {
		return
	}
	t.notes(list[listed:])
}

// notes writes a line for each kind of notes.
func (t *text) notes(list []concern) {
	t.line("")
	t.line("%s", t.paint(faint, "notes (--all lists them):"))
	if t.condensed {
		t.kindsOfNotes(list)
		return
	}
	for _, c := range list {
		t.writeHanging(fmt.Sprintf("%7d  ", len(c.more)+1), foldedText(c))
	}
}

// foldedText is the line that stands for the infos of a group, after their number.
func foldedText(c concern) string {
	one := len(c.more) == 0
	switch c.Code {
	case lint.LineNeverMatches:
		if one {
			return "pattern matches nothing in this checkout"
		}
		return "patterns match nothing in this checkout"
	case lint.BaseVersionDrift, lint.ContextSentRepeatedly:
		return termtext.Escape(c.Message)
	}
	return fmt.Sprintf("%s: %s", c.Code, strings.ReplaceAll(c.Code.Rule().Title, "`", ""))
}

func (t *text) problem(c concern) {
	t.line("%s %s%s", t.paint(severityStyle(c.Severity), fmt.Sprintf("%-7s", c.Severity)), t.paint(bold, c.Code.String()), t.paint(faint, t.location(c)))
	t.writeWrapped(8, termtext.Escape(t.message(c.Finding)))
	t.remedy(c)
	switch {
	case c.isSecret():
		t.otherSecrets(c)
	case len(c.more) > 0 && !c.isRespelling():
		var places []string
		listed := len(c.more)
		if t.screen && c.Severity != lint.Error {
			listed = min(listed, maxPlaces)
		}
		for _, m := range c.more[:listed] {
			places = append(places, t.place(m.Finding))
		}
		rest := ""
		if n := len(c.more) - len(places); n > 0 {
			rest = fmt.Sprintf(" and %d more (--json lists them)", n)
		}
		t.writeWrapped(8, "also at "+termtext.Escape(strings.Join(places, ", "))+rest)
	}
	t.diffs(c)
}

// maxPlaces is the number of listed locations of a warning or note on a screen.
const maxPlaces = 6

// place returns the location of a finding: file and line, or its path in the context.
func (o Options) place(f lint.Finding) string {
	switch {
	case f.File == "":
		return f.Path
	}
	return o.position(f.File, f.Line)
}

// position is a line of a file, or the file where the line is 0.
func (o Options) position(file string, line int) string {
	if line == 0 {
		return o.Place(file)
	}
	return fmt.Sprintf("%s:%d", o.Place(file), line)
}

// location returns the location, the builds and the size of a finding.
func (t *text) location(c concern) string {
	text := ""
	if c.File != "" {
		text = "  " + termtext.Quote(t.place(c.Finding))
	}
	if len(c.builds) > 0 {
		text += "  (" + termtext.Escape(joinUpTo3(c.builds)) + ")"
	}
	if size := c.size(); size > 0 {
		text += "  " + t.Units.Size(size)
	}
	return text
}

// joinUpTo3 names up to three builds.
func joinUpTo3(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// writeWrapped writes an indented text, wrapped.
func (t *text) writeWrapped(margin int, message string) {
	t.writeWords(margin, strings.Fields(message))
}

func (t *text) writeWords(margin int, words []string) {
	for _, line := range wrapWords(words, t.Width-margin) {
		t.line("%*s%s", margin, "", line)
	}
}

// effect writes the effect of the safe changes, and the patterns to review.
func (t *text) effect(improvements []ctxsize.Improvement) {
	if t.condensed {
		t.condensedEffect(improvements)
		return
	}
	heading := "safe changes (ctxsize audit --fix applies them):"
	var shown string
	for _, i := range improvements {
		if !i.Writes() {
			continue
		}
		heading = t.writeHeading(heading)
		kind := Edited(i.Edits)
		if i.Change.New {
			kind = "new, " + kind
		}
		t.line("%s  %s", termtext.Quote(t.Place(i.Change.File())), t.paint(faint, kind))
		if err := i.Refusal(); err != nil {
			t.writeWrapped(2, termtext.Escape(err.Error()))
		}
		for _, b := range i.Builds {
			if !saves(b) {
				// The patterns are for files that do not exist yet.
				continue
			}
			line := fmt.Sprintf("  %s %10s → %-10s %s", runewidth.FillRight(t.fitName(termtext.Quote(t.label(b.Before)), 28), 28), t.Units.Size(b.Before.SentBytes()), t.Units.Size(b.After.SentBytes()), t.transfers(b))
			if line != shown {
				t.line("%s", strings.TrimRight(line, " "))
			}
			shown = line
		}
	}
	heading = "review these patterns before you add them:"
	for _, i := range improvements {
		if len(i.Review) > 0 {
			heading = t.writeHeading(heading)
			t.line("%s", termtext.Quote(t.Place(i.Change.File())))
		}
		for _, s := range i.Review {
			t.line("  %10s  %s", t.Units.Size(s.SavesBytes), termtext.Quote(s.Line))
			t.writeWrapped(14, termtext.Escape(s.Reason))
			if saved := s.Reruns.Sentence(); saved != "" {
				t.writeWrapped(14, termtext.Escape(saved))
			}
		}
	}
}

// writeHeading writes a heading, unless it is "", and returns "".
func (t *text) writeHeading(heading string) string {
	if heading != "" {
		t.line("")
		t.line("%s", t.paint(faint, heading))
	}
	return ""
}

func (t *text) transfers(b ctxsize.Improved) string {
	if b.Before.Main.Transfer == nil || b.After.Main.Transfer == nil {
		return ""
	}
	return fmt.Sprintf("transfer %s → %s", transferText(&b.Before.Main), transferText(&b.After.Main))
}
