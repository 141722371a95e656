// Package advise finds what can be improved in Dockerfiles and in whole projects.
package advise

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/remedy"
)

// Advice is the input of [Advise].
type Advice struct {
	Build *build.Build
	// Instructions are the build's, with the files that they get.
	Instructions []build.Instruction
	Usages       []inventory.Usage
	// Suggestions are those for the main context's ignore file.
	Suggestions []inventory.Suggestion
	// Text returns the content of a file that defines builds, by its absolute path, nil if it cannot be read; Text may be nil.
	Text func(path string) []byte
	// Assumed: only the location of the Dockerfile indicates its context.
	Assumed bool
}

// Advise returns findings about the stages: how they use the sent files, and how they install dependencies. It complements [Examine] and
// [Inspect], and judges the commands in the Dockerfile: scripts that they call are not analyzed.
func Advise(a Advice) []lint.Finding {
	if a.Build.Dockerfile == nil {
		return nil
	}
	v := adviser{Advice: a, byStage: map[int][]install{}}
	v.install()
	v.target()
	v.copiesBeforeInstall()
	v.copiedToFinal()
	v.cacheMounts()
	v.overwritten()
	v.dependenciesSent()
	v.storedTwice()
	v.packageFiles()
	v.hiddenByMounts()
	lint.SortFindings(v.findings)
	return v.findings
}

type adviser struct {
	Advice
	byStage  map[int][]install
	findings []lint.Finding
}

// install finds the installs of the stages. Stages come after those that they are based on.
func (v *adviser) install() {
	remembered := map[int]map[string]string{}
	for _, stage := range v.Build.Stages {
		kept := remembered[stage.BaseStage]
		for n := range v.Build.Runs {
			if run := &v.Build.Runs[n]; run.Reachable && run.StageIndex == stage.Index {
				var list []install
				list, kept = installs(run, kept)
				v.byStage[stage.Index] = append(v.byStage[stage.Index], list...)
			}
		}
		remembered[stage.Index] = kept
	}
}

// assumption returns a sentence about an assumed context, with a space before it, "" if the context is known.
func (v *adviser) assumption() string {
	if !v.Assumed {
		return ""
	}
	return " The context is assumed: no file of the project is known to build this Dockerfile."
}

func (v *adviser) found(f lint.Finding) { v.findings = append(v.findings, f) }

// at returns a finding about a line of the Dockerfile.
func (v *adviser) at(code lint.Code, line int, format string, args ...any) lint.Finding {
	return lint.New(code, format, args...).At(v.Build.Dockerfile.Path, line)
}

// chain returns a stage and the stages that it is based on, the first of them first.
func (v *adviser) chain(stage int) []int {
	list := inventory.Chain(v.Build, stage)
	slices.Reverse(list)
	return list
}

// target: a service builds one of several stages, and does not name it.
func (v *adviser) target() {
	b := v.Build
	if b.TargetNamed || len(b.Stages) < 2 || b.Origin.Kind != build.Compose && b.Origin.Kind != build.Bake {
		return
	}
	name, key := b.Target, "build.target"
	if name == "" {
		name = fmt.Sprintf("stage %d, which has no name", b.TargetIndex)
	}
	if b.Origin.Kind == build.Bake {
		key = "target"
	}
	f := lint.New(lint.TargetUnset, "%s %s sets no %s and builds the last stage (%s): appending a stage would change its image.",
		phrase.Capitalize(b.Origin.Kind.Noun()), b.Name, key, name).
		At(b.Origin.File, b.Origin.Line)
	if b.Target != "" {
		f.Fix = &lint.Fix{Kind: "edit", Text: "target: " + b.Target}
		if v.Text != nil && b.Origin.Kind == build.Compose {
			f.Fix.Changes = remedy.SetTarget(b.Origin.File, v.Text(b.Origin.File), b.Name, b.Target).Changes
		}
	}
	v.found(f)
}

func (v *adviser) stageName(index int) string {
	for _, s := range v.Build.Stages {
		if s.Index == index && s.Name != "" {
			return s.Name
		}
	}
	return fmt.Sprint(index)
}

// dependenciesSent: packages are sent that the build installs itself. Where there is no ignore file, or where they overwrite those of the build, another
// finding has the same cause and the same fix.
func (v *adviser) dependenciesSent() {
	if c := v.Usages[0].Context; c.Ignore.Path == "" && c.Ignore.Problem == nil {
		return
	}
	for _, s := range v.Suggestions {
		if s.Category != "dependencies" || s.Safety != inventory.Safe || s.SavesBytes == 0 || v.isOverwritten(s.Line) {
			continue
		}
		i := v.installing(path.Base(s.Line))
		if i == nil {
			continue
		}
		f := v.at(lint.DependenciesSent, i.run.Line, "%s is sent, but %q (line %d) installs the packages in the build.", strings.TrimPrefix(s.Line, "**/"), i.text(), i.run.Line)
		f.Path, f.Bytes, f.Fix = strings.TrimPrefix(s.Line, "**/"), s.SavesBytes, &lint.Fix{Kind: "append-line", Text: s.Line}
		v.found(f)
	}
}

// isOverwritten reports whether a finding about overwritten packages has this pattern as its fix.
func (v *adviser) isOverwritten(pattern string) bool {
	return slices.ContainsFunc(v.findings, func(f lint.Finding) bool {
		return f.Code == lint.DependenciesOverwritten && f.Fix != nil && f.Fix.Text == pattern
	})
}

// installing finds an install that creates a directory of that name.
func (v *adviser) installing(name string) *install {
	python := name == "venv" || name == ".venv" || name == "env"
	for _, stage := range v.Build.Stages {
		for n := range v.byStage[stage.Index] {
			i := &v.byStage[stage.Index][n]
			if !i.removesDevelopment && (i.Manager.Tree == name || python && (i.Manager.Tree == ".venv" || i.Manager.Name == "pip")) {
				return i
			}
		}
	}
	return nil
}
