package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// Document is the data of a document that is not part of an analysis.
type Document struct {
	// Date is the date of the audit, formatted.
	Date string
	// Project is the directory of the project, absolute.
	Project string
}

// Markdown writes an audit as a document: a summary, what to do first, a section for each service with sizes, findings and diffs, how to verify, and
// what could not be known. The output is deterministic.
func Markdown(w io.Writer, a *ctxsize.Analysis, improvements []ctxsize.Improvement, d Document, o Options) error {
	o.root = a.Root()
	m := newMarkdown(w, o)
	m.analysis, m.improvements, m.concerns = a, improvements, o.concerns(a)
	m.commands = commandTexts(a)
	m.written = make([]bool, len(m.concerns))
	m.head(d)
	m.summary()
	m.first()
	m.services()
	m.notes()
	m.verification()
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
	written      []bool   // the concerns that are written
	number       int      // of the last finding
	blank        bool     // the last line
	files        []string // the ignore files that are written
	commands     []string // that may occur in texts
}

// commandTexts returns the instructions of all builds as messages have them, whole and shortened, and commands that messages name, the longest
// first.
func commandTexts(a *ctxsize.Analysis) []string {
	list := []string{"ctxsize audit --fix"}
	add := func(text string) { list = append(list, text, phrase.Shorten(text)) }
	for n := range a.Builds {
		for _, in := range a.Builds[n].Build.Instructions {
			add(in.Text)
		}
		for _, run := range a.Builds[n].Build.Runs {
			add(run.Text)
		}
		for _, step := range a.Builds[n].Build.Steps {
			add(step.Text)
		}
	}
	slices.SortFunc(list, func(x, y string) int { return cmp.Or(len(y)-len(x), strings.Compare(x, y)) })
	return slices.Compact(list)
}

// names returns the names and the commands that may occur in the texts of a finding.
func (m *markdown) names(f lint.Finding) []string {
	return slices.Concat(m.commands, m.Options.names(f))
}

func newMarkdown(w io.Writer, o Options) markdown {
	out := bufio.NewWriter(termtext.Unwrap(w))
	return markdown{Options: o, out: out, safe: termtext.NewWriter(out)}
}

func (m *markdown) line(format string, args ...any) {
	// An error stays with the buffer, whose Flush returns it.
	_ = m.safe.WriteLine(fmt.Sprintf(format, args...))
	m.blank = format == ""
}

// gap writes a blank line, unless the last line is one.
func (m *markdown) gap() {
	if !m.blank {
		m.line("")
	}
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
	m.line("%s · %s · ctxsize %s", d.Date, m.scope(), MarkdownText(m.Version))
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

// summary writes the audit in three lines.
func (m *markdown) summary() {
	m.line("## Summary")
	m.line("")
	var names []string
	for _, c := range m.concerns {
		names = append(names, m.names(c.Finding)...)
	}
	for _, line := range m.digest(m.analysis, m.improvements, m.concerns) {
		m.line("- %s.", sentence(line, names...))
	}
	m.line("")
}

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

// groupLabel names equal builds.
func (m *markdown) groupLabel(g *buildGroup) string {
	if len(g.labels) == 1 {
		return MarkdownCode(g.labels[0])
	}
	return fmt.Sprintf("%s: %s", Count(int64(len(g.labels)), g.kind.Noun()), codes(g.labels))
}

// definition returns where builds are defined, their target and ignore file, and the largest files and directories that they send.
func (m *markdown) definition(g *buildGroup) string {
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
	return strings.Join(parts, ", ") + "." + m.large(b)
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

// saves reports whether a build sends less after a change.
func saves(b ctxsize.Improved) bool { return b.After.SentBytes() < b.Before.SentBytes() }

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
		o := b.Build.Origin
		note := o.Notes()
		if o.Kind == build.Compose {
			note = o.Assumed // The note names the other files of the project.
		}
		if note != "" {
			add(fmt.Sprintf("%s: %s", m.relativeToProject(m.analysis).label(b), note))
		}
		for _, c := range b.Usages() {
			if c.Context.Remote {
				add(fmt.Sprintf("the builder fetches the context %s, whose size is not known here", c.Context.Given))
			}
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
	for _, k := range m.analysis.Skipped() {
		add(fmt.Sprintf("%s: a build is not examined, because %s", m.position(k.File, k.Line), k.Reason))
	}
	for _, f := range m.analysis.Failures {
		add(fmt.Sprintf("%s is not examined: %s", m.relativeToProject(m.analysis).failure(f), f.Err))
	}
	if slices.Sort(images); len(images) > 0 {
		add("ENV and ONBUILD of these base images are not known: " + strings.Join(slices.Compact(images), ", "))
	}
	if len(list) == 0 {
		return
	}
	m.line("## What could not be known")
	m.line("")
	for _, text := range list {
		m.line("- %s", MarkdownText(text))
	}
}
