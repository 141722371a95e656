package outcome

import (
	"fmt"
	"io"
	"strings"

	"github.com/ctxsize/ctxsize/internal/compare"
	"github.com/ctxsize/ctxsize/internal/report"
)

// maxRows is the number of rows of the folded table.
const maxRows = 50

// maxNamed is the number of builds and findings that are named in front of the table.
const maxNamed = 3

// DiffMarkdown writes a difference as a comment for a pull request: a few lines, and a folded table.
func DiffMarkdown(w io.Writer, d compare.Difference, o DiffOptions) error {
	var b strings.Builder
	total, builds := d.Total(), 0
	for _, c := range d.Builds {
		if !c.Gone {
			builds++
		}
	}
	against := ""
	if o.Base != "" {
		against = " against " + report.MarkdownCell(o.Base)
	}
	fmt.Fprintf(&b, "**Docker build contexts%s: %s** (%s sent by %s)\n", against, o.signed(total.Growth()), o.Units.Size(total.After), report.Count(int64(builds), "build"))
	named := 0
	for n := range d.Builds {
		c := &d.Builds[n]
		if c.Growth() == 0 && !c.New && !c.Gone || named == maxNamed {
			continue
		}
		named++
		fmt.Fprintf(&b, "- %s%s: %s → %s (%s)%s\n", report.MarkdownCell(c.Name), state(c), o.Units.Size(c.Before), o.Units.Size(c.After), o.signed(c.Growth()), mostly(c, &o))
	}
	writeFindings(&b, "New", d.NewFindings)
	writeFindings(&b, "Fixed", d.FixedFindings)
	writeTable(&b, d, &o)
	for _, note := range o.Notes {
		fmt.Fprintf(&b, "\n<sub>%s</sub>\n", report.MarkdownText(note))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// mostly names the path that changes most.
func mostly(c *compare.BuildChange, o *DiffOptions) string {
	if len(c.Paths) == 0 {
		return ""
	}
	return fmt.Sprintf(", mostly %s (%s)", report.MarkdownCell(c.Paths[0].Path), o.signed(c.Paths[0].Growth()))
}

// writeFindings lists findings on one line.
func writeFindings(b *strings.Builder, word string, list []compare.Finding) {
	if len(list) == 0 {
		return
	}
	var codes []string
	for _, f := range capped(list, maxNamed) {
		text := report.MarkdownCell(f.Code)
		if f.Path != "" {
			text += " " + report.MarkdownCell(f.Path)
		}
		if f.File != "" && f.File != f.Path {
			text += " (" + report.MarkdownCell(f.File) + ")"
		}
		codes = append(codes, text)
	}
	more := ""
	if n := len(list) - maxNamed; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	fmt.Fprintf(b, "- %s: %s%s\n", word, strings.Join(codes, ", "), more)
}

// writeTable writes the folded table of paths and instructions.
func writeTable(b *strings.Builder, d compare.Difference, o *DiffOptions) {
	var rows []string
	row := func(c *compare.BuildChange, what string, change compare.Change) {
		rows = append(rows, fmt.Sprintf("| %s | %s | %s | %s | %s |", report.MarkdownCell(c.Name), what, o.Units.Size(change.Before), o.Units.Size(change.After), o.signed(change.Growth())))
	}
	for n := range d.Builds {
		c := &d.Builds[n]
		for _, p := range c.Paths {
			row(c, report.MarkdownCell(p.Path), p.Change)
		}
		for _, in := range c.Instructions {
			row(c, report.MarkdownCell(report.Shorten(in.Text)), in.Change)
		}
	}
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "\n<details><summary>%s</summary>\n\n| Build | Path or instruction | Before | After | Growth |\n| --- | --- | --: | --: | --: |\n", report.Count(int64(len(rows)), "change"))
	for _, line := range capped(rows, maxRows) {
		b.WriteString(line + "\n")
	}
	if more := len(rows) - maxRows; more > 0 {
		fmt.Fprintf(b, "\n%s not shown.\n", report.Count(int64(more), "change"))
	}
	b.WriteString("\n</details>\n")
}
