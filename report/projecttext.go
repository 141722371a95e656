package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
)

// Audit writes what was found in a project for a person: its builds in a table, what is wrong by severity, and what the safe lines would change.
func Audit(w io.Writer, a *ctxsize.Analysis, improvements []ctxsize.Improvement, o Options) error {
	t := newText(w, o)
	t.project(a)
	t.effect(improvements)
	return t.out.Flush()
}

// project writes the builds of a project and what is wrong with them.
func (t *text) project(a *ctxsize.Analysis) {
	list := t.concerns(a)
	t.table(a, list)
	t.assumed(a)
	t.problems(list)
}

// table lists the builds with what they send, and the sums of what is sent when all are built once. Builds that differ in nothing that is shown,
// such as the platforms of a target, share a row.
func (t *text) table(a *ctxsize.Analysis, list []concern) {
	const numbers = 3*11 + 9
	room := max(t.Width-numbers-2, 20)
	name := room * 3 / 5
	context := room - name
	row := func(cells ...string) string {
		return fmt.Sprintf("%s  %s %10s %10s %10s %8s", runewidth.FillRight(cut(cells[0], name), name), runewidth.FillRight(cut(cells[1], context), context),
			cells[2], cells[3], cells[4], cells[5])
	}
	t.field("project", "%s", t.paint(bold, termtext.Quote(t.Place(a.Root()))))
	t.line("")
	t.line("%s", t.paint(faint, row("build", "context", "eligible", "sent", "transfer", "findings")))
	inside := t.within(a)
	var shown [][]string
	for n := range a.Builds {
		rows := inside.rows(&a.Builds[n])
		if slices.EqualFunc(rows, shown, slices.Equal) {
			continue
		}
		shown = rows
		for _, cells := range rows {
			t.line("%s", row(cells...))
		}
	}
	for _, f := range a.Failures {
		t.line("%s", runewidth.Truncate(fmt.Sprintf("%s  %s", runewidth.FillRight(cut(termtext.Quote(inside.failed(f)), name), name), t.paint(red, "no answer, see below")), t.Width, "…"))
	}
	if len(a.Builds) > 1 || len(a.NamedTransfers()) > 0 {
		sent, transfer := t.sums(a)
		t.line("%s", t.paint(bold, row("all built once", "", "", sent, transfer, fmt.Sprint(problematic(list)))))
	}
}

// assumed says what had to be assumed of the files, and for which builds.
func (t *text) assumed(a *ctxsize.Analysis) {
	inside := t.within(a)
	for n := range a.Builds {
		b := &a.Builds[n]
		same := func(o ctxsize.Build) bool { return o.Origin.Assumed == b.Origin.Assumed }
		if b.Origin.Assumed == "" || slices.IndexFunc(a.Builds, same) < n {
			continue
		}
		var names []string
		for m := range a.Builds {
			if label := inside.label(&a.Builds[m]); same(a.Builds[m]) && !slices.Contains(names, label) {
				names = append(names, label)
			}
		}
		t.line("")
		t.wrapped(0, fmt.Sprintf("%s: %s", listed3(names), termtext.Escape(b.Origin.Assumed)))
	}
}

// within shows paths relative to the project.
func (o Options) within(a *ctxsize.Analysis) Options {
	o.Dir = a.Root()
	return o
}

func (o Options) failed(f build.Failure) string {
	if f.Name != "" {
		return f.Name
	}
	return o.Place(f.Origin.File)
}

// rows are a build's in the table, and under it those of its named contexts.
func (o Options) rows(b *ctxsize.Build) [][]string {
	var rows [][]string
	for n, c := range b.Contexts() {
		label, found := o.label(b), fmt.Sprint(countFrom(b.Findings, audit.Warning))
		if n > 0 {
			label, found = "  + "+c.Plan.Name, ""
		}
		rows = append(rows, append(append([]string{termtext.Quote(label), termtext.Quote(o.context(c.Plan))}, o.sizes(&c)...), found))
	}
	return rows
}

// sizes are what of a context is eligible, what is sent, and the transfer number.
func (o Options) sizes(c *ctxsize.Context) []string {
	if c.View == nil {
		return []string{"-", "-", transferred(c)}
	}
	return []string{o.Units.Size(c.View.Totals(walker.Eligible).Bytes), o.Units.Size(c.Sent().Bytes), transferred(c)}
}

