package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/report"
	"github.com/ctxsize/ctxsize/walker"
)

// gate is limits that were read; nil or negative ones are none.
type gate struct {
	size, files, transfer *int64
	growth                *int64  // bytes
	percent               float64 // where growth is a part of what was sent before; NaN for none
	failOn                *audit.Severity
	before                map[string]int64 // bytes that each build sent, by its key
}

func newGate(l limits) (*gate, error) {
	g := &gate{percent: math.NaN()}
	for _, size := range []struct {
		name, text string
		to         **int64
	}{{"max-size", l.MaxSize, &g.size}, {"max-transfer", l.MaxTransfer, &g.transfer}} {
		if err := readSize(size.name, size.text, size.to); err != nil {
			return nil, err
		}
	}
	if l.MaxFiles != "" {
		n, err := strconv.ParseInt(l.MaxFiles, 10, 64)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("max-files %q: expected a number", l.MaxFiles)
		}
		g.files = &n
	}
	if text, is := strings.CutSuffix(l.MaxGrowth, "%"); is {
		percent, err := strconv.ParseFloat(text, 64)
		if err != nil || percent < 0 || math.IsNaN(percent) || math.IsInf(percent, 0) {
			return nil, fmt.Errorf("max-growth %q: expected a percentage such as 10%%", l.MaxGrowth)
		}
		g.percent = percent
	} else if err := readSize("max-growth", l.MaxGrowth, &g.growth); err != nil {
		return nil, err
	}
	if l.FailOn != "" {
		severity, err := audit.ParseSeverity(l.FailOn)
		if err != nil {
			return nil, fmt.Errorf("fail-on: %w", err)
		}
		g.failOn = &severity
	}
	return g, nil
}

func readSize(name, text string, to **int64) error {
	if text == "" {
		return nil
	}
	n, err := humanize.ParseBytes(text)
	if err != nil || n > math.MaxInt64 {
		return fmt.Errorf("%s %q: expected a size such as 50MB or 50MiB", name, text)
	}
	size := int64(n)
	*to = &size
	return nil
}

// readBaseline reads what the builds of an earlier report sent.
func readBaseline(file string) (map[string]int64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the baseline cannot be read: %w", err)
	}
	var old struct {
		Version int `json:"schema_version"`
		Builds  []struct {
			Name, Platform string
			oldContext
			Named []oldContext `json:"named_contexts"`
		}
	}
	if err := json.Unmarshal(text, &old); err != nil || old.Version != 1 {
		return nil, fmt.Errorf("the baseline %s is no report of ctxsize --json, schema 1", file)
	}
	before := map[string]int64{}
	for _, b := range old.Builds {
		if b.Totals.Sent == nil {
			continue
		}
		sent := b.Totals.Sent.Bytes
		for _, c := range b.Named {
			if c.Totals.Sent != nil {
				sent += c.Totals.Sent.Bytes
			}
		}
		before[b.Name+"\x00"+b.Platform] = sent
	}
	return before, nil
}

// oldContext is what an earlier report says of a context.
type oldContext struct {
	Totals struct{ Sent *struct{ Bytes int64 } }
}

// checks holds every build to every limit, with its named contexts.
func (g *gate) checks(a *ctxsize.Analysis) ([]report.Check, error) {
	var list []report.Check
	for n := range a.Builds {
		b := &a.Builds[n]
		if b.Main.View == nil {
			return nil, fmt.Errorf("the context %s is elsewhere: what it sends is not known here", b.Main.Plan.Given)
		}
		sent, transfer, known := sentBy(b)
		for _, c := range []struct {
			name   string
			limit  *int64
			actual int64
			sized  bool
		}{{"max-size", g.size, sent.Bytes, true}, {"max-files", g.files, sent.Files, false}} {
			if c.limit != nil {
				list = append(list, report.Check{Build: n, Name: c.name, Limit: *c.limit, Actual: &c.actual, Sized: c.sized, Pass: c.actual <= *c.limit})
			}
		}
		if g.transfer != nil {
			list = append(list, report.Check{Build: n, Name: "max-transfer", Limit: *g.transfer, Actual: transfer, Sized: true,
				Pass: known && (transfer == nil || *transfer <= *g.transfer)})
		}
		if g.before != nil {
			c, err := g.grown(b, sent.Bytes)
			if err != nil {
				return nil, err
			}
			c.Build = n
			list = append(list, c)
		}
		if g.failOn != nil {
			list = append(list, g.found(n, b))
		}
	}
	return list, nil
}

// sentBy sums up what all contexts of a build send, and their transfer numbers: nil where nothing is asked for. known is false where something is
// whose number is not.
func sentBy(b *ctxsize.Build) (sent walker.Counts, transfer *int64, known bool) {
	known = true
	for _, c := range b.Contexts() {
		sent.Bytes, sent.Files = sent.Bytes+c.Sent().Bytes, sent.Files+c.Sent().Files
		if c.Transfer == nil {
			known = known && (!c.Plan.Requested || c.Plan.Remote)
			continue
		}
		if transfer == nil {
			transfer = new(int64)
		}
		*transfer += *c.Transfer
	}
	if !known {
		transfer = nil
	}
	return sent, transfer, known
}

func (g *gate) grown(b *ctxsize.Build, sent int64) (report.Check, error) {
	before, ok := g.before[b.Name+"\x00"+b.Platform]
	if !ok {
		return report.Check{}, fmt.Errorf("the baseline has no build %s for %s", strconv.Quote(b.Name), b.Platform)
	}
	limit := int64(float64(before) * g.percent / 100)
	if g.growth != nil {
		limit = *g.growth
	}
	grown := sent - before
	return report.Check{Name: "max-growth", Limit: limit, Actual: &grown, Sized: true, Pass: grown <= limit}, nil
}

func (g *gate) found(n int, b *ctxsize.Build) report.Check {
	var count int64
	for _, f := range b.Findings {
		if f.Severity >= *g.failOn && f.Accepted == "" {
			count++
		}
	}
	return report.Check{Build: n, Name: "fail-on " + g.failOn.String(), Actual: &count, Pass: count == 0}
}
