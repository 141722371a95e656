// Package engine asks package ctxsize what the screen shows: what a draft does, what it breaks, what is suggested and why a path is sent.
package engine

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/draft"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/walker"
)

// Turns lets one job of a document work at a time, and jobs see whether their answer is still wanted.
type Turns struct {
	sync.Mutex
	// Wanted and Gen are those of the document.
	Wanted, Gen atomic.Int64
}

// Wait returns when it is the job's turn; the function that it returns ends the turn.
func (t *Turns) Wait() func() {
	t.Lock()
	return t.Unlock
}

// Decide returns a build as a draft would have it.
func Decide(ctx context.Context, base *ctxsize.Result, n int, d draft.Draft, file *ignore.PatternList) (*ctxsize.Result, error) {
	if d.Empty() {
		return base, nil
	}
	lines, err := d.Edit(file)
	if err != nil {
		return nil, err
	}
	return base.With(ctx, n, lines.Bytes())
}

// Inspect returns suggestions for one context of a build, and what is wrong with it.
func Inspect(a *ctxsize.Analysis, b *ctxsize.Result, n int) ([]inventory.Suggestion, []lint.Finding) {
	list := a.Suggest(b, n)
	return list, a.Inspect(b, n, list)
}

// Sharer is another build that uses the same ignore file.
type Sharer struct {
	Result  *ctxsize.Result
	Context int
}

// losses returns in words what other lines take from the instructions of the build.
func (o Sharer) losses(lines *ignore.PatternList) []string {
	next := *o.Result
	next.Named = append([]ctxsize.Usage(nil), o.Result.Named...)
	if o.Context == 0 {
		next.Main.Patterns = lines
	} else {
		next.Named[o.Context-1].Patterns = lines
	}
	list := Losses(o.Result, &next, o.Context)
	for n := range list {
		list[n] = o.Result.Label() + ": " + list[n]
	}
	return list
}

// Losses returns in words which instructions lose files that they copy.
func Losses(base, next *ctxsize.Result, n int) []string {
	var list []string
	for _, l := range attribution.Losses(base.Build, UsageOf(base, n), UsageOf(next, n)) {
		words := fmt.Sprintf("line %d loses %s: %s", l.Instruction.Line, l.Path, l.Instruction.Text)
		switch {
		case l.Fails:
			words = fmt.Sprintf("the build fails at line %d: %s", l.Instruction.Line, l.Instruction.Text)
		case !l.Instruction.Reachable:
			words = "another target: " + words
		}
		list = append(list, words)
	}
	return list
}

// Examination is what a draft leads to.
type Examination struct {
	Base, Now *ctxsize.Result
	Context   int
	Draft     draft.Draft
	File      *ignore.PatternList
	// Safe are the remaining safe suggestions.
	Safe []inventory.Suggestion
	// Transfer asks for the number that the builder prints.
	Transfer bool
	// Sharers are the other builds that use the ignore file.
	Sharers []Sharer
}

// Run returns the build with its findings and transfer number, and with the remaining safe suggestions, and the instructions that lose files.
func (e *Examination) Run(ctx context.Context) (now, safe *ctxsize.Result, broken []string, err error) {
	next := *e.Now
	next.Named = append([]ctxsize.Usage(nil), e.Now.Named...)
	if e.Transfer {
		err = next.ReadTransfer(ctx)
	}
	if e.Now != e.Base {
		next.Examine()
	}
	broken = Losses(e.Base, &next, e.Context)
	for _, o := range e.Sharers {
		broken = append(broken, o.losses(UsageOf(&next, e.Context).Patterns)...)
	}
	if len(e.Safe) == 0 || err != nil {
		return &next, nil, broken, err
	}
	d := e.Draft
	for _, s := range e.Safe {
		d = d.Apply(s)
	}
	safe, err = Decide(ctx, e.Base, e.Context, d, e.File)
	return &next, safe, broken, err
}

// maxContained is how many files of a directory are asked which suggestion would exclude them.
const maxContained = 200_000

// Explanation is what is known about a path.
type Explanation struct {
	Answer *ctxsize.Answer // nil while it is not known
	// Contains are the safe suggestions that would exclude a part of it.
	Contains []Contained
}

