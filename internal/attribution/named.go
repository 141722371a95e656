package attribution

import (
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

// Loss is a source that an instruction does not get any more.
type Loss struct {
	Instruction build.Instruction
	Path        string
	// Fails: the build fails, because a reachable instruction names the path without wildcards.
	Fails bool
}

// Losses returns the sources that other patterns exclude, of all instructions, reachable or not. For a directory, the directory itself counts,
// not its content.
func Losses(b *build.Build, before, after inventory.Usage) []Loss {
	var list []Loss
	for _, in := range b.Instructions {
		for _, p := range PathsNamedBy(in, before) {
			if IsLost(p, before.Patterns, after.Patterns) {
				literal := slices.ContainsFunc(in.Sources, func(s build.Source) bool { return s.Path == p && !s.Wildcard && !s.Parents && !s.Bogus })
				list = append(list, Loss{in, p, literal && in.Reachable})
				break
			}
		}
	}
	return append(list, stageLosses(b, before, after)...)
}

// lost reports whether other patterns exclude a path that was not excluded.
func IsLost(p string, before, after *ignore.PatternList) bool {
	return after.Match(p).Excluded && !before.Match(p).Excluded
}

// namedBy returns the paths that an instruction names in a context: its sources, the targets of their links, and the matches of their
// wildcards. A whole context is no name.
func PathsNamedBy(in build.Instruction, c inventory.Usage) []string {
	if in.Context != c.Context.Name {
		return nil
	}
	var paths, wild []string
	for _, source := range in.Sources {
		switch {
		case source.Path == "." || source.Implicit:
		case source.Wildcard || source.Parents:
			wild = append(wild, source.Path)
		default:
			paths = append(paths, source.Path)
		}
	}
	if c.View == nil || len(paths)+len(wild) == 0 {
		return paths
	}
	if r, err := c.View.Tree.FollowPaths(slices.Concat(paths, wild)); err == nil {
		paths = append(paths, r.Patterns...)
	}
	return append(paths, matching(c.View, walker.Eligible, wild)...)
}

// matching lists the paths of a set that match one of the patterns.
func matching(v *walker.View, set walker.Set, patterns []string) []string {
	if len(patterns) == 0 {
		return nil
	}
	wanted, err := ignore.Compile(patterns)
	if err != nil {
		return nil
	}
	var paths []string
	v.Each(set, func(e walker.Entry) bool {
		if d := wanted.Match(e.Path); !d.Excluded && d.Err == nil && !wanted.HasExceptions() {
			// No pattern matches it, so each is not checked.
			return true
		}
		traces, _ := wanted.Explain(e.Path)
		if slices.ContainsFunc(traces, func(t ignore.Trace) bool { return t.Path == e.Path }) {
			paths = append(paths, e.Path)
		}
		return true
	})
	return paths
}
