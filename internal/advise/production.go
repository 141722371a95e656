package advise

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// productionInstall returns how to get a package directory without development dependencies into the final image.
func (v *adviser) productionInstall(copies []developmentCopy, i *install) string {
	c, s := copies[0].Copy, copies[0].source
	tree, from := path.Join(i.dir, i.Manager.Tree), path.Clean("/"+s.Path)
	files := v.manifests(v.contextDir(i), i)
	if v.workspaces(i, files) {
		return v.productionWorkspaces(copies, i, files)
	}
	if len(files) == 0 {
		files = i.Manager.Manifests
	}
	if from != tree && (from == "/" || strings.HasPrefix(tree, from+"/")) {
		return fmt.Sprintf("at the end of stage %s: RUN %s; or copy only what the image needs", v.stageName(c.From), i.removal(files))
	}
	command := i.forProduction(files)
	if from != tree {
		return "install for production in a new stage, and copy from it: RUN " + command
	}
	base := "BASE"
	if n := slices.IndexFunc(v.Build.Stages, func(s build.Stage) bool { return s.Index == c.From }); n >= 0 {
		base = v.Build.Stages[n].Base
	}
	return fmt.Sprintf("FROM %s AS production-packages\nWORKDIR %s\nCOPY %s ./\nRUN %s\n\nCOPY --from=production-packages %s %s",
		base, i.dir, strings.Join(files, " "), command, tree, strings.TrimSuffix(c.Dest, "/"))
}

// contextDir returns the directory of the main context with the manifest of an install, "." if that is not known.
func (v *adviser) contextDir(i *install) string {
	dir, known := v.installRoot(i)
	if !known {
		return "."
	}
	return dir
}

// installRoot returns the directory of the main context with the manifest of an install; known is false where no instruction is found that
// copies it.
func (v *adviser) installRoot(i *install) (root string, known bool) {
	chain := v.chain(i.run.StageIndex)
	for n := len(v.Instructions) - 1; n >= 0; n-- {
		in := &v.Instructions[n]
		if in.Context != "" || in.Dest == "" || in.Line > i.run.Line || !slices.Contains(chain, in.StageIndex) {
			continue
		}
		for _, s := range in.Sources {
			if dir, ok := v.installedFrom(in, s, i); ok {
				return dir, true
			}
		}
	}
	return "", false
}

// installedFrom returns the directory of a source that an instruction copies to the directory of an install, if it has the manifest.
func (v *adviser) installedFrom(in *build.Instruction, s build.Source, i *install) (dir string, ok bool) {
	dest := path.Clean(in.Dest)
	if v.isDir(s.Path) && !s.Wildcard {
		rel, inside := strings.CutPrefix(i.dir+"/", strings.TrimSuffix(dest, "/")+"/")
		dir = path.Join(s.Path, rel)
		return dir, inside && v.holdsManifest(dir, i.Manager.Manifests)
	}
	dir = path.Dir(s.Path)
	return dir, dest == i.dir && v.holdsManifest(dir, i.Manager.Manifests)
}

// removal returns the command that removes development dependencies after an install.
func (i *install) removal(files []string) string {
	switch {
	case isBerry(files), i.Manager.Removal == i.Manager.Better:
		return i.forProduction(files)
	case i.productionFlag(files) == "":
		return cmp.Or(i.Manager.Removal, i.Manager.Better)
	}
	words := []string{cmp.Or(i.Manager.Removal, i.Manager.Better)}
	for _, flag := range i.Manager.Apart {
		if slices.Contains(i.Rest, flag) {
			words = append(words, flag)
		}
	}
	return strings.Join(words, " ")
}

// isBerry reports whether files of an install are those of Yarn from 2 on.
func isBerry(files []string) bool {
	return slices.ContainsFunc(files, func(file string) bool { return path.Base(file) == ".yarnrc.yml" })
}

