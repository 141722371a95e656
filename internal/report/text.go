package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/mattn/go-runewidth"
)

const (
	defaultWidth = 80
	// minWidth leaves room for names beside the columns of numbers.
	minWidth = 50
	barCells = 16
)

// Text writes an analysis as text, each build on about one screen.
func Text(w io.Writer, a *ctxsize.Analysis, o Options) error {
	t := newText(w, o)
	if len(a.Builds)+len(a.Failures) > 1 && a.Builds[0].Build.Origin.Kind != build.Plain {
		t.project(a)
		return t.out.Flush()
	}
	for n := range a.Builds {
		if n > 0 {
			t.line("")
		}
		t.build(&a.Builds[n], len(a.Builds) > 1)
	}
	if !a.Complete() {
		t.line("%s", t.paint(yellow, "incomplete: not everything could be read (--json lists the errors)"))
	}
	return t.out.Flush()
}

type text struct {
	Options
	out    *bufio.Writer
	safe   *termtext.Writer // to out
	screen bool             // fit a build into the screen
	limits limits
	// condensed: the findings of a kind share a few lines.
	condensed bool
}

func newText(w io.Writer, o Options) text {
	screen := o.Width > 0
	if !screen {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, minWidth)
	out := bufio.NewWriter(termtext.Unwrap(w))
	return text{Options: o, out: out, safe: termtext.NewWriter(out, o.sequences()...), screen: screen}
}

func (t *text) line(format string, args ...any) {
	// An error stays with the buffer, whose Flush returns it.
	_ = t.safe.WriteLine(fmt.Sprintf(format, args...))
}

// field writes a line with a label.
func (t *text) field(name, format string, args ...any) {
	t.line("%s %s", t.paint(faint, fmt.Sprintf("%-12s", name)), fmt.Sprintf(format, args...))
}

func (t *text) build(b *ctxsize.Result, several bool) {
	t.limits = t.fit(b)
	t.head(b, several)
	if b.Main.View != nil {
		t.line("")
		t.sizes(b)
		t.large(b.Main.View)
	}
	t.writeNamed(b)
	t.instructions(b)
	t.findings(b)
	t.unknown(b.Build.Unknown)
}

// unknown lists what cannot be known on this machine, on one line if it has to fit a screen.
func (t *text) unknown(list []string) {
	if len(list) == 0 {
		return
	}
	if !t.screen {
		t.line("")
		for _, what := range list {
			t.line("%s", t.paint(faint, "not known here: "+termtext.Escape(what)))
		}
		return
	}
	more := ""
	if len(list) > 1 {
		more = fmt.Sprintf(" (and %d more, see --json)", len(list)-1)
	}
	t.line("%s", t.paint(faint, runewidth.Truncate("not known here: "+termtext.Escape(list[0]), t.Width-len(more), "…")+more))
}

func (t *text) head(b *ctxsize.Result, several bool) {
	if b.Build.Origin.Kind != build.Plain {
		where := t.Place(b.Build.Origin.File)
		if b.Build.Origin.Line > 0 {
			where += fmt.Sprintf(":%d", b.Build.Origin.Line)
		}
		t.field("build", "%s", strings.TrimSpace(t.paint(bold, termtext.Quote(b.Build.Name))+t.paint(faint, " ("+termtext.Quote(where)+")")))
	}
	t.field("context", "%s%s", t.paint(bold, termtext.Quote(t.context(b.Main.Context))), t.remark(b.Main.Context))
	dockerfile := "none: everything eligible counts as sent"
	switch {
	case b.Build.Dockerfile == nil && b.Build.UnreadableReason != "":
		dockerfile = termtext.Escape(b.Build.UnreadableReason)
	case b.Build.Missing:
		dockerfile = "none found: everything eligible counts as sent"
	case b.Build.Dockerfile != nil:
		dockerfile = termtext.Quote(t.Place(b.Build.Dockerfile.Path))
		dockerfile += stageName(b)
		if several {
			dockerfile += ", " + termtext.Escape(b.Build.Platform)
		}
	}
	if b.Build.Builder != build.BuildKit {
		dockerfile += ", " + b.Build.Builder.String() + " builder"
		if b.Build.BuilderReason != "" {
			dockerfile += " (" + termtext.Escape(b.Build.BuilderReason) + ")"
		}
	}
	t.field("dockerfile", "%s", dockerfile)
	ignoreFile := b.Main.Context.Ignore.Reason
	if path := b.Main.Context.Ignore.Path; path != "" {
		ignoreFile = termtext.Quote(t.Place(path)) + t.paint(faint, " ("+ignoreFile+")")
	}
	t.field("ignore file", "%s", ignoreFile)
	if c := b.Churn; c != nil && c.Err == nil {
		t.field("commits", "%s", commitsBuilt(c))
	}
}

// remark returns a note on a context that is no directory.
func (t *text) remark(c *build.Context) string {
	switch {
	case c.Remote:
		return ": fetched by the builder; nothing is sent from this machine, no ignore file applies"
	case c.Tar != nil:
		return ": a tar, sent completely; no ignore file applies"
	}
	return ""
}

