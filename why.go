package ctxsize

import (
	"path"

	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
)

// Answer says what becomes of one path of a build's main context, and why. For a path that does not exist it says what would.
type Answer struct {
	Build   *Build
	Context *Context
	Path    string // slash-separated, relative to the context

	Exists   bool
	Eligible bool
	Sent     bool
	Bytes    int64 // that it costs: sent where it is sent, else eligible, else what is known of what is taken out
	Files    int64
	// Lines are all lines of the ignore file, in order.
	Lines []ignore.Trace
	// Instructions are those that read the path or, of a directory, something below it; unreachable ones, too.
	Instructions []audit.Instruction
}

// Why explains a slash path relative to the main context. It reads nothing from disk but the links that instructions name.
func (b *Build) Why(p string) Answer { return b.WhyIn(0, p) }

// WhyIn is Why for a path in any of the build's contexts, counted as [Build.Contexts] does.
func (b *Build) WhyIn(n int, p string) Answer {
	p = path.Clean(p)
	c := b.context(n)
	a := Answer{Build: b, Context: c, Path: p}
	var decision ignore.Decision
	a.Lines, decision = c.Lines.Explain(p)
	a.Instructions = b.readers(c, p)
	v := c.View
	if v == nil {
		return a
	}
	if a.Exists, a.Eligible = v.Has(p, walker.Eligible); a.Exists {
		_, a.Sent = v.Has(p, walker.Sent)
		sum, _ := v.Below(p, a.set())
		a.Bytes, a.Files = sum.Bytes, sum.Files
		return a
	}
	a.Eligible = !decision.Excluded
	a.Sent = a.Eligible && c.Plan.Requested && (v.Ask.Request.Whole() || matches(v.Ask.Request.Lines(), p))
	return a
}

// Verdict says in words what becomes of the path.
func (a *Answer) Verdict() string {
	word := "excluded"
	switch {
	case a.Sent:
		word = "sent"
	case a.Eligible:
		word = "eligible, requested by no instruction"
	}
	if !a.Exists {
		return "does not exist; it would be " + word
	}
	return word
}

// set is where a path is counted.
func (a *Answer) set() walker.Set {
	switch {
	case a.Sent:
		return walker.Sent
	case a.Eligible:
		return walker.Eligible
	}
	return walker.Excluded
}

// readers are the instructions whose sources take a path in, or lie below it.
func (b *Build) readers(c *Context, p string) []audit.Instruction {
	var list []audit.Instruction
	for _, in := range b.Instructions {
		if c.Reads(in.Instruction, p) {
			list = append(list, in)
		}
	}
	return list
}

func matches(requested *ignore.Lines, p string) bool {
	return requested.Decide(p).Excluded
}
