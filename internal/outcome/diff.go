// Package outcome writes what a comparison of two states, or of a prediction with a build, has found: as text, JSON and Markdown.
package outcome

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/ctxsize/ctxsize/internal/compare"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// DiffOptions are those of the outputs of a difference.
type DiffOptions struct {
	report.Options
	// Base is the name of the state before, such as a revision.
	Base string
	// Notes are sentences about what was compared.
	Notes []string
}

// signed returns a growth with its sign.
func (o *DiffOptions) signed(bytes int64) string {
	if bytes > 0 {
		return "+" + o.Units.Size(bytes)
	}
	return o.Units.Size(bytes)
}

// DiffText writes a difference as text.
func DiffText(w io.Writer, d compare.Difference, o DiffOptions) error {
	var b strings.Builder
	for _, c := range d.Builds {
		fmt.Fprintf(&b, "%s%s: %s -> %s (%s)\n", termtext.Escape(c.Name), state(&c), o.Units.Size(c.Before), o.Units.Size(c.After), o.signed(c.Growth()))
		for _, p := range capped(c.Paths, o.Top) {
			fmt.Fprintf(&b, "  %10s  %s\n", o.signed(p.Growth()), termtext.Quote(p.Path))
		}
		if more := len(c.Paths) - o.Top; more > 0 {
			fmt.Fprintf(&b, "  and %s (--top lists more)\n", report.Count(int64(more), "more path"))
		}
		if c.Unlisted.Growth() != 0 {
			fmt.Fprintf(&b, "  %10s  in files that a report does not list\n", o.signed(c.Unlisted.Growth()))
		}
		for _, in := range capped(c.Instructions, o.Top) {
			fmt.Fprintf(&b, "  %10s  %s\n", o.signed(in.Growth()), termtext.Escape(report.Shorten(in.Text)))
		}
	}
	for _, f := range d.NewFindings {
		fmt.Fprintf(&b, "new: %s %s: %s\n", f.Severity, f.Code, termtext.Escape(f.Message))
	}
	for _, f := range d.FixedFindings {
		fmt.Fprintf(&b, "fixed: %s %s: %s\n", f.Severity, f.Code, termtext.Escape(f.Message))
	}
	for _, note := range o.Notes {
		fmt.Fprintln(&b, termtext.Escape(note))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// state returns a remark about a build that is on one side only.
func state(c *compare.BuildChange) string {
	switch {
	case c.New:
		return " (new)"
	case c.Gone:
		return " (gone)"
	}
	return ""
}

// capped returns the first entries of a list.
func capped[T any](list []T, max int) []T { return list[:min(len(list), max)] }

type jsonDifference struct {
	SchemaVersion int               `json:"schema_version"`
	Base          string            `json:"base,omitempty"`
	Builds        []jsonBuildChange `json:"builds"`
	NewFindings   []compare.Finding `json:"new_findings"`
	FixedFindings []compare.Finding `json:"fixed_findings"`
	Notes         []string          `json:"notes"`
}

type jsonBuildChange struct {
	Name         string                  `json:"name"`
	Platform     string                  `json:"platform"`
	Before       int64                   `json:"before"`
	After        int64                   `json:"after"`
	GrowthBytes  int64                   `json:"growth_bytes"`
	New          bool                    `json:"new,omitempty"`
	Gone         bool                    `json:"gone,omitempty"`
	Instructions []jsonInstructionChange `json:"instructions"`
	Paths        []jsonPathChange        `json:"paths"`
	Unlisted     *jsonChange             `json:"unlisted,omitempty"`
}

type jsonChange struct {
	BeforeBytes int64 `json:"before_bytes"`
	AfterBytes  int64 `json:"after_bytes"`
}

type jsonInstructionChange struct {
	Stage       string `json:"stage"`
	Text        string `json:"text"`
	BeforeBytes int64  `json:"before_bytes"`
	AfterBytes  int64  `json:"after_bytes"`
}

type jsonPathChange struct {
	Path        string `json:"path"`
	BeforeBytes int64  `json:"before_bytes"`
	AfterBytes  int64  `json:"after_bytes"`
	Encoded     bool   `json:"encoded,omitempty"`
}

// DiffJSON writes a difference as one object that conforms to the definition diff of [report.Schema].
func DiffJSON(w io.Writer, d compare.Difference, o DiffOptions) error {
	j := jsonDifference{SchemaVersion: 1, Base: o.Base, Builds: []jsonBuildChange{}, NewFindings: d.NewFindings, FixedFindings: d.FixedFindings, Notes: append([]string{}, o.Notes...)}
	for _, c := range d.Builds {
		one := jsonBuildChange{Name: c.Name, Platform: c.Platform, Before: c.Before, After: c.After, GrowthBytes: c.Growth(), New: c.New, Gone: c.Gone, Instructions: []jsonInstructionChange{}, Paths: []jsonPathChange{}}
		if c.Unlisted != (compare.Change{}) {
			one.Unlisted = &jsonChange{c.Unlisted.Before, c.Unlisted.After}
		}
		for _, in := range c.Instructions {
			one.Instructions = append(one.Instructions, jsonInstructionChange{in.Stage, in.Text, in.Before, in.After})
		}
		for _, p := range c.Paths {
			path := jsonPathChange{BeforeBytes: p.Before, AfterBytes: p.After}
			path.Path, path.Encoded = report.EncodeName(p.Path)
			one.Paths = append(one.Paths, path)
		}
		j.Builds = append(j.Builds, one)
	}
	e := json.NewEncoder(termtext.JSONWriter(w))
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(j)
}
