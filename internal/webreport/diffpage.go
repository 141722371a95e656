package webreport

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/ctxsize/ctxsize/internal/compare"
	"github.com/ctxsize/ctxsize/internal/outcome"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// Comparison is what the page of a difference shows.
type Comparison struct {
	compare.Difference
	outcome.DiffOptions
	// Before and After are the names of the two states.
	Before, After string
	// Date is the day of the report, "" for none.
	Date string
}

// diffData is what the program of the page reads of a difference.
type diffData struct {
	// Diff is the difference in JSON, schema 1.
	Diff    json.RawMessage `json:"diff"`
	Units   string          `json:"units"`
	Date    string          `json:"date,omitempty"`
	Version string          `json:"version"`
	Before  string          `json:"before"`
	After   string          `json:"after"`
	// Trees has an element for each build of the difference.
	Trees []diffTree `json:"trees"`
	// Paths is the number of paths that change in each build. Diff has the first [maxDiffPaths] of them.
	Paths []int `json:"paths"`
}

// maxDiffPaths is the number of changed paths of a build that a page lists.
const maxDiffPaths = 500

// DiffHTML writes a difference as a page that is one file and loads nothing else.
func DiffHTML(w io.Writer, c Comparison) error {
	if len(c.Builds) == 0 {
		return errors.New("cannot draw a difference of no builds")
	}
	d, err := newDiffData(c, MaxEntries)
	if err != nil {
		return err
	}
	p := page{Title: termtext.Escape(c.Before) + " → " + termtext.Escape(c.After), Version: c.Version, Head: []string{"Before", "After"}}
	for n := range c.Builds {
		b := &c.Builds[n]
		p.Rows = append(p.Rows, []string{termtext.Escape(b.Name), c.Units.Size(b.Before), c.Units.Size(b.After)})
	}
	return p.write(w, d)
}

// newDiffData returns the data of a page whose trees have at most that many entries together.
func newDiffData(c Comparison, limit int) (diffData, error) {
	d := diffData{Units: unitsName(c.Units), Date: c.Date, Version: c.Version, Before: termtext.Escape(c.Before), After: termtext.Escape(c.After), Trees: []diffTree{}}
	var text bytes.Buffer
	listed := c.Difference
	listed.Builds = slices.Clone(c.Builds)
	for n := range listed.Builds {
		b := &listed.Builds[n]
		d.Paths = append(d.Paths, len(b.Paths))
		b.Paths = b.Paths[:min(len(b.Paths), maxDiffPaths)]
	}
	if err := outcome.DiffJSON(&text, listed, c.DiffOptions); err != nil {
		return d, fmt.Errorf("cannot write the difference as JSON: %w", err)
	}
	d.Diff = text.Bytes()
	total := 0
	for n := range c.Builds {
		total += len(c.Builds[n].PathsBefore) + len(c.Builds[n].PathsAfter) + 1
	}
	for n := range c.Builds {
		b := &c.Builds[n]
		// Each build has a part of the entries by its size.
		part := int64(len(b.PathsBefore)+len(b.PathsAfter)+1) * int64(limit) / int64(total)
		d.Trees = append(d.Trees, newDiffTree(b, max(int(part)-1, 2)))
	}
	return d, nil
}
