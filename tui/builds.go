package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// buildsTable lists the contexts of all builds, to choose what the map shows: those that send most first, identical ones in one row.
type buildsTable struct {
	menuPane
	groups  []buildGroup
	targets []string
	width   int // of the screen
}

// buildGroup is documents that show the same.
type buildGroup struct {
	docs     []int // among those of the model
	sent     int64
	eligible int64
	findings string
}

func (m *model) newBuildsTable() *buildsTable {
	t := &buildsTable{menuPane: menuPane{model: m, title: "builds"}}
	t.take = t.choose
	t.update()
	for n, g := range t.groups {
		if slices.Contains(g.docs, m.current) && m.analysis != nil && m.doc().gen > 1 {
			t.at = n
		}
	}
	return t
}

// Draw implements overlay.
func (t *buildsTable) Draw(g *cells.Grid, screen treemap.Rect) {
	if t.width != screen.W {
		t.width = screen.W
		t.update()
	}
	t.menuPane.Draw(g, screen)
}

// update makes the rows for what is known now. The row at hand stays.
func (t *buildsTable) update() {
	at := -1
	if t.menuPane.at < len(t.groups) {
		at = t.groups[t.menuPane.at].docs[0]
	}
	t.groups, t.targets = t.group(), t.otherTargets()
	t.head = t.cells("build", "context", "target", "sent", "eligible", "findings")
	t.rows = t.rows[:0]
	for n, g := range t.groups {
		t.rows = append(t.rows, t.row(g))
		if slices.Contains(g.docs, at) && t.menuPane.at > 0 {
			t.menuPane.at = n
		}
	}
	for _, target := range t.targets {
		t.rows = append(t.rows, "build target "+cells.CleanName(target)+" instead")
	}
	if len(t.groups) < len(t.docs) {
		t.title = fmt.Sprintf("builds: %d, identical ones in one row", len(t.docs))
	} else {
		t.title = fmt.Sprintf("builds: %d", len(t.docs))
	}
}

// group puts documents together that have the same context, ignore file, Dockerfile and target, and send the same.
func (t *buildsTable) group() []buildGroup {
	var groups []buildGroup
	byKey := map[string]int{}
	for n, d := range t.docs {
		g := buildGroup{docs: []int{n}, sent: -1, eligible: -1}
		p := d.plan()
		key := strings.Join([]string{p.Name, p.Root, p.Given, p.Ignore.Path, d.base.Build.Target, d.base.Build.Platform}, "\x00")
		if f := d.base.Build.Dockerfile; f != nil {
			key += "\x00" + f.Path
		}
		if v := d.view(); v != nil {
			g.sent, g.eligible = v.Totals(walker.Sent).Bytes, v.Totals(walker.Eligible).Bytes
			key += fmt.Sprint("\x00", v.Totals(walker.Sent), v.Totals(walker.Eligible))
		}
		g.findings = t.counts(d)
		if at, ok := byKey[key]; ok {
			groups[at].docs = append(groups[at].docs, n)
			continue
		}
		byKey[key] = len(groups)
		groups = append(groups, g)
	}
	slices.SortStableFunc(groups, func(a, b buildGroup) int { return cmp.Compare(b.sent, a.sent) })
	return groups
}

// counts returns how many findings of each severity a document has, the worst first.
func (t *buildsTable) counts(d *document) string {
	if !d.examined && t.options.Loaded == nil {
		return "..."
	}
	counts := map[lint.Severity]int{}
	for _, f := range d.findings(nil) {
		if f.Accepted == "" {
			counts[f.Severity]++
		}
	}
	var words []string
	for _, severity := range []lint.Severity{lint.Error, lint.Warning, lint.Info} {
		if n := counts[severity]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, severity))
		}
	}
	return strings.Join(words[:min(len(words), 2)], ", ")
}

func (t *buildsTable) row(g buildGroup) string {
	var names []string
	for _, n := range g.docs {
		names = append(names, t.name(t.docs[n]))
	}
	d := t.docs[g.docs[0]]
	sent, eligible := "-", "-"
	if g.sent >= 0 {
		sent, eligible = t.size(g.sent), t.size(g.eligible)
	}
	target := d.base.Build.Target
	if len(g.docs) == 1 && t.hasOtherPlatform(d.base.Build) {
		target = strings.TrimSpace(target + " " + d.base.Build.Platform)
	}
	name := strings.Join(names, ", ")
	if len(g.docs) > 2 {
		name = fmt.Sprintf("%s and %d more", names[0], len(names)-1)
	}
	return t.cells(name, cells.CleanName(t.context(d)), cells.CleanName(target), sent, eligible, g.findings)
}

