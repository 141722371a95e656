package report

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
)

// Document says what a document is about that an analysis does not know.
type Document struct {
	// Date is that of the audit, as it is to be shown.
	Date string
	// Project is the directory of the project, absolute.
	Project string
}

// Markdown writes an audit as a document that a team can file: scope, builds, findings by priority with evidence and remedy, the ignore files
// that are proposed, and what they change. The same analysis gives the same text.
func Markdown(w io.Writer, a *ctxsize.Analysis, improvements []ctxsize.Improvement, d Document, o Options) error {
	m := newMarkdown(w, o)
	m.analysis, m.improvements, m.concerns = a, improvements, o.concerns(a)
	m.head(d)
	m.summary()
	m.builds()
	m.findings()
	m.files()
	m.effects()
	m.priorities()
	m.limits()
	return m.out.Flush()
}

type markdown struct {
	Options
	out          *bufio.Writer
	safe         *termtext.Writer // to out
	analysis     *ctxsize.Analysis
	improvements []ctxsize.Improvement
	concerns     []concern
}

func newMarkdown(w io.Writer, o Options) markdown {
	out := bufio.NewWriter(termtext.Unwrap(w))
	return markdown{Options: o, out: out, safe: termtext.NewWriter(out)}
}

func (m *markdown) line(format string, args ...any) {
	// An error stays with the buffer, whose Flush returns it.
	_ = m.safe.WriteLine(fmt.Sprintf(format, args...))
}

func (m *markdown) row(cells ...string) {
	var escaped []string
	for _, cell := range cells {
		escaped = append(escaped, strings.ReplaceAll(cell, "|", `\|`))
	}
	m.line("| %s |", strings.Join(escaped, " | "))
}

func (m *markdown) head(d Document) {
	m.line("# Docker build audit: %s", code(path.Base(d.Project)))
	m.line("")
	m.row("", "")
	m.row("---", "---")
	m.row("Date", d.Date)
	m.row("Scope", m.scope())
	m.row("Status", m.status())
	m.row("Measured with", "ctxsize "+prose(m.Version)+"; bytes are those that a cold builder is sent")
	m.line("")
}

func (m *markdown) scope() string {
	kinds, dockerfiles := map[build.Kind]int64{}, map[string]bool{}
	for n := range m.analysis.Builds {
		b := &m.analysis.Builds[n]
		kinds[b.Origin.Kind]++
		if b.Dockerfile != nil {
			dockerfiles[b.Dockerfile.Path] = true
		}
	}
	var parts []string
	for _, k := range []struct {
		kind       build.Kind
		noun, that string
	}{{build.Compose, "compose service", ""}, {build.Bake, "bake target", ""}, {build.Standalone, "Dockerfile", " that nothing else builds"}, {build.Plain, "build", ""}} {
		if n := kinds[k.kind]; n > 0 {
			parts = append(parts, Count(n, k.noun)+k.that)
		}
	}
	return fmt.Sprintf("%s of %s: %s", Count(int64(len(m.analysis.Builds)), "build"), Count(int64(len(dockerfiles)), "Dockerfile"), strings.Join(parts, ", "))
}

var priorities = []struct {
	severity    audit.Severity
	title, noun string
}{{audit.Error, "Priority 1: mend now", "error"}, {audit.Warning, "Priority 2: mend soon", "warning"}, {audit.Info, "Priority 3: worth knowing", "note"}}

func (m *markdown) status() string {
	var parts []string
	for _, p := range priorities {
		n := int64(0)
		for _, c := range m.concerns {
			if c.Severity == p.severity {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, Count(n, p.noun))
		}
	}
	if len(parts) == 0 {
		return "nothing was found"
	}
	return strings.Join(parts, ", ")
}

// summary says in a few sentences what matters.
func (m *markdown) summary() {
	var before, after int64
	var files int64
	seen := map[*ctxsize.Build]bool{}
	for _, b := range m.analysis.Transfers() {
		seen[b] = true
		sent := b.Main.Sent()
		before, files = saturate.Add(before, sent.Bytes), files+sent.Files
	}
	for _, c := range m.analysis.NamedTransfers() {
		sent := c.Sent()
		before, files = saturate.Add(before, sent.Bytes), files+sent.Files
	}
	after = before
	for _, i := range m.improvements {
		for _, b := range i.Builds {
			if seen[b.Before] {
				after = saturate.Add(after, b.After.SentBytes()-b.Before.SentBytes())
			}
		}
	}
	m.line("## Summary")
	m.line("")
	text := fmt.Sprintf("Building everything once sends **%s** in %s to the builder.", m.Units.Size(before), Count(files, "file"))
	if after < before {
		text += fmt.Sprintf(" With the ignore files below it is **%s**, %d %% less, and every path that an instruction names stays as it was.", m.Units.Size(after), percent(before-after, before))
	}
	m.line("%s", text)
	for n, c := range m.concerns {
		if n == 0 && c.Severity > audit.Info {
			m.line("")
			m.line("What matters most:")
			m.line("")
		}
		if n == mostSummed || c.Severity == audit.Info {
			break
		}
		m.line("- Finding %d%s: %s", n+1, m.inBuilds(c), prose(c.Message, m.names(c.Finding)...))
	}
	m.line("")
}

