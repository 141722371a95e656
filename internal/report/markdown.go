package report

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
)

// Document is the data of a document that is not part of an analysis.
type Document struct {
	// Date is the date of the audit, formatted.
	Date string
	// Project is the directory of the project, absolute.
	Project string
}

// Markdown writes an audit as a document: scope, builds, findings by priority with locations and fixes, the proposed ignore files, and their
// effect. The output is deterministic.
func Markdown(w io.Writer, a *ctxsize.Analysis, improvements []ctxsize.Improvement, d Document, o Options) error {
	o.root = a.Root()
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
	m.line("# Docker build audit: %s", MarkdownCode(path.Base(d.Project)))
	m.line("")
	m.row("", "")
	m.row("---", "---")
	m.row("Date", d.Date)
	m.row("Scope", m.scope())
	m.row("Status", m.status())
	m.row("Measured with", "ctxsize "+MarkdownText(m.Version)+"; bytes as sent to a builder with an empty cache")
	m.line("")
}

func (m *markdown) scope() string {
	kinds, dockerfiles := map[build.Kind]int64{}, map[string]bool{}
	for n := range m.analysis.Builds {
		b := &m.analysis.Builds[n]
		kinds[b.Build.Origin.Kind]++
		if b.Build.Dockerfile != nil {
			dockerfiles[b.Build.Dockerfile.Path] = true
		}
	}
	var parts []string
	for _, k := range []struct {
		kind build.Kind
		noun string
	}{{build.Compose, "compose service"}, {build.Bake, "bake target"}, {build.Command, "scripted build"}, {build.Standalone, "standalone Dockerfile"}, {build.Plain, "build"}} {
		if n := kinds[k.kind]; n > 0 {
			parts = append(parts, Count(n, k.noun))
		}
	}
	return fmt.Sprintf("%s of %s: %s", Count(int64(len(m.analysis.Builds)), "build"), Count(int64(len(dockerfiles)), "Dockerfile"), strings.Join(parts, ", "))
}

var priorities = []struct {
	severity    lint.Severity
	title, noun string
}{{lint.Error, "Priority 1: fix now", "error"}, {lint.Warning, "Priority 2: fix next", "warning"}, {lint.Info, "Priority 3: notes", "note"}}

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
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

// summary writes the totals and the most important findings.
func (m *markdown) summary() {
	before, after := projectTotals(m.analysis, m.improvements)
	m.line("## Summary")
	m.line("")
	text := fmt.Sprintf("All builds together send **%s** in %s.", m.Units.Size(before.bytes), Count(before.files, "file"))
	if percent(before.bytes-after.bytes, before.bytes) > 0 {
		text += fmt.Sprintf(" With the ignore files below they send **%s**, %d %% less; no file that an instruction copies is excluded.", m.Units.Size(after.bytes), percent(before.bytes-after.bytes, before.bytes))
	}
	m.line("%s", text)
	for n, c := range m.concerns {
		if n == 0 && c.Severity > lint.Info {
			m.line("")
			m.line("Most important:")
			m.line("")
		}
		if n == maxSummed || c.Severity == lint.Info {
			break
		}
		m.line("- Finding %d%s: %s", n+1, m.inBuilds(c), MarkdownText(c.Message, m.names(c.Finding)...))
	}
	m.line("")
}

// maxSummed is the number of findings in a summary.
const maxSummed = 4

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
	m.line("*Eligible*: not excluded by the ignore file. *Sent*: eligible and copied by an instruction of the build; this is what a builder with an empty")
	m.line("cache receives. *Transfer*: the number that the builder prints as `transferring context`.")
	m.line("")
	m.row("build", "sent", "transfer", "eligible", "context", "Dockerfile")
	m.row("---", "---:", "---:", "---:", "---", "---")
	groups := m.relativeToProject(m.analysis).groups(m.analysis)
	for n := range groups {
		m.build(&groups[n])
	}
	if len(m.analysis.Builds) > 1 || len(m.analysis.NamedTransfers()) > 0 {
		sent, transfer := m.sums(m.analysis)
		m.row("**total**", "**"+sent+"**", "**"+transfer+"**", "", "", "")
	}
	m.line("")
	m.line("<details><summary>Where the builds are defined, and the largest files of each</summary>")
	m.line("")
	for n := range groups {
		m.definition(&groups[n])
	}
	m.line("")
	m.line("</details>")
	m.line("")
}

