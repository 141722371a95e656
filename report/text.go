package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/mattn/go-runewidth"
)

const (
	usualWidth = 80
	// Below this the columns of numbers leave no room for names, and lines are wrapped.
	leastWidth = 50
	barCells   = 16
)

// Text writes an analysis for a person, each build on about one screen.
func Text(w io.Writer, a *ctxsize.Analysis, o Options) error {
	t := newText(w, o)
	if len(a.Builds)+len(a.Failures) > 1 && a.Builds[0].Origin.Kind != build.Plain {
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
		t.line("%s", t.paint(yellow, "incomplete: some of it could not be read (--json lists what)"))
	}
	return t.out.Flush()
}

type text struct {
	Options
	out    *bufio.Writer
	safe   *termtext.Writer // to out
	screen bool             // a screen has to hold a build
	limits limits
}

func newText(w io.Writer, o Options) text {
	screen := o.Width > 0
	if !screen {
		o.Width = usualWidth
	}
	o.Width = max(o.Width, leastWidth)
	out := bufio.NewWriter(termtext.Unwrap(w))
	return text{Options: o, out: out, safe: termtext.NewWriter(out, o.sequences()...), screen: screen}
}

func (t *text) line(format string, args ...any) {
	// An error stays with the buffer, whose Flush returns it.
	_ = t.safe.WriteLine(fmt.Sprintf(format, args...))
}

// field writes a line with a name before it.
func (t *text) field(name, format string, args ...any) {
	t.line("%s %s", t.paint(faint, fmt.Sprintf("%-12s", name)), fmt.Sprintf(format, args...))
}

func (t *text) build(b *ctxsize.Build, several bool) {
	t.limits = t.fit(b)
	t.head(b, several)
	if b.Main.View != nil {
		t.line("")
		t.sizes(b)
		t.large(b.Main.View)
	}
	t.named(b)
	t.instructions(b)
	t.findings(b)
	t.unknown(b.Unknown)
}

// unknown lists what cannot be known on this machine, on a screen on one line.
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

func (t *text) head(b *ctxsize.Build, several bool) {
	if b.Origin.Kind != build.Plain {
		where := t.Place(b.Origin.File)
		if b.Origin.Line > 0 {
			where += fmt.Sprintf(":%d", b.Origin.Line)
		}
		t.field("build", "%s", strings.TrimSpace(t.paint(bold, termtext.Quote(b.Name))+t.paint(faint, " ("+termtext.Quote(where)+")")))
	}
	t.field("context", "%s%s", t.paint(bold, termtext.Quote(t.context(b.Main.Plan))), t.remark(b.Main.Plan))
	dockerfile := "none: everything eligible counts as sent"
	switch {
	case b.Dockerfile == nil && b.Unread != "":
		dockerfile = termtext.Escape(b.Unread)
	case b.Missing:
		dockerfile = "none found: everything eligible counts as sent"
	case b.Dockerfile != nil:
		dockerfile = termtext.Quote(t.Place(b.Dockerfile.Path))
		dockerfile += stageName(b)
		if several {
			dockerfile += ", " + termtext.Escape(b.Platform)
		}
	}
	if b.Builder != build.BuildKit {
		dockerfile += ", " + b.Builder.String() + " builder"
		if b.BuilderReason != "" {
			dockerfile += " (" + termtext.Escape(b.BuilderReason) + ")"
		}
	}
	t.field("dockerfile", "%s", dockerfile)
	ignoreFile := b.Main.Plan.Ignore.Reason
	if path := b.Main.Plan.Ignore.Path; path != "" {
		ignoreFile = termtext.Quote(t.Place(path)) + t.paint(faint, " ("+ignoreFile+")")
	}
	t.field("ignore file", "%s", ignoreFile)
}

// remark says what is special about where a context comes from.
func (t *text) remark(c build.Context) string {
	switch {
	case c.Remote:
		return ": fetched by the builder, nothing leaves this machine and no ignore file applies"
	case c.Tar != nil:
		return ": a tar, sent whole; no ignore file applies"
	}
	return ""
}

// stageName says which stage is built, where there are several.
func stageName(b *ctxsize.Build) string {
	switch {
	case b.Target != "":
		return ", target " + termtext.Quote(b.Target)
	case len(b.Stages) > 1:
		return fmt.Sprintf(", the last of %d stages", len(b.Stages))
	}
	return ""
}