// mostSummed is how many findings a summary repeats.
const mostSummed = 4

func (m *markdown) inBuilds(c concern) string {
	builds := slices.Clone(c.builds)
	for _, other := range c.more {
		builds = append(builds, other.builds...)
	}
	if len(builds) == 0 {
		return ""
	}
	slices.Sort(builds)
	return " (" + codes(slices.Compact(builds)) + ")"
}

func (m *markdown) builds() {
	m.line("## Builds")
	m.line("")
	m.line("*Eligible* is what the ignore file in force leaves of a context. *Sent* is the part of it that the instructions of the build name: it travels to a builder")
	m.line("that has nothing of it yet. *Transfer* is the number that the builder prints as `transferring context`.")
	m.line("")
	m.row("build", "described in", "context", "Dockerfile", "target", "ignore file in force", "eligible", "sent", "transfer")
	m.row("---", "---", "---", "---", "---", "---", "---:", "---:", "---:")
	for n := range m.analysis.Builds {
		m.build(&m.analysis.Builds[n])
	}
	if len(m.analysis.Builds) > 1 || len(m.analysis.NamedTransfers()) > 0 {
		sent, transfer := m.sums(m.analysis)
		m.row("**all, built once**", "", "", "", "", "", "", "**"+sent+"**", "**"+transfer+"**")
	}
	m.line("")
	for n := range m.analysis.Builds {
		m.large(&m.analysis.Builds[n])
	}
}

func (m *markdown) build(b *ctxsize.Build) {
	described, dockerfile := "no file: its context is a guess", "none"
	if b.Origin.Kind == build.Plain {
		described = ""
	}
	if b.Origin.Kind == build.Compose || b.Origin.Kind == build.Bake {
		described = code(m.place(audit.Finding{File: b.Origin.File, Line: b.Origin.Line}))
	}
	if b.Dockerfile != nil {
		dockerfile = code(m.Place(b.Dockerfile.Path))
	}
	target := code(b.Target)
	if !b.TargetNamed && len(b.Stages) > 1 {
		target = strings.TrimSpace(target + " (the last)")
	}
	label := code(m.within(m.analysis).label(b))
	for n, c := range b.Contexts() {
		ignoreFile := "none"
		if c.Plan.Ignore.Path != "" {
			ignoreFile = code(m.Place(c.Plan.Ignore.Path))
		}
		if c.Plan.Ignore.Link {
			ignoreFile += ", a symbolic link to " + code(m.Place(c.Plan.Ignore.Real))
		}
		if n > 0 {
			label, described, dockerfile, target = "+ "+code(c.Plan.Name), "", "", ""
		}
		m.row(append([]string{label, described, code(m.context(c.Plan)), dockerfile, target, ignoreFile}, m.sizes(&c)...)...)
	}
}

// mostLarge is how many large entries of a build are named.
const mostLarge = 5

// large names what weighs most in what a build sends.
func (m *markdown) large(b *ctxsize.Build) {
	if b.Main.View == nil {
		return
	}
	var parts []string
	for _, l := range b.Main.View.Largest(mostLarge) {
		if l.SentBytes > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", code(l.Path), m.Units.Size(l.SentBytes)))
		}
	}
	if len(parts) > 0 {
		m.line("- %s sends most of all %s.", code(m.within(m.analysis).label(b)), strings.Join(parts, ", "))
	}
}

// writes says whether there is anything that is safe to write.
func (m *markdown) writes() bool {
	return slices.ContainsFunc(m.improvements, func(i ctxsize.Improvement) bool { return i.Writes() })
}

