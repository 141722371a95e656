package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// buildGroup is builds that differ only in their names or platforms. They share the rows of a table.
type buildGroup struct {
	key    string
	kind   build.Kind
	labels []string
	// names are the services or targets, "" for other builds.
	names []string
	rows  [][]string
	first *ctxsize.Result
}

// groups returns the builds of a project in their order, equal ones together.
func (o Options) groups(a *ctxsize.Analysis) []buildGroup {
	var list []buildGroup
	for n := range a.Builds {
		b := &a.Builds[n]
		g := buildGroup{kind: b.Build.Origin.Kind, labels: []string{o.label(b)}, names: []string{b.Build.Name}, rows: o.rows(b), first: b}
		g.key = groupKey(b, g.rows)
		at := slices.IndexFunc(list, func(known buildGroup) bool { return known.key == g.key })
		if at < 0 {
			list = append(list, g)
			continue
		}
		if known := &list[at]; !slices.Contains(known.labels, g.labels[0]) {
			known.labels, known.names = append(known.labels, g.labels[0]), append(known.names, b.Build.Name)
		}
	}
	return list
}

// groupKey is equal for builds of one file that build the same stage of one Dockerfile and whose cells are equal.
func groupKey(b *ctxsize.Result, rows [][]string) string {
	key := b.Build.Origin.File + "\x00" + b.Build.Target + "\x00" + b.Main.Context.Root + "\x00" + b.Main.Context.Ignore.Path
	if b.Build.Dockerfile != nil {
		key += "\x00" + b.Build.Dockerfile.Path
	}
	for n, cells := range rows {
		if n == 0 {
			cells = cells[1:]
		}
		key += "\x00" + strings.Join(cells, "\x00")
	}
	return key
}

// name names the builds of a group: 3 services: web, worker, beat.
func (g *buildGroup) name() string {
	if len(g.labels) == 1 {
		return g.rows[0][0]
	}
	names := g.names
	if slices.Contains(names, "") {
		names = g.labels
	}
	return termtext.Quote(fmt.Sprintf("%s: %s", Count(int64(len(g.labels)), g.kind.Noun()), joinUpTo3(names)))
}

// concern is a finding and the builds that have it, none for a finding about the project.
type concern struct {
	lint.Finding
	builds []string
	// more are further findings with the same text, at other locations.
	more []concern
	// example is what the first of several gitignore-style patterns does not exclude, as a clause.
	example string
}

// concerns returns all findings, the worst first and those about most bytes first, each once, with notes grouped by code.
func (o Options) concerns(a *ctxsize.Analysis) []concern {
	inside := o.relativeToProject(a)
	var list []concern
	for _, f := range a.Findings {
		list = append(list, concern{Finding: f})
	}
	for n := range a.Builds {
		b := &a.Builds[n]
		for _, f := range b.Findings {
			at := slices.IndexFunc(list, func(c concern) bool { return sameFinding(c.Finding, f) })
			if at < 0 {
				at = len(list)
				list = append(list, concern{Finding: f})
			}
			if label := inside.label(b); !slices.Contains(list[at].builds, label) {
				list[at].builds = append(list[at].builds, label)
			}
			list[at].Bytes = max(list[at].Bytes, f.Bytes)
		}
	}
	slices.SortStableFunc(list, func(x, y concern) int {
		if x.Severity == lint.Info && y.Severity == lint.Info {
			return 0
		}
		return cmp.Or(int(y.Severity)-int(x.Severity), cmp.Compare(y.Bytes, x.Bytes))
	})
	return groupConcerns(list)
}

// groupConcerns groups notes by code, secrets and gitignore-style patterns by the ignore file to fix, and other findings by their text.
func groupConcerns(list []concern) []concern {
	var groups []concern
	first := map[string]int{}
	for _, c := range list {
		key := c.groupKey()
		if at, known := first[key]; known && c.Severity == groups[at].Severity {
			groups[at].add(c)
			continue
		}
		first[key] = len(groups)
		groups = append(groups, c)
	}
	return groups
}

