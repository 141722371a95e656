package main

import (
	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// checks compares every build, with its named contexts, with every limit. A build with a remote context has no sizes to compare.
func (g *gate) checks(a *ctxsize.Analysis, o report.Options) ([]report.Check, error) {
	var list []report.Check
	for n := range a.Builds {
		checks, err := g.build(&a.Builds[n], o)
		if err != nil {
			return nil, err
		}
		for _, c := range checks {
			c.Build = n
			list = append(list, c)
		}
	}
	return list, nil
}

func (g *gate) build(b *ctxsize.Build, o report.Options) ([]report.Check, error) {
	var list []report.Check
	if b.Main.View != nil {
		sent := sentTotals(b)
		if g.size != nil {
			list = append(list, report.Check{Name: report.MaxSize, Limit: *g.size, Actual: &sent.Bytes, Pass: sent.Bytes <= *g.size})
		}
		if g.files != nil {
			list = append(list, report.Check{Name: report.MaxFiles, Limit: *g.files, Actual: &sent.Files, Pass: sent.Files <= *g.files})
		}
		if g.transfer != nil {
			list = append(list, g.transferred(b))
		}
		if g.growth != nil {
			c, err := g.checkGrowth(b, sent.Bytes, o)
			if err != nil {
				return nil, err
			}
			list = append(list, c)
		}
	}
	if g.failOn != nil {
		list = append(list, g.checkFindings(b))
	}
	return list, nil
}

// sentTotals returns the sum of what all contexts of a build send.
func sentTotals(b *ctxsize.Build) walker.Counts {
	var sum walker.Counts
	for _, c := range b.Contexts() {
		sent := c.Sent()
		sum.Bytes, sum.Files = saturate.Add(sum.Bytes, sent.Bytes), saturate.Add(sum.Files, sent.Files)
	}
	return sum
}

// transferred compares the sum of the transfer numbers with the limit. A build that requests nothing passes.
func (g *gate) transferred(b *ctxsize.Build) report.Check {
	c := report.Check{Name: report.MaxTransfer, Limit: *g.transfer}
	var sum int64
	for _, context := range b.Contexts() {
		if context.Transfer != nil {
			sum = saturate.Add(sum, *context.Transfer)
			c.Actual = &sum
		} else if transfers(&context) {
			return report.Check{Name: report.MaxTransfer, Limit: *g.transfer, Unknown: true, Pass: g.allowIncomplete}
		}
	}
	c.Pass = sum <= c.Limit
	return c
}

// transfers reports whether something of a context is transferred from this machine.
func transfers(c *ctxsize.Context) bool { return c.Plan.Requested && !c.Plan.Remote }

func (g *gate) checkGrowth(b *ctxsize.Build, sent int64, o report.Options) (report.Check, error) {
	before, err := g.before.sent(b, o)
	if err != nil {
		return report.Check{}, err
	}
	limit, grown := g.growth.limit(before), saturate.Sub(sent, before)
	return report.Check{Name: report.MaxGrowth, Limit: limit, Actual: &grown, Pass: grown <= limit}, nil
}

func (g *gate) checkFindings(b *ctxsize.Build) report.Check {
	c := report.Check{Name: report.FailOn + " " + g.failOn.String()}
	var count int64
	for _, f := range b.Findings {
		if f.Severity >= *g.failOn && f.Accepted == "" {
			count++
			c.Codes = append(c.Codes, f.Code.String())
		}
	}
	c.Actual, c.Pass = &count, count == 0
	return c
}