// build writes the rows of equal builds.
func (m *markdown) build(g *buildGroup) {
	dockerfile, b := "none", g.first
	if b.Build.Dockerfile != nil {
		dockerfile = MarkdownCode(m.Place(b.Build.Dockerfile.Path))
	}
	label := m.groupLabel(g)
	for n, c := range b.Usages() {
		if n > 0 {
			label, dockerfile = "+ "+MarkdownCode(c.Context.Name), ""
		}
		sizes := m.sizes(&c)
		m.row(label, sizes[1], sizes[2], sizes[0], MarkdownCode(m.context(c.Context)), dockerfile)
	}
}

// groupLabel names equal builds.
func (m *markdown) groupLabel(g *buildGroup) string {
	if len(g.labels) == 1 {
		return MarkdownCode(g.labels[0])
	}
	return fmt.Sprintf("%s: %s", Count(int64(len(g.labels)), g.kind.Noun()), codes(g.labels))
}

// definition writes where builds are defined, their target and ignore file, and the largest files and directories that they send.
func (m *markdown) definition(g *buildGroup) {
	b := g.first
	parts := []string{}
	switch b.Build.Origin.Kind {
	case build.Compose, build.Bake, build.Command:
		parts = append(parts, "defined in "+MarkdownCode(m.position(b.Build.Origin.File, b.Build.Origin.Line)))
	case build.Standalone:
		parts = append(parts, "standalone, context assumed")
	case build.Plain:
	}
	if len(b.Build.Stages) > 1 && b.Build.Target != "" {
		target := "target " + MarkdownCode(b.Build.Target)
		if !b.Build.TargetNamed {
			target += " (last stage)"
		}
		parts = append(parts, target)
	}
	p := b.Main.Context
	switch {
	case p.Ignore.Path == "":
		parts = append(parts, "no ignore file")
	case p.Ignore.Link:
		parts = append(parts, "ignore file "+MarkdownCode(m.Place(p.Ignore.Path))+", a symbolic link to "+MarkdownCode(m.Place(p.Ignore.Real)))
	default:
		parts = append(parts, "ignore file "+MarkdownCode(m.Place(p.Ignore.Path)))
	}
	m.line("- %s: %s.%s", m.groupLabel(g), strings.Join(parts, ", "), m.large(b))
}

// maxLarge is the number of listed largest entries of a build.
const maxLarge = 5

