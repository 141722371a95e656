package attribution

import (
	"fmt"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/provenance"
	"github.com/ctxsize/ctxsize/walker"
)

// provenance adds what each instruction leaves in the final image, and finds what instructions name in stages and an ignore file excludes.
func (e *examiner) provenance(contexts []inventory.Usage) {
	if e.build.Dockerfile == nil {
		return
	}
	m := inventory.Provenance(e.build, contexts...)
	for n, bytes := range m.FinalBytes() {
		e.Instructions[n].Final = bytes
	}
	for _, u := range m.Missing() {
		for n := range contexts {
			if c := &contexts[n]; c.Context.Name == u.Files[0].Context {
				e.copyFromExcluded(c, u)
			}
		}
	}
}

// copyFromExcluded reports a path of a stage that only an excluded file would put there.
func (e *examiner) copyFromExcluded(c *inventory.Usage, u provenance.Use) {
	missing := u.Files[0]
	if len(u.Makers) > 0 && (isGenerated(c, missing) || slices.ContainsFunc(u.Makers, func(m provenance.Maker) bool { return c.Project.RunMakes(e.build, m) })) {
		return
	}
	instruction, cause := phrase.Shorten(u.Step.Text), fmt.Sprintf("stage %s has no %s, because %s", inventory.StageLabel(e.build, u.Stage), u.Path, excludedBy(c, missing.Path))
	var f lint.Finding
	switch {
	case len(u.Makers) > 0:
		f = lint.New(lint.CopyFromExcluded, "%s may fail: %s, unless line %d creates it (%s).", instruction, cause, u.Makers[0].Step.Line, phrase.Shorten(u.Makers[0].Step.Text))
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
	f.Path, f.Fix = missing.Path, including(c, missing.Path)
	e.found(f.At(e.dockerfilePath(), u.Step.Line))
}

// excludedBy says which pattern excludes a path.
func excludedBy(c *inventory.Usage, p string) string {
	d := c.Patterns.Match(p)
	if !d.Excluded || d.Index < 0 {
		return p + " is excluded"
	}
	line := c.Patterns.All()[d.Index]
	if line.Line == 0 {
		return fmt.Sprintf("the pattern %q of --ignore excludes %s", line.Text, p)
	}
	return fmt.Sprintf("line %d %q of the ignore file excludes %s", line.Line, line.Text, p)
}

// including is the exception that includes a path again, nil where none does.
func including(c *inventory.Usage, p string) *lint.Fix {
	text, err := ignore.Literal(p)
	if err != nil {
		return nil
	}
	lines, err := c.Patterns.Try("!" + text)
	if err != nil || lines.Match(p).Excluded {
		return nil
	}
	f := &lint.Fix{Kind: "append-line", Text: "!" + text}
	if c.Context.Name != "" {
		f.File = c.Context.Ignore.Path
	}
	return f
}

// isGenerated reports whether an excluded path seems to be made by the build: git ignores it, or it has the name of such things.
func isGenerated(c *inventory.Usage, f provenance.File) bool {
	if c.Project == nil {
		return false
	}
	for p := f.Path; p != "."; p = path.Dir(p) {
		kind := walker.Dir
		if p == f.Path {
			kind = f.Kind
		}
		if c.Project.Ignored(p, kind) || knowledge.IsKnownName(path.Base(p)) {
			return true
		}
	}
	return false
}

// stageLosses are the losses of instructions that name in a stage what only the context provides.
func stageLosses(b *build.Build, before, after inventory.Usage) []Loss {
	var list []Loss
	for _, u := range inventory.Provenance(b, before).Uses() {
		if len(u.Makers) > 0 || u.Made || u.Image {
			continue
		}
		n := slices.IndexFunc(u.Files, func(f provenance.File) bool {
			return f.Context == before.Context.Name && IsLost(f.Path, before.Patterns, after.Patterns)
		})
		if n >= 0 {
			in := build.Instruction{Line: u.Step.Line, Stage: inventory.StageLabel(b, u.Step.StageIndex), StageIndex: u.Step.StageIndex, Reachable: u.Step.Reachable,
				Trigger: u.Step.Trigger, Keyword: u.Step.Keyword, Text: u.Step.Text, Sources: u.Step.Sources, Dest: u.Step.Dest}
			list = append(list, Loss{in, u.Files[n].Path, !u.Wildcard && !u.Dest && u.Step.Reachable})
		}
	}
	return list
}
