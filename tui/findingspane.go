package tui

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/draft"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// findingsPane shows what is wrong with the build, the worst first.
type findingsPane struct {
	pane
	screen *screen
}

// list are the findings that count.
func (p *findingsPane) list() []lint.Finding {
	d := p.doc()
	if d == nil || d.view() == nil {
		return nil
	}
	var list []lint.Finding
	for _, f := range d.findings(p.analysis.Findings) {
		if f.Accepted == "" {
			list = append(list, f)
		}
	}
	return list
}

// Arrange implements component.
func (p *findingsPane) Arrange(r treemap.Rect) []job {
	list := p.list()
	p.title = fmt.Sprintf("findings: %d", len(list))
	if p.focus == onFindings {
		p.title = "findings: enter goes there, i details"
	}
	var entries []entry
	for _, f := range list {
		entries = append(entries, p.entry(f))
	}
	if len(entries) == 0 {
		none := "no findings"
		if !p.doc().examined && p.options.Loaded == nil {
			none = "looking for findings"
		}
		entries = []entry{{none, "", cells.Dim}}
	}
	p.arrange(r, entries, p.focus == onFindings && len(list) > 0)
	return nil
}

// Draw implements component.
func (p *findingsPane) Draw(g *cells.Grid, r treemap.Rect) { p.draw(g, r, p.focus == onFindings) }

// Update implements component.
func (p *findingsPane) Update(msg any) []job {
	p.update(msg, len(p.list()))
	if click, ok := msg.(clickMsg); ok && click.Double {
		return p.jump()
	}
	return nil
}

func (p *findingsPane) entry(f lint.Finding) entry {
	e := entry{fg: cells.Text}
	switch f.Severity {
	case lint.Error:
		e.fg = cells.Warn
	case lint.Info:
		e.fg = cells.Dim
	}
	severity := f.Severity.String()
	if p.doc().isFixed(&f) {
		severity, e.fg = "drafted", cells.Removed
	}
	e.head = fmt.Sprintf("%-7s  %s", severity, f.Code)
	where := ""
	if f.File != "" && f.Line > 0 {
		where = fmt.Sprintf("%s:%d: ", cells.CleanName(p.short(f.File)), f.Line)
	}
	e.rest = "  " + where + cells.CleanText(f.Message)
	return e
}

// current is the finding at hand, nil for none.
func (p *findingsPane) current() *lint.Finding {
	if list := p.list(); p.at < len(list) {
		return &list[p.at]
	}
	return nil
}

// jump shows what the finding is about: its path on the map, or its line of the ignore file.
func (p *findingsPane) jump() []job {
	f, d := p.current(), p.doc()
	if f == nil {
		return nil
	}
	switch {
	case f.Path != "" && p.exists(d, f.Path):
		d.crumbs = d.crumbs[:1]
		d.matches = nil
		if dir := path.Dir(f.Path); dir != "." {
			d.enter(dir, nil, f.Path)
		} else {
			d.here().folded = nil
			p.choose(f.Path)
		}
		p.focus = onMap
		p.notice = string(f.Code) + ": " + f.Message
	case f.File != "" && f.File == d.plan().Ignore.Path && f.Line > 0:
		p.focus = onPatterns
		p.screen.patterns.goTo(f.Line)
	default:
		return p.showAll()
	}
	return nil
}

// showAll shows all of the finding at hand, with what fixes it.
func (p *findingsPane) showAll() []job {
	if f := p.current(); f != nil {
		p.open(p.newFindingPane(f))
	}
	return nil
}

// newFindingPane shows a finding, what fixes it, and the diff of that.
func (p *findingsPane) newFindingPane(f *lint.Finding) *textPane {
	pane := &textPane{model: p.model, title: f.Severity.String() + ": " + f.Code.String()}
	if f.File != "" {
		pane.say(cells.Accent, cells.CleanName(p.place(f)))
	}
	pane.say(cells.Text, cells.CleanText(f.Message))
	if f.Fix != nil && f.Fix.Reruns.Sentence() != "" {
		pane.say(cells.Text, cells.CleanText("The fix s"+f.Fix.Reruns.Sentence()[1:]))
	}
	for _, line := range p.fixLines(f) {
		pane.say(cells.SafeMark, line)
	}
	for line := range strings.Lines(p.diff(f)) {
		pane.addDiff(line)
	}
	if f.File != "" {
		pane.hints = []hint{{"o", "opens the file"}, {"esc", "closes"}}
	}
	pane.answer = func(key string) (bool, []job) {
		if key == "o" {
			return true, p.openFile()
		}
		return slices.Contains([]string{"esc", "q", "enter", "backspace", "i"}, key), nil
	}
	return pane
}

