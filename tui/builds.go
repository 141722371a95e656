package tui

import (
	"fmt"
	"slices"

	"github.com/ctxsize/ctxsize/report"
	"github.com/ctxsize/ctxsize/walker"
)

// table lists the contexts of all builds, to choose what the map shows.
func (s *screen) table() *menuPane {
	p := &menuPane{title: "builds", head: tableRow("context", "target", "eligible", "sent", "findings"), scroller: scroller{at: s.at}}
	for _, sub := range s.subjects {
		p.rows = append(p.rows, s.tableRow(sub))
	}
	targets := s.targets()
	for _, target := range targets {
		p.rows = append(p.rows, "build target "+cleanName(target)+" instead")
	}
	p.choose = func(s *screen, n int) []job {
		if n < len(s.subjects) {
			return s.show(n)
		}
		return s.retarget(targets[n-len(s.subjects)])
	}
	return p
}

func (s *screen) chooseBuild() []job {
	s.over = s.table()
	return nil
}

func tableRow(context, target, eligible, sent, findings string) string {
	return fmt.Sprintf("%-28s %-14s %10s %10s %8s", context, target, eligible, sent, findings)
}

func (s *screen) tableRow(sub *subject) string {
	p := sub.plan()
	name := s.short(p.Given)
	if p.Name != "" {
		name = p.Name + "=" + name
	}
	target := sub.base.Target
	if len(s.analysis.Builds) > 1 {
		target += " " + sub.base.Platform
	}
	cells := []string{"-", "-"}
	if v := sub.view(); v != nil {
		cells = []string{s.size(v.Totals(walker.Eligible).Bytes), s.size(v.Totals(walker.Sent).Bytes)}
	}
	ellipsis := s.theme.glyphs.ellipsis
	findings := ""
	if p.Name == "" {
		findings = fmt.Sprint(len(sub.now.Findings) + len(sub.inspected))
	}
	return tableRow(cutMiddle(cleanName(name), 28, ellipsis), cutMiddle(cleanName(target), 14, ellipsis), cells[0], cells[1], findings)
}

// targets are the stages by name that are not built, and could be.
func (s *screen) targets() []string {
	var names []string
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
		lines += len(d.added) + len(d.removed)
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