// Contained is what a pattern excludes of a directory.
type Contained struct {
	Pattern string
	Sum     walker.Sum
}

// Explain returns why a path is sent or not, and what safe suggestions would exclude of it.
func Explain(b *ctxsize.Result, n int, p string, safe []inventory.Suggestion) Explanation {
	answer := b.WhyIn(n, p)
	x := Explanation{Answer: &answer}
	view := UsageOf(b, n).View
	if sum, _ := view.SumBelow(p, walker.Eligible); len(safe) == 0 || sum.Files > maxContained {
		return x
	}
	var patterns []string
	for _, s := range safe {
		patterns = append(patterns, s.Line)
	}
	lines, err := ignore.Compile(patterns)
	if err != nil {
		// Suggestions are valid patterns.
		return x
	}
	sums := make([]walker.Sum, len(safe))
	view.EachBelow(p, walker.Eligible, func(e walker.Entry) bool {
		if at := lines.Match(e.Path).Index; e.Kind == walker.File && at >= 0 {
			sums[at].Bytes += e.Bytes
			sums[at].Files++
		}
		return true
	})
	for n, sum := range sums {
		if sum.Files > 0 {
			x.Contains = append(x.Contains, Contained{safe[n].Line, sum})
		}
	}
	return x
}

// Offer is a pattern and what it excludes.
type Offer struct {
	Pattern string
	Saves   walker.Counts // eligible
	Sent    walker.Counts
	Err     error
}

// Price returns what each of the patterns would exclude.
func Price(ctx context.Context, base *ctxsize.Result, n int, d draft.Draft, file *ignore.PatternList, patterns []string) ([]Offer, error) {
	now, err := Decide(ctx, base, n, d, file)
	if err != nil {
		return nil, err
	}
	eligible, sent := UsageOf(now, n).View.Totals(walker.Eligible), UsageOf(now, n).View.Totals(walker.Sent)
	var offers []Offer
	for _, pattern := range patterns {
		next := Offer{Pattern: pattern}
		build, err := Decide(ctx, base, n, d.With(pattern), file)
		if next.Err = err; err == nil {
			view := UsageOf(build, n).View
			next.Saves, next.Sent = eligible.Sub(view.Totals(walker.Eligible)), sent.Sub(view.Totals(walker.Sent))
		}
		offers = append(offers, next)
	}
	return offers, nil
}

// NewChange returns the change of the ignore file that a draft makes.
func NewChange(b *ctxsize.Result, n int, d draft.Draft, file *ignore.PatternList, suggestions []inventory.Suggestion) (edit.Change, error) {
	added := ctxsize.Grouped(d.Added, suggestions)
	if UsageOf(b, n).Context.Ignore.Path == "" {
		return b.NewChange(n, ctxsize.NewIgnoreText(added)), nil
	}
	d.Added = nil
	lines, err := d.Edit(file)
	if err != nil {
		return edit.Change{}, err
	}
	if lines, err = ctxsize.InsertPatterns(lines, added); err != nil {
		return edit.Change{}, err
	}
	return b.NewChange(n, lines.Bytes()), nil
}

// InstructionTint returns the color of the first instruction that copies an item, by its place among those of the build.
func InstructionTint(b *ctxsize.Result, n int) func(*listing.Item) int {
	return func(i *listing.Item) int {
		if i.State != listing.Sent {
			return listing.Untinted
		}
		kind := 0
		sources := b.WhyIn(n, i.Path).Instructions
		for _, in := range b.Build.Instructions {
			if !in.Reachable {
				continue
			}
			for _, copies := range sources {
				if copies.Line == in.Line && copies.Stage == in.Stage {
					return min(kind, cells.Kinds-1)
				}
			}
			kind++
		}
		return listing.Untinted
	}
}

// ContextOf returns one of a build's contexts, counted as [ctxsize.Build.Contexts] does.
func UsageOf(b *ctxsize.Result, n int) ctxsize.Usage {
	if n == 0 {
		return b.Main
	}
	return b.Named[n-1]
}
