// Package compare finds what two states of a project differ in: what its builds send, by build, instruction and path, and their findings.
package compare

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// Side is one of the two states.
type Side struct {
	Builds []Build
	// Findings concern the project and not one build.
	Findings []Finding
}

// Build is what one build sends.
type Build struct {
	Name, Platform string
	// Sent are the bytes of all its contexts.
	Sent         int64
	Instructions []Instruction
	// Paths are the sent bytes of files by their paths, those of a named context after its name and a colon.
	Paths map[string]int64
	// Partial: Paths are those of the largest entries. An entry that ends in a slash is a directory with all its files.
	Partial  bool
	Findings []Finding
}

// Instruction is what is sent for an instruction.
type Instruction struct {
	Stage, Text string
	Bytes       int64
}

// Finding is a finding without the numbers that change with every edit.
type Finding struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	File     string `json:"file"`
	Path     string `json:"path"`
	// Place is File relative to the context of its build, for findings of two directories.
	Place string `json:"-"`
}

// same reports whether two findings are about the same problem of the same file.
func (f *Finding) same(o *Finding) bool {
	return f.Code == o.Code && f.Path == o.Path && (f.File == o.File || f.Place != "" && f.Place == o.Place)
}

// Change is a number before and after.
type Change struct{ Before, After int64 }

// Growth returns the difference.
func (c Change) Growth() int64 { return saturate.Sub(c.After, c.Before) }

// PathChange is the change of a path. A directory ends in a slash: all its files are new, or gone.
type PathChange struct {
	Path string
	Change
}

// InstructionChange is the change of what is sent for an instruction.
type InstructionChange struct {
	Stage, Text string
	Change
}

// BuildChange is the change of a build.
type BuildChange struct {
	Name, Platform string
	Change
	// New: there was no such build before. Gone: there is none any more.
	New, Gone bool
	// Instructions and Paths are those that change. Instructions are the same if their texts and the names of their stages
	// are. The largest change is the first.
	Instructions []InstructionChange
	Paths        []PathChange
	// PathsBefore and PathsAfter are all compared paths with their bytes. Unlisted is what other paths have together, which a state does not list.
	PathsBefore, PathsAfter map[string]int64
	Unlisted                Change
}

// Difference is what two states differ in.
type Difference struct {
	Builds []BuildChange
	// NewFindings and FixedFindings are sorted as they were reported, each once.
	NewFindings, FixedFindings []Finding
}

// Total returns the sums of all builds.
func (d *Difference) Total() Change {
	var c Change
	for _, b := range d.Builds {
		c.Before, c.After = saturate.Add(c.Before, b.Before), saturate.Add(c.After, b.After)
	}
	return c
}

// Grows reports whether a build sends more than before.
func (d *Difference) Grows() bool {
	return slices.ContainsFunc(d.Builds, func(b BuildChange) bool { return b.Growth() > 0 })
}

// Compare returns the difference. Builds are compared by their names and platforms; two sides with one build each compare these.
func Compare(before, after Side) Difference {
	var d Difference
	alone := len(before.Builds) == 1 && len(after.Builds) == 1
	used := map[int]bool{}
	for n := range after.Builds {
		b := &after.Builds[n]
		at := slices.IndexFunc(before.Builds, func(o Build) bool { return alone || o.Name == b.Name && o.Platform == b.Platform })
		if at < 0 || used[at] {
			d.Builds = append(d.Builds, compareBuild(&Build{Name: b.Name, Platform: b.Platform}, b))
			d.Builds[len(d.Builds)-1].New = true
			continue
		}
		used[at] = true
		d.Builds = append(d.Builds, compareBuild(&before.Builds[at], b))
	}
	for n := range before.Builds {
		if b := &before.Builds[n]; !used[n] {
			d.Builds = append(d.Builds, compareBuild(b, &Build{Name: b.Name, Platform: b.Platform}))
			d.Builds[len(d.Builds)-1].Gone = true
		}
	}
	d.NewFindings, d.FixedFindings = missing(after.all(), before.all()), missing(before.all(), after.all())
	return d
}

// all returns the findings of the project and of all builds.
func (s *Side) all() []Finding {
	list := slices.Clone(s.Findings)
	for _, b := range s.Builds {
		list = append(list, b.Findings...)
	}
	return list
}

// missing returns the findings of a list that another one does not have, each once.
func missing(list, other []Finding) []Finding {
	found := []Finding{}
	for n := range list {
		same := func(o Finding) bool { return list[n].same(&o) }
		if !slices.ContainsFunc(other, same) && !slices.ContainsFunc(found, same) {
			found = append(found, list[n])
		}
	}
	return found
}

// compareBuild compares one build.
func compareBuild(before, after *Build) BuildChange {
	c := BuildChange{Name: after.Name, Platform: after.Platform, Change: Change{before.Sent, after.Sent}}
	c.align(before, after)
	c.Paths = c.changes(before.Partial || after.Partial)
	type key struct{ stage, text string }
	sums := map[key]*Change{}
	var order []key
	note := func(list []Instruction, add func(*Change, int64)) {
		for _, in := range list {
			k := key{in.Stage, in.Text}
			if _, err := strconv.Atoi(in.Stage); err == nil {
				// The number of a stage changes with the stages before it.
				k.stage = ""
			}
			if sums[k] == nil {
				sums[k] = &Change{}
				order = append(order, k)
			}
			add(sums[k], in.Bytes)
		}
	}
	note(after.Instructions, func(c *Change, n int64) { c.After = saturate.Add(c.After, n) })
	note(before.Instructions, func(c *Change, n int64) { c.Before = saturate.Add(c.Before, n) })
	for _, k := range order {
		if sums[k].Growth() != 0 {
			c.Instructions = append(c.Instructions, InstructionChange{k.stage, k.text, *sums[k]})
		}
	}
	slices.SortStableFunc(c.Instructions, func(a, b InstructionChange) int { return bySize(a.Change, b.Change) })
	return c
}

// bySize sorts changes, the largest first, growth before shrinkage of equal size.
func bySize(a, b Change) int {
	return cmp.Or(cmp.Compare(max(b.Growth(), -b.Growth()), max(a.Growth(), -a.Growth())), cmp.Compare(b.Growth(), a.Growth()))
}
