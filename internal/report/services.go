package report

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// maxFirst is the number of changes to make first.
const maxFirst = 5

// first writes what to do first, with effort and effect.
func (m *markdown) first() {
	list := m.changes(m.analysis, m.improvements, m.concerns)
	if len(list) == 0 {
		return
	}
	m.line("## What to do first")
	m.line("")
	m.changeTable(list[:min(len(list), maxFirst)])
	if rest := list[min(len(list), maxFirst):]; len(rest) > 0 {
		m.line("<details><summary>%s</summary>", Count(int64(len(rest)), "further change"))
		m.line("")
		m.changeTable(rest)
		m.line("</details>")
		m.line("")
	}
}

// changeTable writes changes with the bytes that they save.
func (m *markdown) changeTable(list []change) {
	m.row("sent", "final image", "effort", "change")
	m.row("---:", "---:", "---", "---")
	for _, c := range list {
		text := MarkdownText(c.text, slices.Concat(m.commands, c.names)...)
		if len(c.builds) > 0 {
			text = codes(c.builds) + ": " + text
		}
		if c.place != "" {
			text += " (" + MarkdownCode(c.place) + ")"
		}
		if c.installs > 0 {
			text += "; a change to a source file then reruns no install"
		}
		m.row(unbroken(m.saving(c.sent)), unbroken(m.saving(c.image)), unbroken(c.effort.String()), text)
	}
	m.line("")
}

// unbroken returns a text that a table cell does not wrap.
func unbroken(text string) string { return strings.ReplaceAll(text, " ", "&nbsp;") }

// saving returns a number of saved bytes, "" for none.
func (o Options) saving(bytes int64) string {
	if bytes == 0 {
		return ""
	}
	return "−" + o.Units.Size(bytes)
}

// services writes a section for each group of equal builds that has findings or an ignore file to change, the largest first, and a table of the others.
func (m *markdown) services() {
	groups := m.relativeToProject(m.analysis).groups(m.analysis)
	slices.SortStableFunc(groups, func(x, y buildGroup) int { return cmp.Compare(y.first.SentBytes(), x.first.SentBytes()) })
	var quiet []buildGroup
	for n := range groups {
		if g := &groups[n]; m.isQuiet(g) {
			quiet = append(quiet, *g)
		} else {
			m.service(g)
		}
	}
	m.others(quiet)
	if slices.ContainsFunc(m.concerns, func(c concern) bool { return len(c.builds) == 0 && (c.Severity > lint.Info || m.All) }) {
		m.line("## The project as a whole")
		m.findings(func(concern) bool { return true })
		m.line("")
	}
}

// isQuiet reports whether there is nothing to do about a group of builds, or another section has it.
func (m *markdown) isQuiet(g *buildGroup) bool {
	if i := m.improvement(g.first); i != nil && !slices.Contains(m.files, i.Change.Path) {
		return false
	}
	for n, c := range m.concerns {
		if !m.written[n] && (c.Severity > lint.Info || m.All) && m.isAbout(g, c) {
			return false
		}
	}
	return true
}

// isAbout reports whether a finding is about one of a group of builds.
func (m *markdown) isAbout(g *buildGroup, c concern) bool {
	for _, one := range append([]concern{c}, c.more...) {
		if slices.ContainsFunc(one.builds, func(label string) bool { return slices.Contains(g.labels, label) }) {
			return true
		}
	}
	return false
}

// improvement returns the change of the ignore file of a build, nil for none.
func (m *markdown) improvement(b *ctxsize.Result) *ctxsize.Improvement {
	for n := range m.improvements {
		i := &m.improvements[n]
		if i.Change.Path == b.NewChange(0, nil).Path {
			return i
		}
	}
	return nil
}

func (m *markdown) service(g *buildGroup) {
	m.line("## %s", m.groupLabel(g))
	m.line("")
	m.measures(g)
	m.findings(func(c concern) bool { return m.isAbout(g, c) })
	m.line("")
	if i := m.improvement(g.first); i != nil {
		m.ignoreFileOf(i)
	}
	m.line("<details><summary>Definition and largest files</summary>")
	m.line("")
	definition := m.definition(g)
	m.line("%s%s", strings.ToUpper(definition[:1]), definition[1:])
	m.line("")
	m.line("</details>")
	m.line("")
}

