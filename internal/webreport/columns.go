package webreport

import (
	"fmt"
	"slices"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/ignore"
)

// none is the index of nothing.
const none = -1

// each calls visit for each entry of the tree with its path, parents first. The index of the parent in the tree is none for the root.
func (s *source) each(visit func(entry, parent int, n *node, path string)) {
	at := 0
	var walk func(parent int, dir string)
	walk = func(parent int, dir string) {
		entry := at
		at++
		index := s.kept[entry]
		if index < 0 {
			return
		}
		n := &s.nodes[index]
		path := dir
		if parent != none {
			path = join(dir, n.name)
		}
		visit(entry, parent, n, path)
		for range s.out.Kids[entry] {
			walk(entry, path)
		}
	}
	walk(none, "")
}

// column returns a column without values.
func (s *source) column() []int {
	column := make([]int, len(s.kept))
	for n := range column {
		column[n] = none
	}
	return column
}

// deciding returns the index of the pattern that decides about each entry.
func (s *source) deciding() []int {
	by := s.column()
	patterns := s.context.Patterns.All()
	if len(patterns) == 0 {
		return by
	}
	inherits := !s.context.Patterns.HasExceptions()
	s.each(func(entry, parent int, n *node, path string) {
		switch {
		case parent == none:
		case inherits && by[parent] != none:
			by[entry] = by[parent]
		default:
			by[entry] = s.context.Judge(path).Index
		}
	})
	return by
}

// suggested returns the index of the suggestion that would exclude each eligible entry.
func (s *source) suggested() []int {
	column := s.column()
	var patterns []string
	for _, suggestion := range s.context.Suggestions {
		patterns = append(patterns, suggestion.Line)
	}
	lines, err := ignore.Compile(patterns)
	if err != nil || len(patterns) == 0 {
		return column // Suggestions are valid patterns.
	}
	dirs := map[int]*ignore.Dir{}
	s.each(func(entry, parent int, n *node, path string) {
		if parent == none {
			dirs[entry] = lines.Root()
			return
		}
		dir := dirs[parent]
		if d := dir.Match([]byte(n.name)); d.Excluded && n.flag&isEligible != 0 {
			column[entry] = d.Index
		}
		if n.flag&isDir != 0 {
			dirs[entry] = dir.Enter([]byte(n.name))
		}
	})
	return column
}

// reader is a source of an instruction in one directory.
type reader struct {
	instruction int
	lines       *ignore.PatternList
	dir         *ignore.Dir
	// all: everything in the directory is copied.
	all bool
}

// instructionSets returns which instructions of a build copy each sent entry.
func (s *source) instructionSets(b *ctxsize.Result, c *ctxsize.Usage) (sets [][]int, column []int) {
	sets, column = [][]int{}, s.column()
	known := map[string]int{}
	dirs := map[int][]reader{}
	s.each(func(entry, parent int, n *node, path string) {
		if parent == none {
			dirs[entry] = readers(b, c)
			return
		}
		var copied []int
		var below []reader
		for _, r := range dirs[parent] {
			hit := r.all || r.dir.Match([]byte(n.name)).Excluded
			if hit && !slices.Contains(copied, r.instruction) {
				copied = append(copied, r.instruction)
			}
			if n.flag&isDir != 0 {
				below = r.enter(below, n.name, path, hit)
			}
		}
		if len(below) > 0 {
			dirs[entry] = below
		}
		if n.flag&isSent == 0 || len(copied) == 0 {
			return
		}
		slices.Sort(copied)
		key := fmt.Sprint(copied)
		at, seen := known[key]
		if !seen {
			at = len(sets)
			known[key] = at
			sets = append(sets, copied)
		}
		column[entry] = at
	})
	return sets, column
}

// readers returns the sources of the reachable instructions that read a context.
func readers(b *ctxsize.Result, c *ctxsize.Usage) []reader {
	var list []reader
	for n, in := range b.Build.Instructions {
		if !in.Reachable || in.Context != c.Context.Name {
			continue
		}
		for _, source := range in.Sources {
			request, err := c.View.Tree.FollowPaths([]string{source.Path})
			if err != nil {
				continue // The build fails on this source, and a finding reports it.
			}
			r := reader{instruction: n, all: request.WholeContext()}
			if !r.all {
				r.lines = request.PatternList()
				r.dir = r.lines.Root()
			}
			list = append(list, r)
		}
	}
	return list
}

// enter adds the source as it is in a subdirectory, if it may copy something there. hit: the subdirectory itself is copied.
func (r reader) enter(list []reader, name, path string, hit bool) []reader {
	switch {
	case r.all || hit && !r.lines.HasExceptions():
		return append(list, reader{instruction: r.instruction, all: true})
	case hit || r.lines.MayMatchBelow(path):
		return append(list, reader{instruction: r.instruction, lines: r.lines, dir: r.dir.Enter([]byte(name))})
	}
	return list
}
