package remedy

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/managers"
)

// Mounts are cache mounts for a RUN.
type Mounts struct {
	Run *build.Run
	// Dirs are their targets.
	Dirs []string
	// UID is the number of the user who may write to them, "" for root.
	UID string
	// Call is the command that uses them, as written, and With what replaces it: other words or assignments.
	Call, With string
	// Words are words of the RUN that are removed, and Commands whole commands, as written.
	Words, Commands []string
	// Stays: downloads are used in the directory by later calls of Manager, too, which need the same mounts.
	Stays   bool
	Manager string
}

// AddMounts returns the change that adds cache mounts to a RUN.
func AddMounts(p Project, m Mounts) Remedy {
	t, reason := open(p.Build)
	if reason != "" {
		return blocked(reason)
	}
	runs, reason := m.runs(p.Build)
	if reason != "" {
		return blocked(reason)
	}
	edited := map[int]string{} // by the first line of an instruction
	for _, run := range runs {
		part := t.part(run.Line)
		if part == nil || part.Keyword != "RUN" || run.Trigger {
			return blocked("the RUN is not in the Dockerfile")
		}
		text := t.source(part)
		if run.Line == m.Run.Line {
			if text, reason = m.edit(text); reason != "" {
				return blocked(reason)
			}
		}
		edited[run.Line] = text[:len("RUN")] + m.flags() + text[len("RUN"):]
	}
	after := t.replace(edited)
	if reason := p.verifyMounts(after, m, runs); reason != "" {
		return blocked(reason)
	}
	d := p.Build.Dockerfile
	return Remedy{Changes: []lint.FileChange{{Path: d.Path, Before: d.Text, After: []byte(after)}}}
}

// flags returns the flags of the mounts, with a space before each.
func (m *Mounts) flags() string {
	var b strings.Builder
	for _, dir := range m.Dirs {
		b.WriteString(" --mount=type=cache,target=" + dir)
		if m.UID != "" {
			b.WriteString(",uid=" + m.UID)
		}
	}
	return b.String()
}

// replace returns the Dockerfile with other texts for some instructions, by their first lines.
func (t *document) replace(edited map[int]string) string {
	var b strings.Builder
	next := 1
	for n := range t.parts {
		p := &t.parts[n]
		text, ok := edited[p.Start]
		if !ok {
			continue
		}
		b.WriteString(strings.Join(t.lines[next-1:p.Start-1], "") + text)
		next = p.End + 1
	}
	if next <= len(t.lines) {
		b.WriteString(strings.Join(t.lines[next-1:], ""))
	}
	return b.String()
}

// edit returns the text of the RUN without what is removed.
func (m *Mounts) edit(text string) (edited, reason string) {
	if m.With != m.Call {
		if strings.Count(text, m.Call) != 1 {
			return "", fmt.Sprintf("the call %q cannot be found in the RUN", m.Call)
		}
		text = strings.Replace(text, m.Call, m.With, 1)
	}
	const space, ends = `(?:[ \t]|\\\r?\n)*`, `([ \t\r\n;&|)]|$)`
	for _, w := range m.Words {
		word := regexp.MustCompile(space + regexp.QuoteMeta(w) + ends)
		if len(word.FindAllString(text, -1)) != 1 {
			return "", fmt.Sprintf("%s cannot be found in the RUN", w)
		}
		text = word.ReplaceAllString(text, "$1")
	}
	for _, c := range m.Commands {
		command := regexp.MustCompile(space + `&&` + space + regexp.QuoteMeta(c) + ends)
		if len(command.FindAllString(text, -1)) != 1 {
			return "", fmt.Sprintf("%q cannot be removed from the RUN", c)
		}
		text = command.ReplaceAllString(text, "$1")
	}
	return text, ""
}

// runs returns the RUN instructions that need the mounts: this one, and where downloads stay, other calls in its stage, in those that it is built
// on and in those built on it: a mount hides what an earlier one has downloaded, and a later one does not see what is in it.
func (m *Mounts) runs(b *build.Build) (list []*build.Run, reason string) {
	if !m.Stays {
		return []*build.Run{m.Run}, ""
	}
	stages := m.related(b)
	for n := range b.Runs {
		run := &b.Runs[n]
		if run.Line == m.Run.Line && run.StageIndex == m.Run.StageIndex {
			list = append(list, run)
			continue
		}
		if !slices.Contains(stages, run.StageIndex) {
			continue
		}
		switch uses, known := m.uses(run); {
		case !known && run.Line > m.Run.Line:
			return nil, fmt.Sprintf("line %d may use the downloads, too", run.Line)
		case uses && run.User != m.Run.User:
			return nil, fmt.Sprintf("line %d uses the downloads as another user", run.Line)
		case uses && len(run.Caches) == 0:
			list = append(list, run)
		}
	}
	return list, ""
}

// related returns the stage of the RUN, those that it is built on, and those built on it.
func (m *Mounts) related(b *build.Build) []int {
	stages := []int{m.Run.StageIndex}
	for n := len(b.Stages) - 1; n >= 0; n-- {
		if s := b.Stages[n]; s.Index == stages[len(stages)-1] && s.BaseStage >= 0 {
			stages = append(stages, s.BaseStage)
		}
	}
	derived := []int{m.Run.StageIndex}
	for _, s := range b.Stages {
		if slices.Contains(derived, s.BaseStage) {
			derived = append(derived, s.Index)
		}
	}
	return append(stages, derived...)
}

// uses reports whether a RUN calls the manager, and whether that is known: its other programs use no project.
func (m *Mounts) uses(run *build.Run) (uses, known bool) {
	script := inventory.ParseInvocation(&run.Invocation)
	if script.Doubt != "" {
		return false, false
	}
	for n := range script.Commands {
		c := &script.Commands[n]
		call, is, _ := managers.Find(c.Words())
		switch {
		case is && call.Manager.Name == m.Manager:
			uses = true
		case !is && !slices.Contains(neutral, c.Program()) && !isGlobal(c.Program(), c.Words()[1:]):
			return uses, false
		}
	}
	return uses, true
}

// verifyMounts returns why a changed Dockerfile is not the same build but for the mounts, "" where it is.
func (p *Project) verifyMounts(after string, m Mounts, runs []*build.Run) string {
	changed, reason := p.evaluate(after)
	if reason != "" {
		return reason
	}
	if len(changed.Runs) != len(p.Build.Runs) {
		return "the changed Dockerfile has other instructions"
	}
	for n := range changed.Runs {
		now, old := &changed.Runs[n], &p.Build.Runs[n]
		mounted := slices.ContainsFunc(runs, func(r *build.Run) bool { return r.Line == old.Line && r.StageIndex == old.StageIndex })
		if mounted && !slices.Equal(now.Caches[:min(len(m.Dirs), len(now.Caches))], cleaned(m.Dirs)) {
			return "the mounts are not part of the changed RUN"
		}
		if removed := len(commandsOf(old)) - len(commandsOf(now)); old.Line == m.Run.Line && removed != len(m.Commands) {
			return "the changed RUN has other commands"
		}
	}
	return ""
}

func cleaned(dirs []string) []string {
	list := slices.Clone(dirs)
	for n := range list {
		list[n] = path.Clean(list[n])
	}
	return list
}

func commandsOf(run *build.Run) []string {
	var list []string
	for _, c := range inventory.ParseInvocation(&run.Invocation).Commands {
		list = append(list, c.Text)
	}
	return list
}
