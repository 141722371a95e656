package audit

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
)

// Advice is what a build's Dockerfile is examined for.
type Advice struct {
	Build *build.Build
	// Instructions are the build's, with what they are given.
	Instructions []build.Instruction
	Contexts     []Context
	// Suggestions are those for the main context's ignore file.
	Suggestions []Suggestion
}

// Advise says what is wrong with how a build's stages use what is sent and what they install. It complements [Examine] and [Inspect], and goes by
// what the commands in the Dockerfile look like: what a script does that they call is not known.
func Advise(a Advice) []Finding {
	if a.Build.Dockerfile == nil {
		return nil
	}
	v := adviser{Advice: a, byStage: map[int][]install{}}
	v.install()
	v.target()
	v.copiesBeforeInstall()
	v.copiedToFinal()
	v.cacheMounts()
	v.dependenciesSent()
	v.overwritten()
	SortFindings(v.findings)
	return v.findings
}

type adviser struct {
	Advice
	byStage  map[int][]install
	findings []Finding
}

// install finds what the stages install. They come after those that they are built on.
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

func (v *adviser) found(f Finding) { v.findings = append(v.findings, f) }

// at is a finding about a line of the Dockerfile.
func (v *adviser) at(code string, s Severity, line int, format string, args ...any) Finding {
	return Finding{Code: code, Severity: s, File: v.Build.Dockerfile.Path, Line: line, Message: fmt.Sprintf(format, args...)}
}

// chain are a stage and those that it is built on, the first of them first.
func (v *adviser) chain(stage int) []int {
	var list []int
	for stage >= 0 {
		list = append(list, stage)
		n, found := slices.BinarySearchFunc(v.Build.Stages, stage, func(s build.Stage, index int) int { return s.Index - index })
		if !found {
			break
		}
		stage = v.Build.Stages[n].BaseStage
	}
	slices.Reverse(list)
	return list
}

// target: a service builds one of several stages, and does not say which.
func (v *adviser) target() {
	b := v.Build
	if b.TargetNamed || len(b.Stages) < 2 || b.Origin.Kind != build.Compose && b.Origin.Kind != build.Bake {
		return
	}
	name := b.Target
	fix := &Fix{Kind: "edit", Text: "target: " + name}
	if name == "" {
		name, fix = fmt.Sprintf("number %d, which has no name", b.TargetIndex), nil
	}
	v.found(Finding{Code: TargetUnset, Severity: Info, File: b.Origin.File, Line: b.Origin.Line, Fix: fix,
		Message: fmt.Sprintf("the %s %s builds the last of %d stages (%s) without naming it: a stage that is added at the end changes what is built", b.Origin.Kind.Noun(), b.Name, len(b.Stages), name)})
}

// copiedToFinal: a tree of packages is copied into the stage that is built with what is only for development in it.
func (v *adviser) copiedToFinal() {
	final := v.chain(v.Build.TargetIndex)
	for _, c := range v.Build.Copies {
		if !slices.Contains(final, c.To) {
			continue
		}
		for _, s := range c.Sources {
			if i := v.developmentTree(c.From, "/"+strings.TrimPrefix(s.Path, ".")); i != nil {
				f := v.at(DependenciesCopiedToFinal, Warning, c.Line, "%s is copied into the final image from stage %s, where %q (line %d) installs what is only for development, too",
					s.Given, v.stageName(c.From), i.text(), i.run.Line)
				f.Fix = &Fix{Kind: "edit", Text: v.productionInstall(c, s, i)}
				v.found(f)
				break
			}
		}
	}
}

// developmentTree finds the install that filled a tree which a path is, lies in or holds, if development's packages are still in it.
func (v *adviser) developmentTree(stage int, p string) *install {
	var last *install
	for _, at := range v.chain(stage) {
		for n := range v.byStage[at] {
			i := &v.byStage[at][n]
			if i.tree == "" || !holdsTree(p, i) {
				continue
			}
			last = i
		}
	}
	if last == nil || last.doubt || last.production || v.developsNothing(last) {
		return nil
	}
	return last
}

// developsNothing says whether the manifest in the context's root names nothing that is only for development. Of workspaces it is not known.
func (v *adviser) developsNothing(i *install) bool {
	p := v.Contexts[0].Project
	if p == nil {
		return false
	}
	return i.developsNothing(p.text(i.manifests[0]))
}

// holdsTree says whether a path takes the tree of an install in: it is the tree, by its name, or the directory of the project or one above it.
func holdsTree(p string, i *install) bool {
	p = path.Clean(p)
	if i.deployed != "" {
		return strings.HasPrefix(p+"/", i.deployed+"/")
	}
	tree := path.Join(i.dir, i.tree)
	if p == "/" {
		return true
	}
	sitePackages := i.tree == ".venv" && (path.Base(p) == "site-packages" || path.Base(p) == "venv")
	return path.Base(p) == i.tree || sitePackages || p == tree || strings.HasPrefix(tree, p+"/")
}

func (v *adviser) stageName(index int) string {
	for _, s := range v.Build.Stages {
		if s.Index == index && s.Name != "" {
			return s.Name
		}
	}
	return fmt.Sprint(index)
}

// dependenciesSent: packages travel that the build installs by itself.
func (v *adviser) dependenciesSent() {
	for _, s := range v.Suggestions {
		if s.Category != "dependencies" || s.Safety != Safe || s.SavesBytes == 0 {
			continue
		}
		i := v.installing(path.Base(s.Line))
		if i == nil {
			continue
		}
		f := v.at(DependenciesSent, Warning, i.run.Line, "the packages in %s travel to the builder, which installs its own with %q", strings.TrimPrefix(s.Line, "**/"), i.text())
		f.Path, f.Bytes, f.Fix = strings.TrimPrefix(s.Line, "**/"), s.SavesBytes, &Fix{Kind: "append-line", Text: s.Line}
		v.found(f)
	}
}

// installing finds an install that makes a directory of that name.
func (v *adviser) installing(name string) *install {
	python := name == "venv" || name == ".venv" || name == "env"
	for _, stage := range v.Build.Stages {
		for n := range v.byStage[stage.Index] {
			i := &v.byStage[stage.Index][n]
			if !i.prunes && (i.tree == name || python && (i.tree == ".venv" || i.name == "pip")) {
				return i
			}
		}
	}
	return nil
}