// effects is the table of before and after.
func (m *markdown) effects() {
	if !m.writes() {
		return
	}
	m.line("## Before and after")
	m.line("")
	m.row("build", "eligible", "after", "sent", "after", "transfer", "after")
	m.row("---", "---:", "---:", "---:", "---:", "---:", "---:")
	for _, i := range m.improvements {
		for _, b := range i.Builds {
			cells := []string{code(m.within(m.analysis).label(b.Before))}
			for _, set := range []walker.Set{walker.Eligible, walker.Sent} {
				for _, one := range []*ctxsize.Build{b.Before, b.After} {
					cells = append(cells, m.Units.Size(one.Main.View.Totals(set).Bytes))
				}
			}
			m.row(append(cells, transferred(&b.Before.Main), transferred(&b.After.Main))...)
		}
	}
	m.line("")
}

// priorities is the list of what to do, in order.
func (m *markdown) priorities() {
	var steps []string
	for _, c := range m.concerns {
		if c.Severity == audit.Error && c.Fix != nil && c.Fix.Kind == "edit" {
			steps = append(steps, m.step(c))
		}
	}
	if m.writes() {
		steps = append(steps, "Write the ignore files above (`ctxsize audit --fix`).")
	}
	steps = append(steps, m.lines()...)
	for _, c := range m.concerns {
		if c.Severity == audit.Warning && c.Fix != nil && c.Fix.Kind == "edit" && c.Code != audit.IgnoreFileMissing {
			steps = append(steps, m.step(c))
		}
	}
	if len(steps) == 0 {
		return
	}
	m.line("## What to do, in this order")
	m.line("")
	for n, s := range steps {
		m.line("%d. %s", n+1, s)
	}
	m.line("")
}

// lines are the steps for lines that the proposed files do not have, since a person has to decide about them.
func (m *markdown) lines() []string {
	var steps []string
	for n, c := range m.concerns {
		if c.Severity == audit.Info || c.Fix == nil || c.Fix.Kind != "append-line" || m.proposed(c.Fix) {
			continue
		}
		text := fmt.Sprintf("Decide about the line %s for %s: see finding %d.", code(c.Fix.Text), m.ignoreFileSpan(c.Fix), n+1)
		if c.Code == audit.SecretSent && c.Severity == audit.Error {
			text += " A credential that has been in an image is known to all who have the image: replace it."
		}
		steps = append(steps, text)
	}
	return steps
}

// proposed says whether one of the proposed files has a line.
func (m *markdown) proposed(f *audit.Fix) bool {
	return slices.ContainsFunc(m.improvements, func(i ctxsize.Improvement) bool {
		return (f.File == "" || f.File == i.Change.Path) && slices.Contains(strings.Split(string(i.Change.After), "\n"), f.Text)
	})
}

// step is what to do about a finding, with the place; a remedy of several lines stands with the finding.
func (m *markdown) step(c concern) string {
	what, _, more := strings.Cut(c.Fix.Text, "\n")
	text := sentence(what, m.names(c.Finding)...)
	if more {
		text = fmt.Sprintf("%s: see finding %d", sentence(stepNames[c.Code]), slices.IndexFunc(m.concerns, func(o concern) bool { return sameFinding(o.Finding, c.Finding) })+1)
	}
	if place := m.place(c.Finding); place != "" {
		text += " (" + code(place) + ")"
	}
	return text + "."
}

// stepNames are short words for what remedies of several lines do.
var stepNames = map[string]string{
	audit.CopyBeforeInstall:         "copy the manifests and install before the sources are copied",
	audit.DependenciesCopiedToFinal: "install for production alone in a stage of its own",
}

// limits says what could not be known.
func (m *markdown) limits() {
	seen := map[string]bool{}
	var list []string
	add := func(text string) {
		if text != "" && !seen[text] {
			seen[text] = true
			list = append(list, text)
		}
	}
	var images []string
	for n := range m.analysis.Builds {
		b := &m.analysis.Builds[n]
		if note := b.Origin.Notes(); note != "" {
			add(fmt.Sprintf("%s: %s", m.within(m.analysis).label(b), note))
		}
		for _, u := range b.Unknown {
			image, ok := strings.CutSuffix(u, " may set ENV or ONBUILD")
			if name, base := strings.CutPrefix(image, "the base image "); ok && base {
				images = append(images, name)
			} else {
				add(u)
			}
		}
	}
	if slices.Sort(images); len(images) > 0 {
		add("what these base images bring along by ENV and ONBUILD: " + strings.Join(slices.Compact(images), ", "))
	}
	if len(list) == 0 {
		return
	}
	m.line("## What was assumed, and what could not be known")
	m.line("")
	for _, text := range list {
		m.line("- %s", prose(text))
	}
}