// measures writes the sizes of a build, with those after the proposed change of its ignore file.
func (m *markdown) measures(g *buildGroup) {
	b := g.first
	after := m.after(b)
	if after == nil {
		m.row("now", "")
		m.row("---:", "---")
	} else {
		m.row("now", "with the ignore file", "")
		m.row("---:", "---:", "---")
	}
	write := func(what string, measure func(b *ctxsize.Result) string) {
		cells := []string{measure(b)}
		if after != nil {
			cells = append(cells, measure(after))
		}
		m.row(append(cells, what)...)
	}
	write("sent to a builder with an empty cache", func(b *ctxsize.Result) string { return m.Units.Size(b.SentBytes()) })
	write("transfer, as the builder prints it", func(b *ctxsize.Result) string { return transferText(&b.Main) })
	write("copied into the final image", func(b *ctxsize.Result) string { return m.Units.Size(finalBytes(b)) })
	for _, s := range b.Build.Stages {
		if s.Reachable && s.Index != b.Build.TargetIndex && stageBytes(b, s.Index) > 0 {
			write("copied into stage "+MarkdownCode(b.StageLabel(s.Index)), func(b *ctxsize.Result) string { return m.Units.Size(stageBytes(b, s.Index)) })
		}
	}
	for _, f := range b.Findings {
		if f.Code == lint.CopyBeforeInstall {
			write(fmt.Sprintf("files whose change reruns the install (line %d)", f.Line), func(b *ctxsize.Result) string { return fmt.Sprint(filesAt(b, f.Line)) })
		}
	}
	for n := range b.Named {
		c := &b.Named[n]
		write("sent of the context "+MarkdownCode(c.Context.Name), func(*ctxsize.Result) string { return m.Units.Size(c.Sent().Bytes) })
	}
	m.line("")
}

// after returns a build after the proposed change of its ignore file, measured, nil if nothing is proposed.
func (m *markdown) after(b *ctxsize.Result) *ctxsize.Result {
	if i := m.improvement(b); i != nil {
		for _, one := range i.Builds {
			if one.Before == b {
				return examined(one.After)
			}
		}
	}
	return nil
}

// stageBytes returns the bytes of contexts that a stage's own instructions copy.
func stageBytes(b *ctxsize.Result, stage int) int64 {
	var sum int64
	for _, in := range b.Build.Instructions {
		if in.StageIndex == stage && in.Reachable && in.Keyword != "RUN" {
			sum = saturate.Add(sum, in.Bytes)
		}
	}
	return sum
}

// filesAt returns the number of files that the instruction of a line copies.
func filesAt(b *ctxsize.Result, line int) int64 {
	for _, in := range b.Build.Instructions {
		if in.Line == line && in.Reachable {
			return in.Files
		}
	}
	return 0
}

// ignoreFileOf writes the change of an ignore file, once.
func (m *markdown) ignoreFileOf(i *ctxsize.Improvement) {
	name := m.Place(i.Change.File())
	if slices.Contains(m.files, i.Change.Path) {
		m.line("The change of %s is shown above.", MarkdownCode(name))
		m.line("")
		return
	}
	m.files = append(m.files, i.Change.Path)
	if i.Writes() {
		m.line("**Ignore file** %s: %s", MarkdownCode(name), editedIn(i))
		m.line("")
		if diff, err := i.Change.Patch(name); err != nil {
			m.line("Not shown: %s.", MarkdownText(err.Error(), name))
		} else {
			m.fenced("diff", diff)
		}
		if err := i.Refusal(); err != nil {
			m.line("")
			m.line("`ctxsize audit --fix` does not write this file: %s.", MarkdownText(err.Error()))
		}
	}
	m.writeNotes(i)
	m.line("")
}

// shownIn returns where the document shows the change that resolves a finding.
func (m *markdown) shownIn(c concern) string {
	file := "the ignore file"
	if c.Fix.Kind == "append-line" {
		file = m.ignoreFileSpan(c.Fix)
	}
	if m.writes(c.Fix.Patterns()) {
		return "in " + file + " below"
	}
	return "for " + file + ": review it below, `ctxsize audit --fix` does not write it"
}