// stageName names the stage that is built, "" if there is only one.
func stageName(b *ctxsize.Result) string {
	switch {
	case b.Build.Target != "":
		return ", target " + termtext.Quote(b.Build.Target)
	case len(b.Build.Stages) > 1:
		return fmt.Sprintf(", the last of %d stages", len(b.Build.Stages))
	}
	return ""
}

func (t *text) sizes(b *ctxsize.Result) {
	v := b.Main.View
	eligible, sent, unused := v.Totals(walker.Eligible), v.Totals(walker.Sent), v.Totals(walker.Unused)
	share := ""
	if eligible.Bytes > 0 {
		share = fmt.Sprintf("%d %% of eligible", percent(sent.Bytes, eligible.Bytes))
	}
	if !b.Main.Context.Requested {
		share = "no instruction reads the context"
	}
	t.amount("sent", sent, share)
	t.amount("eligible", eligible, "")
	if unused.Entries() > 0 {
		t.amount("unused", unused, "eligible, but copied by no instruction")
	}
	if out := v.Totals(walker.Excluded); out.Entries() > 0 && v.ExcludedComplete() {
		t.amount("excluded", out, "")
	}
	if b.Main.Transfer != nil {
		t.field("transfer", "%s", t.paint(cyan, transferLine(b.Build.Builder, *b.Main.Transfer)))
	}
}

func (t *text) amount(name string, c walker.Counts, remark string) {
	t.field(name, "%s  %s", t.paint(bold, fmt.Sprintf("%10s", t.Units.Size(c.Bytes))),
		strings.TrimRight(fmt.Sprintf("%-16s %s", Count(c.Files, "file"), remark), " "))
}

func transferLine(b build.Builder, bytes int64) string {
	if b == build.Legacy {
		return fmt.Sprintf("Sending build context to Docker daemon  %s (%s)", Decimal(bytes), Count(bytes, "byte"))
	}
	return fmt.Sprintf("transferring context: %s (%s)", Decimal(bytes), Count(bytes, "byte"))
}

func percent(part, whole int64) int64 {
	if whole == 0 {
		return 0
	}
	return saturate.Int64(float64(part)/float64(whole)*100 + 0.5)
}

func (t *text) large(v *walker.View) {
	list := v.Largest(t.limits.large)
	if len(list) == 0 {
		return
	}
	t.line("")
	partly := slices.ContainsFunc(list, func(l walker.LargeEntry) bool { return l.SentBytes != l.Bytes })
	sent := v.Totals(walker.Sent).Bytes
	for _, l := range list {
		name, paint := termtext.Quote(l.Path), bold
		if l.Kind == walker.Dir {
			name = termtext.Quote(l.Path + "/")
		}
		if l.SentBytes == 0 && !l.Sent {
			paint = faint
		}
		head := t.largeSize(l, sent, partly)
		t.line("%s %s%s", t.bar(l.SentBytes, list[0].SentBytes), head, t.paint(paint, t.fitName(name, t.Width-barCells-1-len(head))))
	}
}

// largeSize returns the sent size of an entry, in a list with partly sent ones followed by the eligible size where it differs, and its share
// of everything sent.
func (t *text) largeSize(l walker.LargeEntry, sent int64, partly bool) string {
	share := fmt.Sprintf("%3d %%", percent(l.SentBytes, sent))
	if l.SentBytes == 0 && !l.Sent {
		share = "     "
	}
	eligible := ""
	if partly {
		eligible = strings.Repeat(" ", 13)
		if l.SentBytes != l.Bytes {
			eligible = fmt.Sprintf(" / %-10s", t.Units.Size(l.Bytes))
		}
	}
	size := t.Units.Size(l.SentBytes)
	if l.SentBytes == 0 && !l.Sent {
		size = "not sent"
	}
	return fmt.Sprintf("%10s%s %s  ", size, eligible, share)
}

// fitName shortens a name to the width of the screen. Without a screen it returns it unchanged.
func (t *text) fitName(name string, width int) string {
	if !t.screen {
		return name
	}
	return truncate(name, width)
}

// bar draws a share of the largest in eighths of a cell.
func (t *text) bar(part, whole int64) string {
	eighths := 0
	if whole > 0 {
		eighths = int(float64(part) / float64(whole) * barCells * 8)
	}
	b := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		b += string([]rune(" ▏▎▍▌▋▊▉")[rest])
	}
	return t.paint(cyan, runewidth.FillRight(b, barCells))
}

// truncate replaces the middle of a text that is too wide with an ellipsis.
func truncate(s string, width int) string {
	if runewidth.StringWidth(s) <= width || width < 5 {
		return s
	}
	tail := runewidth.TruncateLeft(s, runewidth.StringWidth(s)-width/2, "")
	return runewidth.Truncate(s, width-runewidth.StringWidth(tail), "…") + tail
}