// fixLines returns what fixes a finding, in words.
func (p *findingsPane) fixLines(f *lint.Finding) []string {
	fix := f.Fix
	if fix == nil {
		return nil
	}
	file := cmp.Or(fix.File, p.doc().plan().Ignore.Path, ".dockerignore")
	list := []string{""}
	switch fix.Kind {
	case "append-line":
		list = append(list, "fix: add to "+cells.CleanName(p.short(file)))
		for _, pattern := range fix.Patterns() {
			list = append(list, "  "+cells.CleanName(pattern))
		}
	case "replace-line":
		list = append(list, fmt.Sprintf("fix: replace line %d of %s with", f.Line, cells.CleanName(p.short(file))), "  "+cells.CleanName(fix.Text))
	default:
		for n, line := range strings.Split(fix.Text, "\n") {
			if n == 0 {
				line = "fix: " + line
			}
			list = append(list, cells.CleanText(line))
		}
	}
	return list
}

// diff returns the changes of files that fix a finding, after a blank line; "" for none, or for what must not be shown.
func (p *findingsPane) diff(f *lint.Finding) string {
	if f.Fix == nil {
		return ""
	}
	all := ""
	for _, c := range f.Fix.Changes {
		text, err := edit.FileDiff(filepath.ToSlash(p.short(c.Path)), c.Before, c.After, c.New)
		if err != nil {
			return ""
		}
		all += "\n" + text
	}
	return all
}

// fixHint is what x does about the finding at hand, "" where no pattern fixes it.
func (p *findingsPane) fixHint() string {
	f, d := p.current(), p.doc()
	if f == nil || d.uneditable() != "" {
		return ""
	}
	if _, what := p.fixed(d, f); what == "" {
		return ""
	}
	return "draft fix"
}

// exists reports whether the map can show a path.
func (p *findingsPane) exists(d *document, name string) bool {
	exists, in := d.view().Has(name, walker.Eligible)
	return exists && (in || p.excluded)
}

func (p *findingsPane) place(f *lint.Finding) string {
	if f.Line > 0 {
		return fmt.Sprintf("%s:%d", p.short(f.File), f.Line)
	}
	return p.short(f.File)
}

// openFile opens the file of the finding in the editor.
func (p *findingsPane) openFile() []job {
	f := p.current()
	if f == nil || f.File == "" {
		p.notice = "this finding is about no file"
		return nil
	}
	p.request.edit, p.request.line = f.File, f.Line
	return nil
}

// draftFix drafts what fixes the finding, or undoes that.
func (p *findingsPane) draftFix() []job {
	f, d := p.current(), p.doc()
	if f == nil {
		return nil
	}
	if why := d.uneditable(); why != "" {
		p.notice = why
		return nil
	}
	next, what := p.fixed(d, f)
	if what == "" {
		p.notice = "no pattern fixes this: i shows what does"
		if f.File != "" {
			p.notice += ": edit " + p.place(f) + " (o)"
		}
		return nil
	}
	p.notice = "drafted: " + what + "   u undoes it, w reviews and writes"
	return p.put(next)
}

// fixed returns the draft with what fixes a finding, and that in words; "" where no pattern does.
func (p *findingsPane) fixed(d *document, f *lint.Finding) (next draft.Draft, what string) {
	now := d.history.Now()
	if fix := f.Fix; fix != nil && (fix.File == "" || fix.File == d.plan().Ignore.Path || fix.New && filepath.Dir(fix.File) == d.plan().Root) {
		switch {
		case strings.Contains(fix.Text, "\n"):
		case fix.Kind == "replace-line" && f.Line > 0:
			return now.Replace(f.Line, fix.Text), fix.Text
		case fix.Kind == "append-line":
			return now.With(fix.Text), fix.Text
		case fix.Removes && f.Line > 0:
			return now.Toggle(f.Line), fmt.Sprintf("line %d removed", f.Line)
		}
	}
	if f.Path != "" {
		if s := d.suggestionFor(f.Path); s != nil && !now.Has(s.Line) {
			return now.Apply(*s), s.Line
		}
	}
	return draft.Draft{}, ""
}
