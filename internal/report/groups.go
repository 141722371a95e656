package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
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