// groupKey is equal for concerns of one group.
func (c *concern) groupKey() string {
	key := c.Code.String()
	switch {
	case c.isSecret() && c.Fix != nil:
		return key + "\x00" + c.Reach + "\x00" + c.Fix.File
	case c.isSecret():
		return fmt.Sprint(key, "\x00", strings.Replace(c.Message, c.Path, "", 1), "\x00", c.File, "\x00", c.Line)
	case c.isRespelling():
		return key + "\x00" + c.File
	case c.Severity != lint.Info || c.Code == lint.BaseVersionDrift || c.Code == lint.ContextSentRepeatedly:
		return key + "\x00" + c.Message
	}
	return key
}

// isSecret reports whether the concern is a secret that is sent.
func (c *concern) isSecret() bool { return c.Code == lint.SecretSent && c.Severity > lint.Info }

// add adds a concern to a group. Secrets get one fix, with the patterns of all.
func (c *concern) add(other concern) {
	c.more = append(c.more, other)
	if !c.isSecret() && !c.isRespelling() || c.Fix == nil {
		return
	}
	if c.isSecret() {
		c.builds = slices.Clone(c.builds)
		for _, label := range other.builds {
			if !slices.Contains(c.builds, label) {
				c.builds = append(c.builds, label)
			}
		}
	}
	fix := *c.Fix
	if !slices.Contains(fix.Patterns(), other.Fix.Text) {
		fix.Text += "\n" + other.Fix.Text
	}
	fix.Applies = fix.Applies && other.Fix.Applies
	c.Fix = &fix
	if c.isRespelling() {
		if len(c.more) == 1 {
			_, c.example, _ = strings.Cut(strings.TrimSuffix(c.Message, "."), ".gitignore: ")
		}
		c.Message = fmt.Sprintf("%d patterns match "+onlyAtRoot+", unlike in .gitignore (lines %s): %s, for example.", 1+len(c.more), strings.Join(c.lines(), ", "), c.example)
	}
}

// isRespelling reports whether the concern is a gitignore-style pattern. Those of one file are fixed by one change.
func (c *concern) isRespelling() bool {
	return c.Code == lint.GitignoreHabit && c.Severity > lint.Info && c.Fix != nil && c.Fix.Kind == "replace-line" && strings.Contains(c.Message, onlyAtRoot)
}

// onlyAtRoot is in the messages about patterns that match only at the context root.
const onlyAtRoot = "only at the context root"

// isOneChange reports whether the concerns of the group have one fix.
func (c *concern) isOneChange() bool { return len(c.more) == 0 || c.isSecret() || c.isRespelling() }

// size returns the bytes of a group with one fix.
func (c *concern) size() int64 {
	sum := c.Bytes
	if c.isOneChange() {
		for _, other := range c.more {
			sum = saturate.Add(sum, other.Bytes)
		}
	}
	return sum
}

// lines returns the numbers of the lines of a group.
func (c *concern) lines() []string {
	list := []string{strconv.Itoa(c.Line)}
	for _, other := range c.more {
		list = append(list, strconv.Itoa(other.Line))
	}
	return list
}

// sameFinding reports whether the findings of two builds are one: about one line of a file, or about one path of one context.
func sameFinding(a, b lint.Finding) bool {
	return a.Code == b.Code && a.File == b.File && a.Line == b.Line && a.Path == b.Path && (a.Message == b.Message || a.File != "")
}

// otherPaths returns the paths of the further concerns of a group, each once, without that of the first.
func otherPaths(c concern) []string {
	var list []string
	for _, m := range c.more {
		if m.Path != c.Path && !slices.Contains(list, m.Path) {
			list = append(list, m.Path)
		}
	}
	return list
}

// otherPlaces returns the locations of the further concerns of a group, each once, without that of the first.
func (o Options) otherPlaces(c concern) []string {
	var list []string
	for _, m := range c.more {
		if place := o.place(m.Finding); m.File != "" && place != o.place(c.Finding) && !slices.Contains(list, place) {
			list = append(list, place)
		}
	}
	return list
}
