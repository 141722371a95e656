// Package webreport writes an analysis as a page for browsers, and as a picture.
//
// [HTML] writes one file that needs no network: a treemap with search, colors, lists and tables. [SVG] writes a still treemap of one build.
// The page holds the report of [report.AuditJSON] and, for each context, the tree of its entries, of at most [MaxEntries] entries in total;
// smaller ones are combined. The page's program is in frontend and is built into dist by frontend/build.mjs; building the Go program needs no
// Node.js.
package webreport

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/walker"
)

// MaxEntries is the number of entries that the trees of a page have together.
const MaxEntries = 100_000

// Content is what a page shows.
type Content struct {
	Analysis *ctxsize.Analysis
	// Improvements are the changes of ignore files that the page offers as diffs.
	Improvements []ctxsize.Improvement
	// Churn is what commits do to the builds, by the indexes of the builds; nil where it is not measured.
	Churn []ctxsize.BuildChurn
	// Checks are the results of the command check, nil for other commands.
	Checks []report.Check
	// Date is the day of the report, "" for none.
	Date string
}

// data is what the program of the page reads. Names are short because there are many values.
type data struct {
	// Report is the report in JSON, schema 1.
	Report json.RawMessage `json:"report"`
	Units  string          `json:"units"`
	Date   string          `json:"date,omitempty"`
	// Builds has an element for each build of the report.
	Builds []buildData `json:"builds"`
	Trees  []tree      `json:"trees"`
	// Churn is what commits do to the builds, in JSON, schema 1; absent where it is not measured.
	Churn json.RawMessage `json:"churn,omitempty"`
}

// buildData has the trees of a build's contexts, the main one first.
type buildData struct {
	Label    string        `json:"label"`
	Contexts []contextData `json:"contexts"`
}

// contextData is a context of one build.
type contextData struct {
	// Tree is the index of the tree, -1 for a context that is not on this machine.
	Tree int `json:"tree"`
	// Sets are sets of instructions, by their indexes in the report. Set has, for each entry of the tree, the index of the set that copies it,
	// -1 for none.
	Sets [][]int `json:"sets"`
	Set  []int   `json:"set"`
}

// newData returns the data of a page whose trees have at most that many entries together.
func newData(c Content, o report.Options, limit int) (data, error) {
	d := data{Units: unitsName(o.Units), Date: c.Date, Trees: []tree{}}
	var err error
	if d.Report, err = reportJSON(c, o); err != nil {
		return d, fmt.Errorf("cannot write the report as JSON: %w", err)
	}
	if d.Churn, err = churnJSON(c, o); err != nil {
		return d, fmt.Errorf("cannot write the churn as JSON: %w", err)
	}
	share := newShare(c.Analysis, limit)
	counts := commitCounts{}
	index := map[*walker.View]int{}
	sources := []*source{}
	for n := range c.Analysis.Builds {
		b := &c.Analysis.Builds[n]
		bd := buildData{Label: b.Label()}
		for _, context := range b.Usages() {
			cd := contextData{Tree: -1, Sets: [][]int{}, Set: []int{}}
			if context.View != nil {
				at, known := index[context.View]
				if !known {
					at = len(sources)
					index[context.View] = at
					sources = append(sources, newSource(&context, share.of(context.View)))
					d.Trees = append(d.Trees, sources[at].tree())
					d.Trees[at].Commits = sources[at].commits(counts.of(c.Churn, n))
				}
				cd.Tree = at
				cd.Sets, cd.Set = sources[at].instructionSets(b, &context)
			}
			bd.Contexts = append(bd.Contexts, cd)
		}
		d.Builds = append(d.Builds, bd)
	}
	return d, nil
}

// unitsName returns the value of --units.
func unitsName(u report.Units) string {
	switch u {
	case report.SI:
		return "si"
	case report.IEC:
		return "iec"
	}
	return "bytes"
}

// reportJSON returns the report with the proposed files and the checks.
func reportJSON(c Content, o report.Options) (json.RawMessage, error) {
	var text bytes.Buffer
	if err := report.AuditJSON(&text, c.Analysis, c.Improvements, o); err != nil {
		return nil, err
	}
	if c.Checks == nil {
		return text.Bytes(), nil
	}
	var all, checked map[string]json.RawMessage
	if err := json.Unmarshal(text.Bytes(), &all); err != nil {
		return nil, err
	}
	text.Reset()
	if err := report.CheckedJSON(&text, c.Analysis, c.Checks, o); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text.Bytes(), &checked); err != nil {
		return nil, err
	}
	all["checks"] = checked["checks"]
	return json.Marshal(all)
}

// share divides the entries of a page among its trees.
type share struct {
	limit, total int
	trees        int
}

func newShare(a *ctxsize.Analysis, limit int) share {
	s := share{limit: limit}
	seen := map[*walker.View]bool{}
	for n := range a.Builds {
		for _, c := range a.Builds[n].Usages() {
			if c.View != nil && !seen[c.View] {
				seen[c.View] = true
				s.trees++
				s.total += c.View.Tree.Entries() + 1
			}
		}
	}
	return s
}

// of returns how many entries the tree of a view may have.
func (s share) of(v *walker.View) int {
	if s.total <= s.limit {
		return s.limit
	}
	// Each tree has its root and a part of the rest, by its size.
	rest := max(s.limit-2*s.trees, 0)
	return 2 + int(float64(rest)*float64(v.Tree.Entries()+1)/float64(s.total))
}
