package advise

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/distribution/reference"
)

// Builds are those of a project, to be checked together.
type Builds struct {
	Builds []*build.Build
	// Others are sibling builds; a stage that one of them needs is used, too.
	Others []build.Build
	// Found are the files of the project; nil if it was not searched.
	Found *project.Files
	Unset []build.UnsetVariable
	// Failures are the builds that could not be resolved.
	Failures []build.Failure
	// Skipped are the builds of CI workflows, makefiles and scripts that cannot be known without a run.
	Skipped []project.Skipped
	// Mentions reports whether a script or the configuration of continuous integration names a stage as a target.
	Mentions func(stage string) bool
}

// JudgeFiles returns findings about the files that define builds.
func JudgeFiles(p Builds) []lint.Finding {
	var list []lint.Finding
	for _, failure := range p.Failures {
		f := lint.New(lint.BuildUnresolved, "%s.", phrase.Capitalize(failure.Error())).At(failure.Origin.File, failure.Origin.Line)
		if absent, ok := errors.AsType[*build.AbsentError](failure.Err); ok {
			f.Severity, f.Fix = lint.Info, &lint.Fix{Kind: "edit", Text: "git submodule update --init " + absent.Submodule}
		}
		list = append(list, f)
	}
	seen := map[build.UnsetVariable]bool{}
	for _, u := range p.Unset {
		if at := (build.UnsetVariable{Name: u.Name, File: u.File, Line: u.Line}); !seen[at] {
			seen[at] = true
			f := lint.New(lint.VariableUnset, "The variable %s has no value and no default: the build of %s gets an empty string.", u.Name, u.Service).At(u.File, u.Line)
			f.Fix = &lint.Fix{Kind: "edit", Text: fmt.Sprintf("${%s:-DEFAULT}, or a value in .env", u.Name)}
			list = append(list, f)
		}
	}
	lint.SortFindings(list)
	return list
}

// Judge returns findings about all builds of a project together: stages that no build needs, and base images of several versions.
func Judge(p Builds) []lint.Finding {
	list := slices.Concat(p.unusedStages(), p.drift(), p.unknownBuilds())
	lint.SortFindings(list)
	return list
}

// unknownBuilds reports the builds of scripts that are not examined, one for each line.
func (p *Builds) unknownBuilds() []lint.Finding {
	var list []lint.Finding
	for _, s := range p.Skipped {
		f := lint.New(lint.BuildUnknown, "A build that %s runs is not examined: %s, so only a run shows it.", p.short(s.File), s.Reason).At(s.File, s.Line)
		f.Fix = &lint.Fix{Kind: "edit", Text: "examine it with its values: ctxsize -f DOCKERFILE CONTEXT"}
		if !slices.ContainsFunc(list, func(o lint.Finding) bool { return o.File == f.File && o.Line == f.Line }) {
			list = append(list, f)
		}
	}
	return list
}

// unusedStages finds named stages that no build depends on, not even the default build of their Dockerfile, and that no script names.
func (p *Builds) unusedStages() []lint.Finding {
	used, byFile := map[string]map[int]bool{}, map[string]*build.Build{}
	for _, b := range p.Builds {
		if b.Dockerfile == nil || b.Dockerfile.Inline || !filepath.IsAbs(b.Dockerfile.Path) {
			continue
		}
		file := b.Dockerfile.Path
		if used[file] == nil {
			used[file], byFile[file] = defaultStages(b), b
		}
		for _, s := range b.Stages {
			used[file][s.Index] = used[file][s.Index] || s.Reachable
		}
	}
	var list []lint.Finding
	for _, b := range p.Others {
		if b.Dockerfile == nil || used[b.Dockerfile.Path] == nil {
			continue
		}
		for _, s := range b.Stages {
			used[b.Dockerfile.Path][s.Index] = used[b.Dockerfile.Path][s.Index] || s.Reachable
		}
	}
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		p.useNamed(byFile[file], used[file])
		for _, s := range byFile[file].Stages {
			if used[file][s.Index] || s.Name == "" {
				continue
			}
			f := lint.New(lint.StageUnused, "Stage %q is never built by a service, bake target or script. BuildKit skips it, so it costs no build time.", s.Name).
				At(file, s.BaseLine)
			f.Fix = &lint.Fix{Kind: "edit", Text: "remove the stage, or set it as the target of a service"}
			list = append(list, f)
		}
	}
	return list
}

