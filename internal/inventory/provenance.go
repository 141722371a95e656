package inventory

import (
	"fmt"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/provenance"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// Provenance returns where the files of contexts go in a build.
func Provenance(b *build.Build, contexts ...Usage) *provenance.Map {
	var list []provenance.Context
	for _, c := range contexts {
		list = append(list, provenance.Context{Name: c.Context.Name, View: c.View})
	}
	return provenance.New(b, list)
}

// StageLabel names a stage: by its name, else by its index.
func StageLabel(b *build.Build, index int) string {
	for _, s := range b.Stages {
		if s.Index == index && s.Name != "" {
			return s.Name
		}
	}
	return fmt.Sprint(index)
}

// RunMakes reports whether a RUN surely makes a path: it is, or lies in, a directory that one of its commands makes.
func (p *Project) RunMakes(b *build.Build, m provenance.Maker) bool {
	for n := range b.Runs {
		run := &b.Runs[n]
		if m.Step.Keyword != "RUN" || run.Line != m.Step.Line || run.StageIndex != m.Step.StageIndex || run.Trigger != m.Step.Trigger {
			continue
		}
		return slices.ContainsFunc(p.parseInvocation(&run.Invocation).Commands, func(c shell.Command) bool {
			return commandMakes(&needs.Call{Command: c}, m.Path)
		})
	}
	return false
}

// commandMakes reports whether a command makes a path, or a directory that it lies in.
func commandMakes(c *needs.Call, p string) bool {
	for ; p != "/" && p != "."; p = path.Dir(p) {
		if slices.ContainsFunc(Makes(c, path.Base(p)), func(m Made) bool { return m.Path == path.Dir(p) }) {
			return true
		}
	}
	return false
}
