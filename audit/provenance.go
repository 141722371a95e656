package audit

import (
	"fmt"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/provenance"
	"github.com/ctxsize/ctxsize/internal/shell"
	"github.com/ctxsize/ctxsize/walker"
)

// mapOf returns where the files of contexts go in a build.
func mapOf(b *build.Build, contexts ...Context) *provenance.Map {
	var list []provenance.Context
	for _, c := range contexts {
		list = append(list, provenance.Context{Name: c.Plan.Name, View: c.View})
	}
	return provenance.New(b, list)
}

// Provenance returns where the files of the build's contexts go.
func Provenance(b *build.Build, contexts []Context) *provenance.Map { return mapOf(b, contexts...) }

// stageLabel names a stage: by its name, else by its index.
func stageLabel(b *build.Build, index int) string {
	for _, s := range b.Stages {
		if s.Index == index && s.Name != "" {
			return s.Name
		}
	}
	return fmt.Sprint(index)
}

// stageUse is a path of a share's context that an instruction uses in a stage.
type stageUse struct {
	provenance.Use
	share int
	path  string
	// certain: without the path the build fails, or puts files elsewhere.
	certain bool
}

// stageUses lists the paths that instructions of all builds use in stages and that certainly come from a context. Paths that a RUN creates are
// omitted.
func (s *suggester) stageUses() []stageUse {
	if s.uses != nil {
		return s.uses
	}
	s.uses = []stageUse{}
	for n, share := range s.shares {
		if len(share.Build.Stages) < 2 && len(share.Build.Instructions) < 2 {
			continue
		}
		for _, u := range mapOf(share.Build, share.contexts()...).Uses() {
			if slices.ContainsFunc(u.Makers, func(m provenance.Maker) bool { return s.project.runMakes(share.Build, m) }) {
				continue
			}
			certain := !u.Wildcard && !u.Made && !u.Image && len(u.Makers) == 0
			for _, f := range u.Files {
				if f.Context == share.Context.Plan.Name {
					s.uses = append(s.uses, stageUse{u, n, f.Path, certain})
				}
			}
		}
	}
	return s.uses
}

// namedInStages returns the paths of a share's context without which one of its later instructions fails.
func (s *suggester) namedInStages(share int) []string {
	var list []string
	for _, u := range s.stageUses() {
		if u.share == share && u.certain {
			list = append(list, u.path)
		}
	}
	return list
}

// usedInStages returns the later instruction that uses a copy of an excluded path of a candidate, as a sentence, "" for none.
func (s *suggester) usedInStages(c *candidate) string {
	edited := map[*ignore.PatternList]*ignore.PatternList{}
	for _, u := range s.stageUses() {
		share := &s.shares[u.share]
		before := share.Context.Lines
		after, known := edited[before]
		if !known {
			var err error
			if after, err = c.apply(before); err != nil {
				return ""
			}
			edited[before] = after
		}
		if !u.certain && lost(u.path, before, after) {
			return share.needs(u)
		}
	}
	return ""
}

// contexts returns all contexts of the build that were read, at least the one of the ignore file.
func (s *Share) contexts() []Context {
	if len(s.Contexts) > 0 {
		return s.Contexts
	}
	return []Context{s.Context}
}

// needs returns which instruction uses a path, and which other one may create it, as a sentence.
func (s *Share) needs(u stageUse) string {
	text := fmt.Sprintf("%s copies %s", s.at(u.Step.Line, u.Step.Text), u.path)
	if u.Step.Keyword == "RUN" {
		text = fmt.Sprintf("%s mounts %s", s.at(u.Step.Line, u.Step.Text), u.path)
	}
	if u.Dest {
		text = fmt.Sprintf("%s puts files into %s", s.at(u.Step.Line, u.Step.Text), u.path)
	}
	if len(u.Makers) > 0 {
		text += fmt.Sprintf(", unless line %d creates it (%s)", u.Makers[0].Step.Line, brief(u.Makers[0].Step.Text))
	}
	return text + "."
}

// provenance adds the files that each instruction leaves in the final image, and finds stage paths that instructions use and that an ignore
// file excludes.
func (e *examiner) provenance(contexts []Context) {
	if e.build.Dockerfile == nil {
		return
	}
	m := mapOf(e.build, contexts...)
	for n, bytes := range m.FinalBytes() {
		e.Instructions[n].Final = bytes
	}
	for _, u := range m.Missing() {
		for n := range contexts {
			if c := &contexts[n]; c.Plan.Name == u.Files[0].Context {
				e.copyFromExcluded(c, u)
			}
		}
	}
}

