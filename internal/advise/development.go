package advise

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/remedy"
)

// developmentCopy is a path with development dependencies that an instruction copies into the target.
type developmentCopy struct {
	build.Copy
	source build.Source
}

// copiedToFinal: package directories with development dependencies are copied into the target. Those of one install are one finding.
func (v *adviser) copiedToFinal() {
	final := v.chain(v.Build.TargetIndex)
	var order []*install
	copies := map[*install][]developmentCopy{}
	for _, c := range v.Build.Copies {
		if !slices.Contains(final, c.To) {
			continue
		}
		for _, s := range c.Sources {
			if i := v.developmentTree(c.From, "/"+strings.TrimPrefix(s.Path, ".")); i != nil {
				if copies[i] == nil {
					order = append(order, i)
				}
				copies[i] = append(copies[i], developmentCopy{c, s})
				break
			}
		}
	}
	for _, i := range order {
		v.found(v.developmentInFinal(i, copies[i]))
	}
}

// developmentInFinal returns the finding about the packages of an install that reach the target.
func (v *adviser) developmentInFinal(i *install, copies []developmentCopy) lint.Finding {
	first := copies[0]
	paths := []string{}
	for n, c := range copies {
		text := c.source.Given
		if n > 0 {
			text += fmt.Sprintf(" (line %d)", c.Line)
		}
		paths = append(paths, text)
	}
	verb := "comes"
	if len(paths) > 1 {
		verb = "come"
	}
	f := v.at(lint.DependenciesCopiedToFinal, first.Line, "Development dependencies reach the final image: %s %s from stage %s, where %q (line %d) installs them.%s",
		listed(paths), verb, v.stageName(first.From), i.text(), i.run.Line, v.assumption())
	f.Development = v.localDevelopment(i)
	if f.Fix = v.omitting(i, copies); f.Fix == nil {
		f.Fix = &lint.Fix{Kind: "edit", Text: v.productionInstall(copies, i)}
	}
	return f
}

// choosing are flags that choose groups of dependencies. A flag that omits those for development contradicts them, or has no effect.
var choosing = []string{"--with", "--without", "--only", "--group", "--only-group", "--all-groups", "--dev", "--include", "--no-group", "-d", "-G"}

// productionFlag returns the flag that makes the install omit development dependencies, "" where no flag does, or others may contradict it.
func (i *install) productionFlag(files []string) string {
	if isBerry(files) || len(i.Manager.Production) == 0 || i.doubt {
		return ""
	}
	for _, w := range i.Rest {
		if name, _, _ := strings.Cut(w, "="); slices.Contains(choosing, name) {
			return ""
		}
	}
	return i.Manager.Production[0]
}

// omitting returns the fix that makes an install omit development dependencies, nil where a command may use them: one behind the install in its stage,
// in those built on it, or in another stage that copies from them.
func (v *adviser) omitting(i *install, copies []developmentCopy) *lint.Fix {
	files := v.manifests(v.contextDir(i), i)
	flag := i.productionFlag(files)
	if flag == "" || v.workspaces(i, files) || v.runsScripts(i) || !v.isLeftAlone(i) {
		return nil
	}
	r := remedy.AddFlag(v.project(), i.run, i.Text, flag)
	if len(r.Changes) == 0 {
		return nil
	}
	text := fmt.Sprintf("add %q to %q (line %d); no later command of stage %s uses the packages", flag, i.text(), i.run.Line, v.stageName(i.run.StageIndex))
	if line := v.runsInFinal(copies); line > 0 {
		text += fmt.Sprintf(", but check that line %d, in the final image, needs none of them", line)
	}
	return &lint.Fix{Kind: "edit", Text: text, Changes: r.Changes}
}

// runsScripts reports whether the install may run scripts of the project, which may use development dependencies.
func (v *adviser) runsScripts(i *install) bool {
	p := v.Usages[0].Project
	if i.Manager.Manifests[0] != "package.json" && i.Manager.Manifests[0] != "composer.json" {
		return false
	}
	if p == nil {
		return true
	}
	one, err := p.Package(path.Join(v.contextDir(i), i.Manager.Manifests[0]))
	return err != nil || len(remedy.InstallScripts(one)) > 0 || i.Manager.Manifests[0] == "composer.json" && one.Fields["scripts"]
}

// isLeftAlone reports whether no command behind an install uses its packages, in any stage but the target.
func (v *adviser) isLeftAlone(i *install) bool {
	on := func(stage int) bool { return slices.Contains(v.chain(stage), i.run.StageIndex) }
	for n := range v.Build.Runs {
		run := &v.Build.Runs[n]
		switch {
		case !on(run.StageIndex) || run.StageIndex == i.run.StageIndex && run.Line < i.run.Line:
		case run.Line == i.run.Line && !remedy.UsesNoPackages(run, i.Text), run.Line != i.run.Line && !remedy.UsesNoPackages(run, ""):
			return false
		}
	}
	final := v.chain(v.Build.TargetIndex)
	return !slices.ContainsFunc(v.Build.Copies, func(c build.Copy) bool { return on(c.From) && !slices.Contains(final, c.To) && !on(c.To) })
}

// runsInFinal returns the line of the first RUN behind the copied packages, in the stages of the target, that may use them; 0 for none.
func (v *adviser) runsInFinal(copies []developmentCopy) int {
	final := v.chain(v.Build.TargetIndex)
	for n := range v.Build.Runs {
		run := &v.Build.Runs[n]
		if slices.Contains(final, run.StageIndex) && run.Line > copies[0].Line && !remedy.UsesNoPackages(run, "") {
			return run.Line
		}
	}
	return 0
}

// developmentTree returns the install that filled a package directory, if a path is, is in or contains that directory, and development
// dependencies remain in it.
func (v *adviser) developmentTree(stage int, p string) *install {
	var last *install
	for _, at := range v.chain(stage) {
		for n := range v.byStage[at] {
			i := &v.byStage[at][n]
			if i.Manager.Tree == "" || !holdsTree(p, i) {
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

// developsNothing reports whether the manifest of an install has no development dependencies. For workspaces it is unknown.
func (v *adviser) developsNothing(i *install) bool {
	p := v.Usages[0].Project
	if p == nil {
		return false
	}
	return i.developsNothing(p.Text(path.Join(v.contextDir(i), i.Manager.Manifests[0])))
}

// holdsTree reports whether a path includes the package directory of an install: it is that directory, by its name, or the directory of the
// project or one above it.
func holdsTree(p string, i *install) bool {
	p = path.Clean(p)
	if i.deployed != "" {
		return strings.HasPrefix(p+"/", i.deployed+"/")
	}
	tree := path.Join(i.dir, i.Manager.Tree)
	if p == "/" {
		return true
	}
	sitePackages := i.Manager.Tree == ".venv" && (path.Base(p) == "site-packages" || path.Base(p) == "venv")
	return path.Base(p) == i.Manager.Tree || sitePackages || p == tree || strings.HasPrefix(tree, p+"/")
}