// writes reports whether a changed ignore file has patterns.
func (m *markdown) writes(patterns []string) bool {
	return slices.ContainsFunc(m.improvements, func(i ctxsize.Improvement) bool {
		return i.Writes() && containsAll(strings.Split(strings.ReplaceAll(string(i.Change.After), "\r", ""), "\n"), patterns)
	})
}

// others writes the builds about which there is nothing to do.
func (m *markdown) others(groups []buildGroup) {
	if len(groups) == 0 {
		return
	}
	m.line("<details><summary>%s with nothing else to do</summary>", Count(int64(len(groups)), "build"))
	m.line("")
	m.row("sent", "transfer", "build", "context", "Dockerfile")
	m.row("---:", "---:", "---", "---", "---")
	for n := range groups {
		g := &groups[n]
		dockerfile := "none"
		if d := g.first.Build.Dockerfile; d != nil {
			dockerfile = MarkdownCode(m.Place(d.Path))
		}
		for k, c := range g.first.Usages() {
			label := m.groupLabel(g)
			if k > 0 {
				label, dockerfile = "+ "+MarkdownCode(c.Context.Name), ""
			}
			sizes := m.sizes(&c)
			m.row(sizes[1], sizes[2], label, MarkdownCode(m.context(c.Context)), dockerfile)
		}
	}
	m.line("")
	for n := range groups {
		m.line("- %s: %s", m.groupLabel(&groups[n]), m.definition(&groups[n]))
	}
	m.line("")
	m.line("</details>")
	m.line("")
}

// verification writes the commands that show the effect.
func (m *markdown) verification() {
	m.line("## How to verify")
	m.line("")
	commands := m.compareCommands(shellWord(m.Place(m.analysis.Root())))
	seen := map[string]bool{}
	for n := range m.analysis.Builds {
		if command := m.verifyCommand(&m.analysis.Builds[n]); command != "" && !seen[command] {
			seen[command] = true
			commands = append(commands, command)
		}
	}
	m.fenced("sh", strings.Join(commands, "\n"))
	m.line("")
}

// compareCommands returns the commands that compare the project before and after the proposed changes, none if there are none.
func (m *markdown) compareCommands(dir string) []string {
	var changes []string
	if slices.ContainsFunc(m.improvements, func(i ctxsize.Improvement) bool { return i.Writes() }) {
		changes = append(changes, "ctxsize audit --fix "+dir)
	}
	if slices.ContainsFunc(m.concerns, func(c concern) bool { return c.Fix != nil && c.Severity > lint.Info }) {
		changes = append(changes, "# make the other changes: apply one diff of each file with git apply, then audit again for the next one")
	}
	if len(changes) == 0 {
		return nil
	}
	commands := append([]string{"ctxsize audit --json " + dir + " > before.json"}, changes...)
	return append(commands, "ctxsize audit --json "+dir+" > after.json", "ctxsize diff before.json after.json")
}

// verifyCommand returns the command that builds what a file defines, and compares the transfers with the prediction.
func (m *markdown) verifyCommand(b *ctxsize.Result) string {
	file := shellWord(m.Place(b.Build.Origin.File))
	switch b.Build.Origin.Kind {
	case build.Compose:
		return fmt.Sprintf("docker compose -f %s --progress plain build --no-cache 2>&1 | ctxsize verify --compose=%s", file, file)
	case build.Bake:
		return fmt.Sprintf("docker buildx bake -f %s --no-cache --progress=rawjson 2>&1 | ctxsize verify --bake=%s", file, file)
	case build.Standalone, build.Command, build.Plain:
		if b.Build.Dockerfile == nil || !filepath.IsAbs(b.Build.Dockerfile.Path) || b.Main.Context.Root == "" {
			return ""
		}
		args := fmt.Sprintf("-f %s %s", shellWord(m.Place(b.Build.Dockerfile.Path)), shellWord(m.Place(b.Main.Context.Root)))
		return fmt.Sprintf("docker build --no-cache --progress=rawjson %s 2>&1 | ctxsize verify %s", args, args)
	}
	return ""
}

// shellWord returns a word for a shell.
func shellWord(word string) string {
	if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+@:=,") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
