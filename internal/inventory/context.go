package inventory

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/walker"
)

// Unreadable returns why the build fails on something that cannot be read. What the patterns exclude is read, too, where an exception makes the
// client look for what it may re-include.
func (c *Usage) Unreadable(p walker.Problem) string {
	text := fmt.Sprintf("The build fails: Docker cannot %s %s (%v).", p.Op, p.Path, p.Err)
	v := c.Judge(p.Path)
	if !v.Excluded {
		return text
	}
	excluded := "Line " + strconv.Itoa(c.Patterns.All()[v.Index].Line)
	line, ok := c.Filter().ExceptionBelow(p.Path)
	if !ok {
		return fmt.Sprintf("%s %s excludes it, but the legacy builder opens it anyway.", text, excluded)
	}
	what := "it"
	if IsWild(line) {
		what = "every directory"
	}
	return fmt.Sprintf("%s %s excludes it, but the exception in line %d (%s) makes Docker enter %s.", text, excluded, line.Line, line.Text, what)
}

// IsWild reports whether a pattern may match in any directory.
func IsWild(l ignore.Pattern) bool {
	return strings.ContainsAny(strings.TrimSuffix(strings.TrimSuffix(l.Expr, "/**"), "/*"), `*[]?^\`)
}

// Context is one context of a build as it was read.
type Usage struct {
	Context  build.Context
	Patterns *ignore.PatternList
	// View is nil where nothing of the context lies on this machine.
	View *walker.View
	// Project answers questions about the context's files.
	Project *Project
	// Problems are what could not be read, or that the builder could not, by path.
	Problems []walker.Problem
	// Transfer is the number of bytes that the builder prints, nil for none. For a named context that it loads several times it is the sum.
	Transfer *int64
	// LoadBytes are the bytes of each load, in the order of Plan.Loads; nil where Transfer is.
	LoadBytes []int64
	// LoadViews are the views of the loads, where there are several.
	LoadViews []*walker.View
	// Suggestions are for the context's ignore file, where they were asked for.
	Suggestions []Suggestion
}

// Sent returns the number and the size of the files that the context sends, zero where there is no view of it.
func (c *Usage) Sent() walker.Counts {
	if c.View == nil {
		return walker.Counts{}
	}
	return c.View.Totals(walker.Sent)
}

// Reads reports whether an instruction reads a path of the context or, of a directory, something below it.
func (c *Usage) Reads(in build.Instruction, p string) bool {
	if in.Context != c.Context.Name {
		return false
	}
	return slices.ContainsFunc(in.Sources, func(s build.Source) bool {
		if s.Path == "." || p == "." {
			return true
		}
		if c.View == nil {
			return false
		}
		r, err := c.View.Tree.FollowPaths([]string{s.Path})
		if err != nil {
			return false
		}
		below := func(pattern string) bool { return strings.HasPrefix(pattern, p+"/") }
		if r.WholeContext() || slices.ContainsFunc(r.Patterns, below) {
			return true
		}
		return r.PatternList().Match(p).Excluded
	})
}

// Refusal says which of the requested paths the builder cannot put into the request that it belongs to.
func (c *Usage) Refusal() *ignore.SyntaxError {
	loads := c.Context.Loads
	if len(loads) == 0 {
		loads = [][]string{c.Context.Paths}
	}
	for _, paths := range loads {
		lines, err := ignore.Compile(paths)
		if err != nil {
			continue
		}
		if refused, ok := errors.AsType[*ignore.SyntaxError](lines.CheckSendable()); ok {
			return refused
		}
	}
	return nil
}

// Refused reports whether the builder refuses what it would have to ask of a context: the lines of its ignore file, or the paths.
func (c *Usage) Refused() bool { return c.Patterns.CheckSendable() != nil || c.Refusal() != nil }

// Filter is what decides in a context, without the disk.
func (c *Usage) Filter() walker.Filter {
	if c.View == nil {
		return walker.Filter{Patterns: c.Patterns}
	}
	return walker.Filter{Patterns: c.Patterns, Rules: c.View.Query.Rules}
}

// Judge decides about a path by the ignore file's patterns, as the builder does.
func (c *Usage) Judge(p string) walker.Verdict { return c.Filter().Match(p) }