func (t *text) writeNamed(b *ctxsize.Result) {
	for _, c := range b.Named {
		if c.View == nil {
			t.field("+ "+termtext.Quote(c.Context.Name), "%s: fetched by the builder", termtext.Quote(c.Context.Given))
			continue
		}
		sent := c.View.Totals(walker.Sent)
		t.field("+ "+termtext.Quote(c.Context.Name), "%s  %s in %s sent", termtext.Quote(t.context(c.Context)), t.Units.Size(sent.Bytes), Count(sent.Files, "file"))
		if !t.screen {
			t.large(c.View)
		}
	}
}

func (t *text) instructions(b *ctxsize.Result) {
	list := reachable(b)
	if len(list) == 0 {
		return
	}
	t.line("")
	for n, in := range list {
		if n == t.limits.instructions && len(list) > n+1 && t.screen {
			t.line("%s", t.paint(faint, fmt.Sprintf("%10s  … and %s (--json lists them)", "", Count(int64(len(list)-n), "more instruction"))))
			return
		}
		head := fmt.Sprintf("%10s  %4d: ", t.Units.Size(in.Bytes), in.Line)
		text := termtext.Escape(in.Text)
		if t.screen {
			text = runewidth.Truncate(text, t.Width-len(head), "…")
		}
		t.line("%s%s", head, text)
	}
}

func reachable(b *ctxsize.Result) []build.Instruction {
	return slices.DeleteFunc(slices.Clone(b.Build.Instructions), func(in build.Instruction) bool { return !in.Reachable })
}

func (t *text) findings(b *ctxsize.Result) {
	if len(b.Findings) == 0 {
		return
	}
	t.line("")
	for n, f := range b.Findings {
		if n == t.limits.findings && len(b.Findings) > n+1 && t.screen {
			t.line("%s", t.paint(faint, fmt.Sprintf("… and %s (--json lists them)", Count(int64(len(b.Findings)-n), "more finding"))))
			return
		}
		t.finding(f)
	}
}

// finding writes a finding, and under it its code, its size and its fix.
func (t *text) finding(f lint.Finding) {
	t.line("%s", t.findingLine(f))
	details := f.Code.String()
	if f.Bytes > 0 {
		details += ", " + t.Units.Size(f.Bytes)
	}
	fix := strings.Split(t.fixText(f), "\n")
	if fix[0] != "" {
		details += "; fix: " + fix[0]
	}
	if t.screen {
		if len(fix) > 1 {
			details += " …"
		}
		details, fix = runewidth.Truncate(details, t.Width-detailIndent, "…"), nil
	}
	t.line("%*s%s", detailIndent, "", t.paint(faint, details))
	for _, line := range fix[min(1, len(fix)):] {
		t.line("%*s%s", 2*detailIndent, "", t.paint(faint, line))
	}
}

// detailIndent is the number of columns before the details of a finding.
const detailIndent = 2

// fixText returns the fix of a finding, on one or several lines, "" for none.
func (t *text) fixText(f lint.Finding) string {
	switch {
	case f.Fix == nil:
		return ""
	case f.Fix.Kind == "append-line":
		return fmt.Sprintf("add %s to %s", quoteAll(f.Fix.Patterns()), termtext.Escape(t.ignoreFile(f.Fix)))
	case f.Fix.Kind == "replace-line":
		return fmt.Sprintf("replace line %d with %s", f.Line, termtext.Quote(f.Fix.Text))
	}
	var lines []string
	for line := range strings.SplitSeq(f.Fix.Text, "\n") {
		lines = append(lines, termtext.Escape(line))
	}
	return strings.Join(lines, "\n")
}

// findingLine returns a finding with its location. On a screen only errors take more than one line.
func (t *text) findingLine(f lint.Finding) string {
	where := ""
	if f.File != "" {
		where = termtext.Quote(t.Place(f.File)) + ":"
		if f.Line > 0 {
			where += fmt.Sprintf("%d:", f.Line)
		}
		where += " "
	}
	severity := f.Severity.String() + ":"
	message := where + termtext.Escape(t.message(f))
	if t.screen && f.Severity != lint.Error {
		message = runewidth.Truncate(message, t.Width-len(severity)-1, "…")
	}
	return t.paint(severityStyle(f.Severity), severity) + " " + message
}

// style is the escape sequence before a text, "" for plain text.
type style string

const (
	plain  style = ""
	bold   style = "\x1b[1m"
	faint  style = "\x1b[2m"
	red    style = "\x1b[31m"
	yellow style = "\x1b[33m"
	blue   style = "\x1b[34m"
	cyan   style = "\x1b[36m"
	reset        = "\x1b[0m"
)

// sequences returns the escape sequences that a report may contain.
func (o Options) sequences() []string {
	if !o.Color {
		return nil
	}
	return []string{string(bold), string(faint), string(red), string(yellow), string(blue), string(cyan), reset}
}

func (o Options) paint(s style, text string) string {
	if !o.Color || s == plain || text == "" {
		return text
	}
	return string(s) + text + reset
}

func severityStyle(s lint.Severity) style {
	switch s {
	case lint.Error:
		return red
	case lint.Warning:
		return yellow
	}
	return blue
}
