package export

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// issue is a finding, or an exceeded limit, once for all builds that have it.
type issue struct {
	rule     string // the code of a finding, or the name of a limit
	uri      string // of its documentation
	severity lint.Severity
	message  string // for people, without what they must not get raw
	advice   string // how to fix it, "" for none
	file     string // absolute, "" for none; a file that need not exist where no file could be blamed
	line     int    // in file, 0 for none
	path     string // in the context, "" for none
	accepted string // why it does not count, "" where it does
	builds   []string
	changes  []change
	identity string // does not change with line numbers and sizes
}

// issues returns the exceeded limits and the findings, the worst first, or the suggested patterns.
func (r *Report) issues() []*issue {
	c := collector{Report: r, source: r.sources(), seen: map[string]*issue{}}
	if r.Suggested {
		c.suggestions()
		return c.list
	}
	for n := range r.Checks {
		c.check(&r.Checks[n])
	}
	for n := range r.Analysis.Builds {
		b := &r.Analysis.Builds[n]
		for _, f := range b.Findings {
			c.finding(f, b)
		}
	}
	for _, f := range r.Analysis.Findings {
		c.finding(f, nil)
	}
	for n := range r.Analysis.Failures {
		c.failure(n)
	}
	slices.SortStableFunc(c.list, func(a, b *issue) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(a.rule, b.rule), cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line), cmp.Compare(a.path, b.path))
	})
	return c.list
}

// counting returns the issues that are not accepted.
func counting(list []*issue) []*issue {
	return slices.DeleteFunc(slices.Clone(list), func(i *issue) bool { return i.accepted != "" })
}

// collector gathers issues, each once.
type collector struct {
	*Report
	source map[string][]byte
	seen   map[string]*issue
	list   []*issue
}

// add adds an issue of a build, or that build to the same issue of another one: the messages of one line of a file may differ in sizes.
func (c *collector) add(i *issue, b *ctxsize.Result) {
	key := fmt.Sprintf("%s\x00%s\x00%d\x00%s", i.rule, i.file, i.line, i.path)
	if i.line == 0 {
		key += "\x00" + i.message
	}
	known := c.seen[key]
	if known == nil {
		known = i
		c.seen[key] = i
		c.list = append(c.list, i)
	}
	if i.severity > known.severity {
		known.severity, known.message, known.accepted = i.severity, i.message, i.accepted
	}
	if b == nil {
		return
	}
	known.addBuild(c.buildName(b))
}

// buildName returns the name of a build for people.
func (r *Report) buildName(b *ctxsize.Result) string { return termtext.Escape(r.BuildName(b)) }

func (c *collector) finding(f lint.Finding, b *ctxsize.Result) {
	i := &issue{rule: f.Code.String(), uri: helpURI(f.Code), severity: f.Severity, message: termtext.Escape(f.Message), file: f.File, line: f.Line, path: f.Path,
		accepted: termtext.Escape(f.Accepted)}
	if f.Fix != nil {
		i.advice, i.changes = advice(f.Fix), c.changes(f, b)
	}
	if i.file == "" || i.file == "-" {
		i.file, i.line = c.blamed(f, b), 0
	}
	i.identity = strings.Join([]string{i.rule, c.place(i.file), i.path, c.lineText(i)}, "\x00")
	c.add(i, b)
}

// advice returns a fix in words.
func advice(f *lint.Fix) string {
	var lines []string
	for line := range strings.Lines(f.Text) {
		lines = append(lines, strings.TrimRight(line, "\r\n"))
	}
	switch f.Kind {
	case "append-line":
		return "Add to the ignore file: " + quoteAll(lines)
	case "replace-line":
		return "Replace the line with: " + quoteAll(lines)
	}
	for n := range lines {
		lines[n] = termtext.Escape(lines[n])
	}
	return "Fix: " + strings.Join(lines, "\n")
}

