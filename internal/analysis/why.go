package analysis

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

// Answer says what becomes of one path of a build's main context, and why. For a path that does not exist it says what would.
type Answer struct {
	Result *Result
	Usage  *Usage
	Path   string // slash-separated, relative to the context

	Exists   bool
	Eligible bool
	Sent     bool
	Bytes    int64 // the sent size, otherwise the eligible size, otherwise the known part of the excluded size
	Files    int64
	// Lines are all lines of the ignore file, in order.
	Lines []ignore.Trace
	// Instructions are those that read the path or, of a directory, something below it; unreachable ones, too.
	Instructions []build.Instruction
	// Sources are those of reachable instructions that name the path, or that are not sent because of it.
	Sources []attribution.Trace
	// Notes are sentences about what the deciding pattern alone does not explain.
	Notes []string
	// Places are where it ends up in the stages that the target depends on, the final image among them.
	Places []Place
}

// Place is where a path of a context ends up in a stage.
type Place struct {
	Stage string // its name, else its index
	Path  string
	// Final: the stage is the one that is built.
	Final bool
	// ChangedBy is the line of the last RUN that may have changed or removed it, 0 for none.
	ChangedBy int
}

// Why explains a slash path relative to the main context. It reads nothing from disk but the links that instructions name.
func (b *Result) Why(p string) Answer { return b.WhyIn(0, p) }

// WhyIn is Why for a path in any of the build's contexts, counted as [Result.Usages] does.
func (b *Result) WhyIn(n int, p string) (a Answer) {
	p = path.Clean(p)
	c := b.usage(n)
	a = Answer{Result: b, Usage: c, Path: p}
	verdict := c.Judge(p)
	a.Lines, _ = c.Patterns.Explain(p)
	for n := range a.Lines {
		a.Lines[n].Decides = n == verdict.Index
	}
	a.Instructions, a.Sources, a.Places = b.readers(c, p), b.sources(c, p), b.places(c, p)
	defer func() { a.Notes = notes(c, &a, verdict) }()
	v := c.View
	if v == nil {
		return a
	}
	if a.Exists, a.Eligible = v.Has(p, walker.Eligible); a.Exists {
		_, a.Sent = v.Has(p, walker.Sent)
		sum, _ := v.SumBelow(p, a.set())
		a.Bytes, a.Files = sum.Bytes, sum.Files
		return a
	}
	a.Eligible = !verdict.Excluded
	a.Sent = a.Eligible && c.Context.Requested && (v.Query.Request.WholeContext() || matches(v.Query.Request.PatternList(), p))
	return a
}

// Verdict says in words what becomes of the path.
func (a *Answer) Verdict() string {
	word := "excluded"
	switch {
	case a.Sent:
		word = "sent"
	case a.Eligible:
		word = "not sent: eligible, but copied by no instruction"
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

// sources are the traces that are about a path.
func (b *Result) sources(c *Usage, p string) []attribution.Trace {
	var list []attribution.Trace
	for _, t := range b.Traces {
		if b.Build.Instructions[t.Instruction].Context == c.Context.Name && t.About(p) {
			list = append(list, t)
		}
	}
	return list
}

// notes returns what the deciding pattern alone does not explain: that the client enters what is excluded, or does not enter what an exception means.
func notes(c *Usage, a *Answer, v walker.Verdict) []string {
	var list []string
	if v.Ineffective >= 0 {
		list = append(list, fmt.Sprintf("The exception in %s has no effect: %s excludes %s, and the legacy builder does not enter it.", lineLabel(c, v.Ineffective), lineLabel(c, v.Index), v.Path))
	}
	if v.Excluded && a.Exists && a.Eligible {
		list = append(list, fmt.Sprintf("%s excludes it, but it is sent as the parent of a re-included entry", lineLabel(c, v.Index)))
	}
	for _, p := range c.Problems {
		if p.Fatal && (p.Path == a.Path || strings.HasPrefix(p.Path, a.Path+"/") || strings.HasPrefix(a.Path, p.Path+"/")) {
			list = append(list, c.Unreadable(p))
		}
	}
	return list
}

// line names a pattern of the ignore file by its place.
func lineLabel(c *Usage, n int) string {
	if number := c.Patterns.All()[n].Line; number > 0 {
		return fmt.Sprintf("line %d", number)
	}
	return "--ignore"
}

// readers are the instructions whose sources take a path in, or lie below it.
func (b *Result) readers(c *Usage, p string) []build.Instruction {
	var list []build.Instruction
	for _, in := range b.Build.Instructions {
		if c.Reads(in, p) {
			list = append(list, in)
		}
	}
	return list
}

// places lists where a path of a context ends up. What is replaced there by something else is left out.
func (b *Result) places(c *Usage, p string) []Place {
	if b.Build.Dockerfile == nil || p == "." {
		return nil
	}
	var list []Place
	for _, at := range inventory.Provenance(b.Build, b.Usages()...).Places(c.Context.Name, p) {
		if at.Replaced {
			continue
		}
		place := Place{Stage: b.stageLabel(at.Stage), Path: at.Path, Final: at.Final}
		if at.Changed != nil {
			place.ChangedBy = at.Changed.Line
		}
		list = append(list, place)
	}
	return list
}

// stageLabel names a stage: by its name, else by its index.
func (b *Result) stageLabel(index int) string {
	for _, s := range b.Build.Stages {
		if s.Index == index && s.Name != "" {
			return s.Name
		}
	}
	return strconv.Itoa(index)
}

func matches(requested *ignore.PatternList, p string) bool {
	return requested.Match(p).Excluded
}