// large returns the largest files and directories that a build sends, as a sentence with a blank before it.
func (m *markdown) large(b *ctxsize.Result) string {
	if b.Main.View == nil {
		return ""
	}
	var parts []string
	for _, l := range b.Main.View.Largest(maxLarge) {
		if l.SentBytes > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", MarkdownCode(l.Path), m.Units.Size(l.SentBytes)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " Largest: " + strings.Join(parts, ", ") + "."
}

// writes reports whether there is a safe change.
func (m *markdown) writes() bool {
	return slices.ContainsFunc(m.improvements, func(i ctxsize.Improvement) bool { return i.Writes() })
}

// saves reports whether a build sends less after a change.
func saves(b ctxsize.Improved) bool { return b.After.SentBytes() < b.Before.SentBytes() }

// effects writes the sizes before and after.
func (m *markdown) effects() {
	if !slices.ContainsFunc(m.improvements, func(i ctxsize.Improvement) bool { return slices.ContainsFunc(i.Builds, saves) }) {
		return
	}
	m.line("## Before and after")
	m.line("")
	m.row("build", "sent", "after", "transfer", "after")
	m.row("---", "---:", "---:", "---:", "---:")
	for _, i := range m.improvements {
		for _, b := range i.Builds {
			if !saves(b) {
				continue
			}
			cells := []string{MarkdownCode(m.relativeToProject(m.analysis).label(b.Before))}
			for _, one := range []*ctxsize.Result{b.Before, b.After} {
				cells = append(cells, m.Units.Size(one.Main.View.Totals(walker.Sent).Bytes))
			}
			m.row(append(cells, transferText(&b.Before.Main), transferText(&b.After.Main))...)
		}
	}
	m.line("")
}

// priorities writes what to do, in order.
func (m *markdown) priorities() {
	var steps []string
	for _, c := range m.concerns {
		if c.Severity == lint.Error && c.Fix != nil && c.Fix.Kind == "edit" {
			steps = append(steps, m.step(c))
		}
	}
	if m.writes() {
		steps = append(steps, "Write the proposed ignore files (`ctxsize audit --fix`).")
	}
	steps = append(steps, m.lines()...)
	for _, c := range m.concerns {
		if c.Severity == lint.Warning && c.Fix != nil && c.Fix.Kind == "edit" && c.Code != lint.IgnoreFileMissing {
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

// lines returns the steps for patterns to review, which are not in the proposed files.
func (m *markdown) lines() []string {
	var steps []string
	for n, c := range m.concerns {
		if c.Severity == lint.Info || c.Fix == nil || c.Fix.Kind != "append-line" || m.isProposed(c.Fix) {
			continue
		}
		text := fmt.Sprintf("Review %s for %s: see finding %d.", codes(c.Fix.Patterns()), m.ignoreFileSpan(c.Fix), n+1)
		if c.Code == lint.SecretSent && c.Severity == lint.Error {
			text += " Everyone who has the image has the secret: replace it."
		}
		steps = append(steps, text)
	}
	return steps
}

// isProposed reports whether a proposed file contains a pattern.
func (m *markdown) isProposed(f *lint.Fix) bool {
	return slices.ContainsFunc(m.improvements, func(i ctxsize.Improvement) bool {
		return (f.File == "" || f.File == i.Change.Path) && slices.Contains(strings.Split(string(i.Change.After), "\n"), f.Text)
	})
}

// step returns the fix of a finding, with its location. It refers to the finding for a fix of several lines.
func (m *markdown) step(c concern) string {
	what, _, more := strings.Cut(c.Fix.Text, "\n")
	text := sentence(what, m.names(c.Finding)...)
	if more {
		text = fmt.Sprintf("%s: see finding %d", sentence(stepNames[c.Code]), slices.IndexFunc(m.concerns, func(o concern) bool { return sameFinding(o.Finding, c.Finding) })+1)
	}
	if place := m.place(c.Finding); place != "" {
		text += " (" + MarkdownCode(place) + ")"
	}
	return text + "."
}

// stepNames are summaries of fixes of several lines.
var stepNames = map[lint.Code]string{
	lint.CopyBeforeInstall:         "copy the manifests and install dependencies before copying the sources",
	lint.DependenciesCopiedToFinal: "install production dependencies in a separate stage",
}

// limits lists assumptions and unknowns.
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
		if note := b.Build.Origin.Notes(); note != "" {
			add(fmt.Sprintf("%s: %s", m.relativeToProject(m.analysis).label(b), note))
		}
		for _, u := range b.Build.Unknown {
			image, ok := strings.CutSuffix(u, " may set ENV or ONBUILD")
			if name, base := strings.CutPrefix(image, "the base image "); ok && base {
				images = append(images, name)
			} else {
				add(u)
			}
		}
	}
	if slices.Sort(images); len(images) > 0 {
		add("ENV and ONBUILD of these base images are not known: " + strings.Join(slices.Compact(images), ", "))
	}
	if len(list) == 0 {
		return
	}
	m.line("## Assumptions and unknowns")
	m.line("")
	for _, text := range list {
		m.line("- %s", MarkdownText(text))
	}
}
