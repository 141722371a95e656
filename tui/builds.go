package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/walker"
)

// table lists the contexts of all builds, to choose what the map shows.
func (s *screen) table() *menuPane {
	first := "context"
	if s.options.Analysis.Project != nil {
		first = "build"
	}
	p := &menuPane{title: "builds", head: s.tableCells(first, "context", "target", "eligible", "sent", "findings"), scroller: scroller{at: s.at}}
	p.rows, p.again = s.tableRows(), (*screen).tableRows
	targets := s.targets()
	p.choose = func(s *screen, n int) []job {
		if n < len(s.subjects) {
			return s.show(n)
		}
		return s.retarget(targets[n-len(s.subjects)])
	}
	return p
}

// tableRows are a row for each context, and one for each stage that could be built.
func (s *screen) tableRows() []string {
	var rows []string
	for _, sub := range s.subjects {
		rows = append(rows, s.tableRow(sub))
	}
	for _, target := range s.targets() {
		rows = append(rows, "build target "+cleanName(target)+" instead")
	}
	return rows
}

func (s *screen) chooseBuild() []job {
	s.over = s.table()
	return nil
}

// tableCells is a row; builds with names have a column for them.
func (s *screen) tableCells(name, context, target, eligible, sent, findings string) string {
	ellipsis := s.theme.glyphs.ellipsis
	column := func(text string, w int) string { return padded(cutMiddle(text, w, ellipsis), w) + " " }
	numbers := fmt.Sprintf("%10s %10s %8s", eligible, sent, findings)
	if s.options.Analysis.Project == nil {
		return column(name, 28) + column(target, 14) + numbers
	}
	return column(name, 16) + column(context, 16) + column(target, 10) + numbers
}

// padded fills a text up to a width in cells.
func padded(text string, w int) string { return text + strings.Repeat(" ", max(w-width(text), 0)) }

func (s *screen) tableRow(sub *subject) string {
	p := sub.plan()
	context := s.short(p.Given)
	if p.Name != "" {
		context = p.Name + "=" + context
	}
	name, target := context, sub.base.Target
	switch {
	case sub.base.Name != "":
		name = sub.base.Name
	case len(s.analysis.Builds) > 1:
		target += " " + sub.base.Platform
	}
	cells := []string{"-", "-"}
	if v := sub.view(); v != nil {
		cells = []string{s.size(v.Totals(walker.Eligible).Bytes), s.size(v.Totals(walker.Sent).Bytes)}
	}
	findings := ""
	if p.Name == "" {
		findings = fmt.Sprint(len(sub.now.Findings) + len(sub.inspected))
	}
	return s.tableCells(cleanName(name), cleanName(context), cleanName(target), cells[0], cells[1], findings)
}

// targets are the stages by name that are not built, and could be.
func (s *screen) targets() []string {
	var names []string
	if s.options.Analysis.Project != nil {
		// The files of the project say which stages are built.
		return nil
	}
	for _, b := range s.analysis.Builds {
		for n, stage := range b.Stages {
			built := stage.Name == b.Target || b.Target == "" && n == len(b.Stages)-1
			if stage.Name != "" && !built && !slices.Contains(names, stage.Name) {
				names = append(names, stage.Name)
			}
		}
	}
	return names
}

// show turns to another context.
func (s *screen) show(n int) []job {
	s.at, s.focus, s.filter = n, onMap, ""
	return s.refresh(s.subject())
}

// retarget analyzes the build of another stage. The drafts stay.
func (s *screen) retarget(target string) []job {
	s.options.Analysis.Request.Target = target
	s.notice = "building " + target
	return s.read()
}

// askToQuit asks what is to become of drafts.
func (s *screen) askToQuit() *menuPane {
	lines := 0
	for _, sub := range s.subjects {
		d := sub.history.now()
		lines += d.size()
	}
	return &menuPane{
		title: report.Count(int64(lines), "drafted change") + " not written",
		rows:  []string{"review and write", "quit without writing", "go on"},
		choose: func(s *screen, n int) []job {
			switch n {
			case 0:
				for at, sub := range s.subjects {
					if sub.drafted() {
						jobs := s.show(at)
						return append(jobs, s.review()...)
					}
				}
			case 1:
				return s.leaveAtOnce()
			}
			return nil
		},
	}
}