// copyFromExcluded reports a path of a stage that only an excluded file would put there.
func (e *examiner) copyFromExcluded(c *Context, u provenance.Use) {
	missing := u.Files[0]
	if len(u.Makers) > 0 && (c.isGenerated(missing) || slices.ContainsFunc(u.Makers, func(m provenance.Maker) bool { return c.Project.runMakes(e.build, m) })) {
		return
	}
	instruction, cause := brief(u.Step.Text), fmt.Sprintf("stage %s has no %s, because %s", stageLabel(e.build, u.Stage), u.Path, c.excludedBy(missing.Path))
	var f lint.Finding
	switch {
	case len(u.Makers) > 0:
		f = lint.New(lint.CopyFromExcluded, "%s may fail: %s, unless line %d creates it (%s).", instruction, cause, u.Makers[0].Step.Line, brief(u.Makers[0].Step.Text))
		f.Severity = lint.Warning
	case u.Image:
		f = lint.New(lint.CopyFromExcluded, "%s may fail: %s, unless the base image provides it.", instruction, cause)
		f.Severity = lint.Warning
	default:
		f = e.failing(lint.CopyFromExcluded, instruction, cause)
	}
	if e.build.Origin.Kind == build.Standalone {
		f.Severity = lint.Info
	}
	f.Path, f.Fix = missing.Path, c.including(missing.Path)
	e.found(f.At(e.dockerfilePath(), u.Step.Line))
}

// excludedBy returns the pattern that excludes a path, for a message.
func (c *Context) excludedBy(p string) string {
	d := c.Lines.Match(p)
	if !d.Excluded || d.Index < 0 {
		return p + " is excluded"
	}
	line := c.Lines.All()[d.Index]
	if line.Line == 0 {
		return fmt.Sprintf("the pattern %q of --ignore excludes %s", line.Text, p)
	}
	return fmt.Sprintf("line %d %q of the ignore file excludes %s", line.Line, line.Text, p)
}

// including returns the fix that re-includes a path, nil if none does.
func (c *Context) including(p string) *lint.Fix {
	text, err := ignore.Literal(p)
	if err != nil {
		return nil
	}
	lines, err := c.Lines.Try("!" + text)
	if err != nil || lines.Match(p).Excluded {
		return nil
	}
	f := &lint.Fix{Kind: "append-line", Text: "!" + text}
	if c.Plan.Name != "" {
		f.File = c.Plan.Ignore.Path
	}
	return f
}

// isGenerated reports whether the build probably creates an excluded path: git ignores it, or its name is typical.
func (c *Context) isGenerated(f provenance.File) bool {
	if c.Project == nil {
		return false
	}
	for p := f.Path; p != "."; p = path.Dir(p) {
		kind := walker.Dir
		if p == f.Path {
			kind = f.Kind
		}
		if c.Project.ignored(p, kind) || isKnownName(path.Base(p)) {
			return true
		}
	}
	return false
}

// runMakes reports whether a RUN certainly creates a path: it is, or is in, a directory that one of its commands creates.
func (p *Project) runMakes(b *build.Build, m provenance.Maker) bool {
	for n := range b.Runs {
		run := &b.Runs[n]
		if m.Step.Keyword != "RUN" || run.Line != m.Step.Line || run.StageIndex != m.Step.StageIndex || run.Trigger != m.Step.Trigger {
			continue
		}
		return slices.ContainsFunc(p.parseInvocation(&run.Invocation).Commands, func(c shell.Command) bool {
			return commandMakes(&needs.Command{Command: c}, m.Path)
		})
	}
	return false
}

// commandMakes reports whether a command creates a path, or a directory around it.
func commandMakes(c *needs.Command, p string) bool {
	for ; p != "/" && p != "."; p = path.Dir(p) {
		if slices.ContainsFunc(makes(c, path.Base(p)), func(m made) bool { return m.path == path.Dir(p) }) {
			return true
		}
	}
	return false
}

// stageLosses returns the losses of instructions that use stage paths that only the context provides.
func stageLosses(b *build.Build, before, after Context) []Loss {
	var list []Loss
	for _, u := range mapOf(b, before).Uses() {
		if len(u.Makers) > 0 || u.Made || u.Image {
			continue
		}
		n := slices.IndexFunc(u.Files, func(f provenance.File) bool {
			return f.Context == before.Plan.Name && lost(f.Path, before.Lines, after.Lines)
		})
		if n >= 0 {
			in := build.Instruction{Line: u.Step.Line, Stage: stageLabel(b, u.Step.StageIndex), StageIndex: u.Step.StageIndex, Reachable: u.Step.Reachable,
				Trigger: u.Step.Trigger, Keyword: u.Step.Keyword, Text: u.Step.Text, Sources: u.Step.Sources, Dest: u.Step.Dest}
			list = append(list, Loss{in, u.Files[n].Path, !u.Wildcard && !u.Dest && u.Step.Reachable})
		}
	}
	return list
}