// sums are what is sent when everything is built once.
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

// problematic counts what is more than worth knowing.
func problematic(list []concern) int {
	n := 0
	for _, c := range list {
		if c.Severity >= audit.Warning {
			n++
		}
	}
	return n
}

// transferred is the transfer number of a context, "-" where there is none.
func transferred(c *ctxsize.Context) string {
	if c.Transfer == nil {
		return "-"
	}
	return Decimal(*c.Transfer)
}

// label names a build: a Dockerfile where it has no name of its own, and the stage that is asked for.
func (o Options) label(b *ctxsize.Build) string {
	if b.Name == "" && b.Dockerfile != nil {
		return o.Place(b.Dockerfile.Path)
	}
	return b.Label()
}

func countFrom(list []audit.Finding, least audit.Severity) int {
	n := 0
	for _, f := range list {
		if f.Severity >= least {
			n++
		}
	}
	return n
}

// concern is a finding and the builds that it was found in, none where it concerns the project.
type concern struct {
	audit.Finding
	builds []string
	// more are others of the same kind that are worth a line each.
	more []concern
}

// concerns are all findings, the worst first, each once however many builds have it, and those that only are worth knowing by kind.
func (o Options) concerns(a *ctxsize.Analysis) []concern {
	inside := o.within(a)
	var list []concern
	for _, f := range a.Findings {
		list = append(list, concern{Finding: f})
	}
	for n := range a.Builds {
		b := &a.Builds[n]
		for _, f := range b.Findings {
			at := slices.IndexFunc(list, func(c concern) bool { return sameFinding(c.Finding, f) })
			if at < 0 {
				at = len(list)
				list = append(list, concern{Finding: f})
			}
			if label := inside.label(b); !slices.Contains(list[at].builds, label) {
				list[at].builds = append(list[at].builds, label)
			}
			list[at].Bytes = max(list[at].Bytes, f.Bytes)
		}
	}
	slices.SortStableFunc(list, func(x, y concern) int { return int(y.Severity) - int(x.Severity) })
	return gathered(list)
}

// gathered puts those that only are worth knowing together by kind, and the others where they say the same of several places.
func gathered(list []concern) []concern {
	var kept []concern
	first := map[string]int{}
	for _, c := range list {
		key := c.Code
		if c.Severity != audit.Info || c.Code == audit.BaseVersionDrift || c.Code == audit.ContextSentRepeatedly {
			key += "\x00" + c.Message
		}
		if at, known := first[key]; known && c.Severity == kept[at].Severity {
			kept[at].more = append(kept[at].more, c)
			continue
		}
		first[key] = len(kept)
		kept = append(kept, c)
	}
	return kept
}

// sameFinding says whether two builds have the same fault: of one file and line, or of one path in contexts that are one.
func sameFinding(a, b audit.Finding) bool {
	return a.Code == b.Code && a.File == b.File && a.Line == b.Line && a.Path == b.Path && (a.Message == b.Message || a.File != "")
}

func (t *text) problems(list []concern) {
	for n, c := range list {
		if n == 0 || list[n-1].Severity != c.Severity {
			t.line("")
		}
		t.problem(c)
	}
}

func (t *text) problem(c concern) {
	t.line("%s %s%s", t.paint(severityStyle(c.Severity), fmt.Sprintf("%-7s", c.Severity)), t.paint(bold, c.Code), t.paint(faint, t.where(c)))
	t.wrapped(8, termtext.Escape(c.Message))
	t.remedy(c.Finding)
	if len(c.more) > 0 {
		var places []string
		listed := len(c.more)
		if t.screen && c.Severity != audit.Error {
			listed = min(listed, mostPlaces)
		}
		for _, m := range c.more[:listed] {
			places = append(places, t.place(m.Finding))
		}
		rest := ""
		if n := len(c.more) - len(places); n > 0 {
			rest = fmt.Sprintf(" and %d more (--json lists them)", n)
		}
		t.wrapped(8, "the same at "+termtext.Escape(strings.Join(places, ", "))+rest)
	}
}

// mostPlaces is how many places of findings that are alike are named on a screen; errors are all named.
const mostPlaces = 6

// place is where a finding is: its file and line, else its path in the context.
func (o Options) place(f audit.Finding) string {
	switch {
	case f.File == "":
		return f.Path
	case f.Line == 0:
		return o.Place(f.File)
	}
	return fmt.Sprintf("%s:%d", o.Place(f.File), f.Line)
}

