package hclbudget

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/ctxsize/ctxsize/internal/budget"
)

const (
	// maxWork is what all expressions of a set of files may cost, in units of about 10 ns. They are evaluated twice where some of their values
	// are not to be shown.
	maxWork = 12_000_000
	// maxElements is how many elements a value may have, those of nested collections included.
	maxElements = 1 << 12
	// maxExponent bounds the size of a number; as a string it has a digit for each power of ten.
	maxExponent = 4096
	// maxDigits is how long a number may be; reading one takes time that grows with the square.
	maxDigits = 4096

	// MaxTargets is how many targets the files may have; buildx takes time that grows with the square.
	MaxTargets = 500

	stepCost    = 60
	errorCost   = 2000 // an error that does not end the evaluation is kept with its place
	elementCost = 60
)

// A Meter counts what the expressions of one set of files cost. It is not for concurrent use.
type Meter struct {
	work  int
	total *budget.Error
	root  *hcl.EvalContext // whose functions are guarded

	targets int
}

// Evaluate calls f, which evaluates expressions that the meter counts, and returns an error of f or the limit that they exceed.
func (m *Meter) Evaluate(f func() error) (err error) {
	defer func() {
		if m.total == nil {
			return
		}
		// Also where the library has recovered from the panic, or a try() hides the error.
		if fault := recover(); fault != nil && fault != m.total {
			panic(fault)
		}
		err = m.total
	}()
	return f()
}

// Reset starts another evaluation of the same files, in a new context. The work of both counts.
func (m *Meter) Reset() { m.root, m.targets = nil, 0 }

// Exceed ends the evaluation with an error that names a place.
func (m *Meter) Exceed(at hcl.Range, limit string) {
	if m.total == nil {
		m.total = &budget.Error{File: at.Filename, Line: at.Start.Line, Limit: limit}
	}
	panic(m.total)
}

// charge counts work, and ends the evaluation where there was too much of it.
func (m *Meter) charge(at hcl.Range, work int) {
	if m.total != nil {
		if m.total.File == "" {
			m.total.File, m.total.Line = at.Filename, at.Start.Line
		}
		panic(m.total)
	}
	if m.work += min(work, 2*maxWork); m.work > maxWork {
		m.Exceed(at, "evaluating the expressions takes too long")
	}
}

// CountTargets adds to the number of targets, and ends the evaluation where it exceeds [MaxTargets].
func (m *Meter) CountTargets(at hcl.Range, n int) {
	if m.targets += min(n, 2*MaxTargets); m.targets > MaxTargets {
		m.Exceed(at, fmt.Sprintf("more than %d targets", MaxTargets))
	}
}

// CountTargetsOf adds the targets that an expression, which is the matrix of a target, makes of it.
func CountTargetsOf(e hcl.Expression, n int) {
	switch e := e.(type) {
	case *meteredExpression:
		e.meter.CountTargets(e.SrcRange, n)
	case *jsonExpression:
		e.meter.CountTargets(e.Range(), n)
	}
}

// size is what a value holds.
type size struct {
	bytes, elements int
	pairs           int    // of elements of tuples: to make a list of one compares the types of each
	limit           string // that it exceeds, "" for none
}

func (s *size) cost() int { return s.elements*elementCost + s.pairs/2 + s.bytes/16 }

// measure returns the size of a value, as far as it is within the limits.
func measure(v cty.Value) size {
	var s size
	s.add(v, budget.MaxNesting)
	return s
}

// add walks a value. Values share what they hold, so one that is small in memory may be endless to walk.
func (s *size) add(v cty.Value, depth int) {
	if s.elements++; s.elements > maxElements {
		s.limit = "a value has more than 4096 elements"
	}
	if depth == 0 {
		s.limit = "a value is nested more than 100 levels deep"
	}
	if s.limit != "" {
		return
	}
	v, _ = v.Unmark()
	if v.IsNull() || !v.IsKnown() {
		return
	}
	switch t := v.Type(); {
	case t == cty.String:
		text := v.AsString()
		if s.bytes += len(text); s.bytes > budget.MaxValue {
			s.limit = "a value is larger than 1 MiB"
		} else if len(text) > maxDigits && strings.Trim(text[:maxDigits], "0123456789.") == "" {
			s.limit = fmt.Sprintf("a number has more than %d digits", maxDigits)
		}
	case t == cty.Number:
		if exponent := v.AsBigFloat().MantExp(nil); exponent > maxExponent || exponent < -maxExponent {
			s.limit = "a number is out of range"
		}
	case v.CanIterateElements():
		if t.IsTupleType() {
			n := t.Length()
			s.pairs += n * n
		}
		for it := v.ElementIterator(); it.Next() && s.limit == ""; {
			key, element := it.Element()
			if key.Type() == cty.String {
				s.bytes += len(key.AsString())
			}
			s.add(element, depth-1)
		}
	}
}
