package gate

import (
	"fmt"
	"slices"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/policy"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/similar"
	"github.com/ctxsize/ctxsize/walker"
)

// Gate is the limits of all builds.
type Gate struct {
	All      *policy.Gate
	Builds   map[string]*policy.Gate // by name
	Baseline Baseline
	// Current is what is compared with the baseline, nil for the analysis.
	Current         *Baseline
	AllowIncomplete bool
}

// limits returns the limits of a build.
func (g *Gate) limits(b *ctxsize.Result, o report.Options) *policy.Gate {
	if l := g.Builds[o.BuildName(b)]; l != nil {
		return l
	}
	return g.All
}

// CheckNames returns an error for limits of a build that does not exist and has probably a misspelled name. Selected are some of the builds only.
func (g *Gate) CheckNames(a *ctxsize.Analysis, o report.Options, selected bool) error {
	var known []string
	for n := range a.Builds {
		known = append(known, o.BuildName(&a.Builds[n]))
	}
	for name := range g.Builds {
		if selected || slices.Contains(known, name) {
			continue
		}
		if hint := similar.Hint(name, known); hint != "" {
			return &build.Error{Err: fmt.Errorf("there is no build %q to limit", name), Hint: hint}
		}
	}
	return nil
}

// Checks compares every build, with its named contexts, with every limit. A build with a remote context has no sizes to compare.
func (g *Gate) Checks(a *ctxsize.Analysis, o report.Options) ([]report.Check, error) {
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
	if g.All.FailOn != nil && len(a.Findings) > 0 {
		c := counted(a.Findings, *g.All.FailOn)
		c.Build = report.ProjectCheck
		list = append(list, c)
	}
	return list, nil
}

func (g *Gate) build(b *ctxsize.Result, o report.Options) ([]report.Check, error) {
	var list []report.Check
	limits := g.limits(b, o)
	if b.Main.View != nil {
		list = sizes(limits, sentBy(b))
		if limits.MaxTransfer != nil {
			list = append(list, g.transferred(b, *limits.MaxTransfer))
		}
		if limits.MaxGrowth != nil {
			c, err := g.grown(b, limits.MaxGrowth, o)
			if err != nil {
				return nil, err
			}
			list = append(list, c)
		}
		for _, name := range limits.MustExclude {
			list = append(list, excluded(b, name))
		}
	}
	if limits.FailOn != nil {
		list = append(list, counted(b.Findings, *limits.FailOn))
	}
	return list, nil
}

// sizes compares what is sent with the limits on bytes and files.
func sizes(l *policy.Gate, sent walker.Counts) []report.Check {
	var list []report.Check
	for _, one := range []struct {
		name   string
		limit  *int64
		actual int64
		least  bool
	}{{report.MaxSize, l.MaxSize, sent.Bytes, false}, {report.MaxFiles, l.MaxFiles, sent.Files, false}, {report.MinSize, l.MinSize, sent.Bytes, true},
		{report.MinFiles, l.MinFiles, sent.Files, true}} {
		if one.limit != nil {
			pass := one.actual <= *one.limit
			if one.least {
				pass = one.actual >= *one.limit
			}
			list = append(list, report.Check{Name: one.name, Limit: *one.limit, Actual: &one.actual, Pass: pass})
		}
	}
	return list
}

// excluded checks that no file of a name is sent, or would be.
func excluded(b *ctxsize.Result, name policy.Name) report.Check {
	c := report.Check{Name: report.MustExclude + " " + name.Pattern}
	for n, context := range b.Usages() {
		if context.View == nil {
			continue
		}
		dirs := []string{}
		context.View.Each(walker.Eligible, func(e walker.Entry) bool {
			if e.Kind == walker.Dir {
				dirs = append(dirs, e.Path)
			} else if e.Sent && name.Matches(e.Path) {
				c.Paths = append(c.Paths, e.Path)
			}
			return len(c.Paths) < maxPaths
		})
		for _, sample := range name.Samples(dirs) {
			if len(c.Paths) < maxPaths && b.WhyIn(n, sample).Sent {
				c.Paths = append(c.Paths, policy.Shown(sample))
			}
		}
	}
	slices.Sort(c.Paths)
	c.Paths = slices.Compact(c.Paths)
	count := int64(len(c.Paths))
	c.Actual, c.Pass = &count, count == 0
	return c
}

// maxPaths is how many paths are listed that must be excluded and are not.
const maxPaths = 3

// sentBy returns the sum of what all contexts of a build send.
func sentBy(b *ctxsize.Result) walker.Counts {
	var sum walker.Counts
	for _, c := range b.Usages() {
		sent := c.Sent()
		sum.Bytes, sum.Files = saturate.Add(sum.Bytes, sent.Bytes), saturate.Add(sum.Files, sent.Files)
	}
	return sum
}

// transferred compares the sum of the transfer numbers with the limit. A build that requests nothing passes.
func (g *Gate) transferred(b *ctxsize.Result, limit int64) report.Check {
	c := report.Check{Name: report.MaxTransfer, Limit: limit}
	var sum int64
	for _, context := range b.Usages() {
		if context.Transfer != nil {
			sum = saturate.Add(sum, *context.Transfer)
			c.Actual = &sum
		} else if transfers(&context) {
			return report.Check{Name: report.MaxTransfer, Limit: limit, Unknown: true, Pass: g.AllowIncomplete}
		}
	}
	c.Pass = sum <= c.Limit
	return c
}

// transfers reports whether something of a context is transferred from this machine.
func transfers(c *ctxsize.Usage) bool { return c.Context.Requested && !c.Context.Remote }

func (g *Gate) grown(b *ctxsize.Result, growth *policy.Growth, o report.Options) (report.Check, error) {
	before, err := g.Baseline.sent(b, o)
	if err != nil {
		return report.Check{}, err
	}
	now := sentBy(b).Bytes
	if g.Current != nil {
		if now, err = g.Current.sent(b, o); err != nil {
			return report.Check{}, err
		}
	}
	limit, grown := growth.Limit(before), saturate.Sub(now, before)
	return report.Check{Name: report.MaxGrowth, Limit: limit, Actual: &grown, Pass: grown <= limit}, nil
}

// counted compares the number of findings of a severity or worse with none.
func counted(findings []lint.Finding, failOn lint.Severity) report.Check {
	c := report.Check{Name: report.FailOn + " " + failOn.String(), Severity: &failOn}
	var count int64
	for _, f := range findings {
		if f.Severity >= failOn && f.Accepted == "" {
			count++
			c.Codes = append(c.Codes, f.Code.String())
		}
	}
	c.Actual, c.Pass = &count, count == 0
	return c
}