// where says which file and builds a finding is about.
func (t *text) where(c concern) string {
	text := ""
	if c.File != "" {
		text = "  " + termtext.Quote(t.place(c.Finding))
	}
	if len(c.builds) > 0 {
		text += "  (" + termtext.Escape(listed3(c.builds)) + ")"
	}
	if c.Bytes > 0 {
		text += "  " + t.Units.Size(c.Bytes)
	}
	return text
}

// listed3 names up to three builds.
func listed3(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// remedy writes a fix. A pattern stays in one piece, to be copied.
func (t *text) remedy(f audit.Finding) {
	switch {
	case f.Fix == nil:
	case f.Fix.Kind == "append-line":
		t.wrappedWords(8, []string{"→", "add", termtext.Quote(f.Fix.Text), "to", termtext.Escape(t.ignoreFile(f.Fix))})
	case f.Fix.Kind == "replace-line":
		t.wrappedWords(8, []string{"→", "replace", "line", strconv.Itoa(f.Line), "with", termtext.Quote(f.Fix.Text)})
	default:
		t.edit(f.Fix.Text)
	}
}

// edit writes what to change by hand.
func (t *text) edit(words string) {
	for n, line := range strings.Split(words, "\n") {
		switch {
		case n == 0:
			t.wrapped(8, "→ "+termtext.Escape(line))
		case line == "":
			t.line("")
		default:
			t.wrapped(10, termtext.Escape(line))
		}
	}
}

// ignoreFile is the file that a line is for.
func (o Options) ignoreFile(f *audit.Fix) string {
	switch {
	case f.File == "":
		return "the ignore file"
	case f.New:
		return o.Place(f.File) + ", which is to be made"
	}
	return o.Place(f.File)
}

// ignoreFileSpan is [Options.ignoreFile] with the name in a code span.
func (o Options) ignoreFileSpan(f *audit.Fix) string {
	if f.File == "" {
		return o.ignoreFile(f)
	}
	return code(o.Place(f.File)) + strings.TrimPrefix(o.ignoreFile(f), o.Place(f.File))
}

// wrapped writes a text in lines that fit, behind a margin.
func (t *text) wrapped(margin int, message string) { t.wrappedWords(margin, strings.Fields(message)) }

func (t *text) wrappedWords(margin int, words []string) {
	for _, line := range wrapWords(words, t.Width-margin) {
		t.line("%*s%s", margin, "", line)
	}
}

// effect says what the safe lines would change, and which lines a person has to decide about.
func (t *text) effect(improvements []ctxsize.Improvement) {
	heading := "with the safe lines: ctxsize audit --fix writes them"
	var shown string
	for _, i := range improvements {
		if !i.Writes() {
			continue
		}
		heading = t.under(heading)
		kind := Edited(i.Edits)
		if i.Change.New {
			kind = "new, " + kind
		}
		t.line("%s  %s", termtext.Quote(t.Place(i.Change.File())), t.paint(faint, kind))
		if err := i.Refusal(); err != nil {
			t.wrapped(2, termtext.Escape(err.Error()))
		}
		for _, b := range i.Builds {
			line := fmt.Sprintf("  %s %10s → %-10s %s", runewidth.FillRight(cut(termtext.Quote(t.label(b.Before)), 28), 28), t.Units.Size(b.Before.SentBytes()), t.Units.Size(b.After.SentBytes()), t.transfers(b))
			if line != shown {
				t.line("%s", strings.TrimRight(line, " "))
			}
			shown = line
		}
	}
	heading = "for review: a person has to decide about these lines"
	for _, i := range improvements {
		if len(i.Review) > 0 {
			heading = t.under(heading)
			t.line("%s", termtext.Quote(t.Place(i.Change.File())))
		}
		for _, s := range i.Review {
			t.line("  %10s  %s", t.Units.Size(s.SavesBytes), termtext.Quote(s.Line))
			t.wrapped(14, termtext.Escape(s.Reason))
		}
	}
}

// under writes a heading once: it gives what is left to write.
func (t *text) under(heading string) string {
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
	return fmt.Sprintf("transfer %s → %s", transferred(&b.Before.Main), transferred(&b.After.Main))
}
