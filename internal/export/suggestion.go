package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// suggestionRule is the name of the rule of suggested patterns.
const suggestionRule = "suggested-pattern"

// suggestions adds the suggested patterns of all contexts, each ignore file once.
func (c *collector) suggestions() {
	for n := range c.Analysis.Builds {
		b := &c.Analysis.Builds[n]
		for at, of := range b.Usages() {
			if of.Context.Root == "" {
				continue
			}
			file := b.NewChange(at, nil).File()
			for m := range of.Suggestions {
				if !of.Suggestions[m].Personal { // A finding is about it.
					c.suggestion(&of.Suggestions[m], b, of, file)
				}
			}
		}
	}
}

// suggestion adds a suggested pattern for an ignore file, at the line that it replaces.
func (c *collector) suggestion(s *inventory.Suggestion, b *ctxsize.Result, of ctxsize.Usage, file string) {
	pattern := termtext.Quote(strings.TrimSpace(s.Line))
	i := &issue{rule: suggestionRule, uri: suggestPage, severity: lint.Info, file: file, line: s.Replaces, identity: suggestionRule + "\x00" + c.place(file) + "\x00" + s.Line}
	if known := c.seen[i.identity]; known != nil {
		known.addBuild(c.buildName(b))
		return
	}
	c.seen[i.identity] = i
	i.addBuild(c.buildName(b))
	i.message = fmt.Sprintf("%s would exclude %s in %s (%s): %s", pattern, c.Units.Size(s.SavesBytes), report.Count(s.SavesFiles, "file"), s.Safety, termtext.Escape(s.Reason))
	i.advice = fmt.Sprintf("Add to %[2]s: %[1]s", pattern, c.shownPath(file, c.Root))
	if s.Replaces > 0 {
		i.advice = fmt.Sprintf("Replace line %d of %s with: %s", s.Replaces, c.shownPath(file, c.Root), pattern)
	}
	if of.Context.Ignore.Path == "" {
		// Formats refer to files that exist.
		i.file = definition(b)
	} else if lines, err := patched(of, s); err == nil {
		i.changes = lineChange(file, string(of.Context.Ignore.Text), lines)
	}
	c.list = append(c.list, i)
}

// patched returns the text of an ignore file with a suggested pattern.
func patched(of ctxsize.Usage, s *inventory.Suggestion) (string, error) {
	lines, err := of.Patterns.Append(s.Line)
	if s.Replaces > 0 {
		lines, err = of.Patterns.Replace(s.Replaces, s.Line)
	}
	if err != nil {
		return "", err
	}
	return string(lines.Bytes()), nil
}

// addBuild adds the name of a build that has the issue.
func (i *issue) addBuild(name string) {
	if !slices.Contains(i.builds, name) {
		i.builds = append(i.builds, name)
	}
}