// quoteAll returns patterns as people read them, with commas between them.
func quoteAll(patterns []string) string {
	var list []string
	for _, p := range patterns {
		list = append(list, termtext.Quote(p))
	}
	return strings.Join(list, ", ")
}

// blamed returns the file to show a finding at that has none: the ignore file that is to be changed, else the Dockerfile, else what defines the
// build. It is "" for a build without files on this machine.
func (c *collector) blamed(f lint.Finding, b *ctxsize.Result) string {
	if b == nil {
		if len(c.Analysis.Builds) == 0 {
			return ""
		}
		b = &c.Analysis.Builds[0]
	}
	if f.Fix != nil && f.Fix.File != "" && !f.Fix.New {
		return f.Fix.File
	}
	if f.Fix != nil && f.Fix.Kind == "append-line" && b.Main.Context.Ignore.Path != "" {
		return b.Main.Context.Ignore.Path
	}
	return definition(b)
}

// definition returns the Dockerfile of a build, else the file that defines it, else its ignore file, else the Dockerfile that it would have.
func definition(b *ctxsize.Result) string {
	switch {
	case b.Build.Dockerfile != nil && b.Build.Dockerfile.Path != "-" && b.Main.Context.Tar == nil:
		return b.Build.Dockerfile.Path
	case b.Build.Origin.File != "":
		return b.Build.Origin.File
	case b.Main.Context.Ignore.Path != "":
		return b.Main.Context.Ignore.Path
	case b.Main.Context.Dir != "":
		return b.Main.Context.Dir + "/Dockerfile"
	}
	return ""
}

// check adds an exceeded limit, and what is missing from an answer that has to be complete.
func (c *collector) check(k *report.Check) {
	if k.Pass || strings.HasPrefix(k.Name, report.FailOn) {
		// The findings that count are issues by themselves.
		return
	}
	var b *ctxsize.Result
	i := &issue{rule: limitName(k.Name), uri: limitsPage, severity: lint.Error, message: termtext.Escape(k.Name) + ": " + strings.Join(c.Outcomes(k), "; ")}
	if k.Build != report.ProjectCheck {
		b = &c.Analysis.Builds[k.Build]
		i.file = definition(b)
		i.message += " (" + c.buildName(b) + ")"
	} else if len(c.Analysis.Builds) > 0 {
		i.file = definition(&c.Analysis.Builds[0])
	}
	i.identity = k.Name + "\x00" + c.place(i.file)
	c.add(i, b)
}

// limitName returns the name of a limit without its argument.
func limitName(name string) string {
	name, _, _ = strings.Cut(name, " ")
	return name
}

// failure adds a build that could not be resolved.
func (c *collector) failure(n int) {
	f := &c.Analysis.Failures[n]
	i := &issue{rule: lint.BuildUnresolved.String(), uri: helpURI(lint.BuildUnresolved), severity: lint.Error, message: termtext.Escape(f.Error()), file: f.Origin.File,
		line: f.Origin.Line}
	if f.Name != "" {
		i.builds = []string{termtext.Escape(f.Name)}
	}
	i.identity = i.rule + "\x00" + f.Name + "\x00" + c.place(f.Origin.File)
	c.add(i, nil)
}

// place returns a file relative to the root, or as it is outside of it.
func (c *collector) place(file string) string {
	if rel, ok := relative(c.Root, file); ok {
		return rel
	}
	return file
}

// lineText returns the text of the line of an issue, "" if it is not known.
func (c *collector) lineText(i *issue) string {
	lines := strings.SplitAfter(string(c.source[i.file]), "\n")
	if i.line < 1 || i.line > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[i.line-1])
}

// fingerprints returns a fingerprint of each issue. It survives edits elsewhere in the file, and is the same on every machine.
func fingerprints(list []*issue) []string {
	var prints []string
	count := map[string]int{}
	for _, i := range list {
		n := count[i.identity]
		count[i.identity]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", i.identity, n))
		prints = append(prints, hex.EncodeToString(sum[:16]))
	}
	return prints
}