func (t *text) sizes(b *ctxsize.Build) {
	v := b.Main.View
	eligible, sent, unread := v.Totals(walker.Eligible), v.Totals(walker.Sent), v.Totals(walker.Unused)
	t.amount("eligible", eligible, "")
	share := ""
	if eligible.Bytes > 0 {
		share = fmt.Sprintf("%d %% of it", percent(sent.Bytes, eligible.Bytes))
	}
	if !b.Main.Plan.Requested {
		share = "no instruction reads the context"
	}
	t.amount("sent", sent, share)
	if unread.Entries() > 0 {
		t.amount("unread", unread, "requested by no instruction")
	}
	if out := v.Totals(walker.Excluded); out.Entries() > 0 && v.ExcludedComplete() {
		t.amount("excluded", out, "")
	}
	if b.Main.Transfer != nil {
		t.field("transfer", "%s", t.paint(cyan, transferLine(b.Builder, *b.Main.Transfer)))
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
	sent := v.Totals(walker.Sent).Bytes
	for _, l := range list {
		name := l.Path
		if l.Kind == walker.Dir {
			name += "/"
		}
		name = termtext.Quote(name)
		size, share, mark, paint := l.SentBytes, fmt.Sprintf("%3d %%", percent(l.SentBytes, sent)), "", bold
		switch {
		case l.Sent:
		case l.SentBytes > 0:
			mark = "  of " + t.Units.Size(l.Bytes) + " eligible"
		default:
			size, share, mark, paint = l.Bytes, "     ", "  not sent", faint
		}
		head := fmt.Sprintf("%10s %s  ", t.Units.Size(size), share)
		room := t.Width - barCells - 1 - len(head) - len(mark)
		t.line("%s %s%s%s", t.bar(l.SentBytes, list[0].SentBytes), head, t.paint(paint, cut(name, room)), t.paint(faint, mark))
	}
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

// cut takes the middle out of a text that is too wide.
func cut(s string, width int) string {
	if runewidth.StringWidth(s) <= width || width < 5 {
		return s
	}
	tail := runewidth.TruncateLeft(s, runewidth.StringWidth(s)-width/2, "")
	return runewidth.Truncate(s, width-runewidth.StringWidth(tail), "…") + tail
}

func (t *text) named(b *ctxsize.Build) {
	for _, c := range b.Named {
		if c.View == nil {
			t.field("+ "+termtext.Quote(c.Plan.Name), "%s: fetched by the builder", termtext.Quote(c.Plan.Given))
			continue
		}
		sent := c.View.Totals(walker.Sent)
		t.field("+ "+termtext.Quote(c.Plan.Name), "%s  %s in %s sent", termtext.Quote(t.context(c.Plan)), t.Units.Size(sent.Bytes), Count(sent.Files, "file"))
		if !t.screen {
			t.large(c.View)
		}
	}
}

func (t *text) instructions(b *ctxsize.Build) {
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
		t.line("%s%s", head, runewidth.Truncate(termtext.Escape(in.Text), t.Width-len(head), "…"))
	}
}

func reachable(b *ctxsize.Build) []build.Instruction {
	return slices.DeleteFunc(slices.Clone(b.Instructions), func(in build.Instruction) bool { return !in.Reachable })
}

func (t *text) findings(b *ctxsize.Build) {
	if len(b.Findings) == 0 {
		return
	}
	t.line("")
	for n, f := range b.Findings {
		if n == t.limits.findings && len(b.Findings) > n+1 && t.screen {
			t.line("%s", t.paint(faint, fmt.Sprintf("… and %s (--json lists them)", Count(int64(len(b.Findings)-n), "more finding"))))
			return
		}
		t.line("%s", t.findingLine(f))
	}
}

// findingLine is a finding with the place to look at. On a screen only errors take more than one line.
func (t *text) findingLine(f audit.Finding) string {
	where := ""
	if f.File != "" {
		where = termtext.Quote(t.Place(f.File)) + ":"
		if f.Line > 0 {
			where += fmt.Sprintf("%d:", f.Line)
		}
		where += " "
	}
	severity := f.Severity.String() + ":"
	said := where + termtext.Escape(f.Message)
	if t.screen && f.Severity != audit.Error {
		said = runewidth.Truncate(said, t.Width-len(severity)-1, "…")
	}
	return t.paint(severityStyle(f.Severity), severity) + " " + said
}