// useNamed marks the stages that a variable may select or that a script names, and those that they need.
func (p *Builds) useNamed(b *build.Build, used map[int]bool) {
	for _, s := range b.Stages {
		if used[s.Index] || s.Name == "" || !chosenByVariable(b.Dockerfile.Text, s.Name) && (p.Mentions == nil || !p.Mentions(s.Name)) {
			continue
		}
		used[s.Index] = true
		if c, err := dockerfile.Collect(b.Dockerfile.Text, dockerfile.Options{Platform: b.Platform, Target: s.Name}); err == nil {
			for _, needed := range c.Stages {
				used[needed.Index] = used[needed.Index] || needed.Reachable
			}
		}
	}
}

// chosenByVariable reports whether an instruction with a variable may mean a stage's name, perhaps for another platform.
func chosenByVariable(text []byte, stage string) bool {
	return slices.ContainsFunc(dockerfile.VariableStages(text), func(p string) bool {
		ok, err := path.Match(p, strings.ToLower(stage))
		return ok && err == nil
	})
}

// defaultStages returns the stages that the Dockerfile's last stage needs, without build arguments.
func defaultStages(b *build.Build) map[int]bool {
	used := map[int]bool{}
	c, err := dockerfile.Collect(b.Dockerfile.Text, dockerfile.Options{Platform: b.Platform})
	if err != nil {
		return used
	}
	for _, s := range c.Stages {
		used[s.Index] = s.Reachable
	}
	return used
}

// base is a use of a version of a base image.
type base struct {
	file, tag, version string
	line               int
}

var leadingVersion = knowledge.Regexp(`^v?(\d+(?:\.\d+)*)`)

// drift finds base images that are used in several versions.
func (p *Builds) drift() []lint.Finding {
	images := map[string][]base{}
	for _, b := range p.Builds {
		if b.Dockerfile == nil {
			continue
		}
		for _, s := range b.Stages {
			name, at, ok := versioned(s)
			at.file = b.Dockerfile.Path
			known := slices.ContainsFunc(images[name], func(o base) bool { return o.file == at.file && o.tag == at.tag })
			if ok && s.Reachable && !known {
				images[name] = append(images[name], at)
			}
		}
	}
	var list []lint.Finding
	for _, name := range slices.Sorted(maps.Keys(images)) {
		if f, ok := p.drifted(name, images[name]); ok {
			list = append(list, f)
		}
	}
	return list
}

// versioned parses the name and the version of a stage's base image.
func versioned(s build.Stage) (name string, at base, ok bool) {
	if s.BaseStage >= 0 || s.BaseContext != "" {
		return "", base{}, false
	}
	named, err := reference.ParseNormalizedNamed(s.Base)
	if err != nil {
		return "", base{}, false
	}
	tagged, ok := named.(reference.Tagged)
	if !ok {
		return "", base{}, false
	}
	match := leadingVersion().FindStringSubmatch(tagged.Tag())
	if match == nil {
		return "", base{}, false
	}
	return reference.FamiliarName(named), base{tag: tagged.Tag(), version: match[1], line: s.BaseLine}, true
}

// drifted reports whether versions differ. 3.12 and 3.12.4 do not: the first is less precise.
func (p *Builds) drifted(name string, bases []base) (lint.Finding, bool) {
	slices.SortFunc(bases, func(a, b base) int {
		return cmp.Or(compareVersions(b.version, a.version), cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	newest, oldest := bases[0], bases[len(bases)-1]
	if strings.HasPrefix(newest.version+".", oldest.version+".") {
		return lint.Finding{}, false
	}
	uses, more := []string{}, map[string]int{}
	for _, b := range bases {
		if more[b.tag]++; more[b.tag] == 1 {
			uses = append(uses, fmt.Sprintf("%s:%s (%s:%d)", name, b.tag, p.short(b.file), b.line))
		}
	}
	f := lint.New(lint.BaseVersionDrift, "The project uses different versions of %s: %s.", name, strings.Join(uses, ", ")).At(oldest.file, oldest.line)
	f.Fix = &lint.Fix{Kind: "edit", Text: fmt.Sprintf("use one version everywhere, such as %s, or one ARG for all builds", newest.version)}
	return f, true
}

// short returns a file's path in the project, or its name with its directory's if that is unknown.
func (p *Builds) short(file string) string {
	if p.Found != nil {
		if rest, ok := strings.CutPrefix(file, p.Found.Root+string(filepath.Separator)); ok {
			return filepath.ToSlash(rest)
		}
	}
	return filepath.Base(filepath.Dir(file)) + "/" + filepath.Base(file)
}

// compareVersions compares number by number.
func compareVersions(a, b string) int {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for n := range min(len(x), len(y)) {
		i, _ := strconv.Atoi(x[n])
		j, _ := strconv.Atoi(y[n])
		if i != j {
			return cmp.Compare(i, j)
		}
	}
	return cmp.Compare(len(x), len(y))
}