// hasOtherPlatform reports whether another build differs from this one in its platform.
func (t *buildsTable) hasOtherPlatform(b *build.Build) bool {
	return slices.ContainsFunc(t.docs, func(o *document) bool {
		other := o.base.Build
		return other.Platform != b.Platform && other.Name == b.Name && other.Target == b.Target && other.Dockerfile != nil && b.Dockerfile != nil &&
			other.Dockerfile.Path == b.Dockerfile.Path
	})
}

// name is what a build is called.
func (t *buildsTable) name(d *document) string {
	switch {
	case d.base.Build.Name != "":
		return cells.CleanName(d.base.Build.Name)
	case d.base.Build.Dockerfile != nil:
		return cells.CleanName(t.short(d.base.Build.Dockerfile.Path))
	}
	return cells.CleanName(t.short(d.plan().Given))
}

func (t *buildsTable) context(d *document) string {
	p := d.plan()
	if p.Name != "" {
		return p.Name + "=" + t.short(p.Given)
	}
	return t.short(p.Given)
}

// cells is a row of the table.
func (t *buildsTable) cells(name, context, target, sent, eligible, findings string) string {
	column := func(text string, w int) string {
		return cells.Pad(cells.CutMiddle(text, w, t.theme.Glyphs.Ellipsis), w) + " "
	}
	// Numbers and findings are never cut; names get what is left.
	numbers := fmt.Sprintf("%9s  %-18s", sent, findings)
	switch {
	case t.width >= wideWidth:
		numbers = fmt.Sprintf("%9s %9s  %-18s", sent, eligible, findings)
	case t.width < mediumWidth:
		// The name of a build is the first thing that it is chosen by, then what it sends.
		room := max(t.width-4-9-2, 16)
		return column(name, room/2) + column(context, room-room/2) + cells.PadLeft(sent, 9)
	}
	room := min(max(t.width-4-len(numbers)-3, 24), 80)
	return column(name, room*2/5) + column(context, room*7/20) + column(target, room-room*2/5-room*7/20) + numbers
}

// otherTargets are the stages by name that are not built, and could be.
func (t *buildsTable) otherTargets() []string {
	if t.options.Analysis.Project != nil || t.options.Loaded != nil {
		// The files of the project define which stages are built.
		return nil
	}
	var names []string
	for _, b := range t.analysis.Builds {
		for n, stage := range b.Build.Stages {
			built := stage.Name == b.Build.Target || b.Build.Target == "" && n == len(b.Build.Stages)-1
			if stage.Name != "" && !built && !slices.Contains(names, stage.Name) {
				names = append(names, stage.Name)
			}
		}
	}
	return names
}

// choose shows a build, or builds another target. The drafts stay.
func (t *buildsTable) choose(n int) []job {
	if n < len(t.groups) {
		t.model.current, t.model.focus = t.groups[n].docs[0], onMap
		return t.recolor(t.doc())
	}
	target := t.targets[n-len(t.groups)]
	t.model.options.Analysis.Request.Target = target
	t.notice = "target " + target
	return scanner{t.model}.rescan()
}

// Hints implements overlay.
func (t *buildsTable) Hints() []hint {
	return []hint{{"enter", "opens it"}, {"esc", "closes"}, {"q", "quit"}}
}

// Update implements overlay.
func (t *buildsTable) Update(msg any) []job {
	if msg == any(keyMsg("q")) {
		t.over, t.quit = nil, true
		return nil
	}
	return t.menuPane.Update(msg)
}

// newQuitMenu asks what is to become of drafts.
func newQuitMenu(s *screen) *menuPane {
	changes := 0
	for _, d := range s.docs {
		changes += d.history.Now().Size()
	}
	menu := &menuPane{model: s.model, title: report.Count(int64(changes), "drafted change") + " not written"}
	menu.rows = []string{"review and write", "quit without writing", "go back"}
	menu.take = func(n int) []job {
		switch n {
		case 0:
			for at, d := range s.docs {
				if d.drafted() {
					jobs := browser{s}.show(at)
					return append(jobs, drafter{s}.review()...)
				}
			}
		case 1:
			s.end()
		}
		return nil
	}
	return menu
}