// forProduction returns the command that omits development dependencies: the call with a flag for that, where it has none that contradicts. Yarn has another
// one from 2 on, the only version that reads .yarnrc.yml. An offline install would find nothing in another stage.
func (i *install) forProduction(files []string) string {
	if isBerry(files) {
		return "yarn workspaces focus --all --production"
	}
	flag := i.productionFlag(files)
	if flag == "" || slices.ContainsFunc(i.words, func(w string) bool { return strings.Contains(w, "offline") }) {
		return i.Manager.Better
	}
	return shell.QuoteAll(i.words) + " " + flag
}

// productionWorkspaces returns the advice for a workspace: without the manifests of its packages an install misses their dependencies, and one
// COPY cannot copy them to their directories.
func (v *adviser) productionWorkspaces(copies []developmentCopy, i *install, files []string) string {
	tree := path.Join(i.dir, i.Manager.Tree)
	if i.Manager.Name != "pnpm" {
		return fmt.Sprintf("in a new stage: COPY the lock file, package.json and the package.json of each workspace, RUN %s; "+
			"then COPY --from that stage %s and the %s of each workspace", i.forProduction(files), tree, i.Manager.Tree)
	}
	from := copies[0].From
	name, which := v.member(from, i), ""
	if name == "" {
		name, which = "NAME", ", where NAME is the package of the image"
	}
	return fmt.Sprintf("at the end of stage %s: RUN pnpm %s--filter %s deploy --prod /out%s; "+
		"then copy /out/node_modules instead of %s", v.stageName(from), v.legacyDeploy(), name, which, replacedTrees(copies, tree))
}

// replacedTrees returns the package directories that are copied by themselves, where there are several, otherwise that of the install.
func replacedTrees(copies []developmentCopy, tree string) string {
	var list []string
	for _, c := range copies {
		if path.Base(path.Clean(c.source.Given)) == path.Base(tree) {
			list = append(list, c.source.Given)
		}
	}
	if len(list) < 2 {
		return tree
	}
	return listed(list)
}

// legacyDeploy returns the flag that pnpm from 10 on needs to deploy from a workspace with linked packages; older versions accept it, too.
func (v *adviser) legacyDeploy() string {
	p := v.Usages[0].Project
	if p == nil {
		return "--config.force-legacy-deploy=true "
	}
	_, injects := manifest.PnpmWorkspace(p.Text("pnpm-workspace.yaml"), "injectWorkspacePackages")
	for line := range strings.Lines(string(p.Text(".npmrc"))) {
		if name, value, set := strings.Cut(line, "="); set && strings.TrimSpace(name) == "inject-workspace-packages" {
			injects = strings.TrimSpace(value)
		}
	}
	if injects == "true" {
		return ""
	}
	return "--config.force-legacy-deploy=true "
}

// member returns the name of the only workspace member that is copied from a stage into the final image, "" if unknown.
func (v *adviser) member(from int, i *install) string {
	name := ""
	final := v.chain(v.Build.TargetIndex)
	for _, c := range v.Build.Copies {
		if c.From != from || !slices.Contains(final, c.To) {
			continue
		}
		for _, s := range c.Sources {
			switch found := v.memberAt(s.Path, i); {
			case found == "" || found == name:
			case name != "":
				return ""
			default:
				name = found
			}
		}
	}
	return name
}

// memberAt returns the name of the workspace member that a path of a stage is, or is in.
func (v *adviser) memberAt(p string, i *install) string {
	rest, below := strings.CutPrefix(path.Clean("/"+p), strings.TrimSuffix(i.dir, "/")+"/")
	if !below || v.Usages[0].Project == nil {
		return ""
	}
	rest, _, _ = strings.Cut(rest+"/", i.Manager.Tree+"/")
	for dir := path.Clean(rest); dir != "."; dir = path.Dir(dir) {
		one, err := v.Usages[0].Project.Package(path.Join(dir, "package.json"))
		if err == nil && isPackageName(one.Name) {
			return one.Name
		}
	}
	return ""
}

// isPackageName reports whether a name can be used in a command without quotes.
func isPackageName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r >= unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("@/._-", r)
	})
}
