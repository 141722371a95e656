package remedy

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// MissingWorkspace is the reason of a [Remedy] without a change where the context lacks packages that an install needs: the build fails with it.
const MissingWorkspace = "package.json depends on packages of a workspace that is not in the context"

// lifecycle are the scripts of a package that an install runs.
var lifecycle = []string{"pnpm:devPreinstall", "preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare", "dependencies"}

// berry are the scripts that Yarn from 2 on runs.
var berry = []string{"preinstall", "install", "postinstall"}

// sourceless are programs in such scripts that need no sources of the project.
var sourceless = []string{"husky", "husky-install", "is-ci", "only-allow", "simple-git-hooks", "lefthook", "patch-package", "true", "echo", "exit", ":", "test", "["}

// runners are programs and words that run a program of a package: the words after them are its call.
var runners = [][]string{{"npx", "-y"}, {"npx", "--yes"}, {"npx"}, {"pnpm", "exec"}, {"pnpm", "dlx"}, {"yarn", "dlx"}, {"yarn", "exec"}, {"bunx"}}

// node finds what npm, Yarn, pnpm and Bun need.
func (n *needed) node(i *Install, dir string) {
	root := n.nodeRoot(dir)
	n.addNames(root, i.Manager.Files())
	if len(n.paths) == 0 {
		return
	}
	isBerry := i.Manager.Name == "yarn" && n.isFile(path.Join(root, ".yarnrc.yml"))
	members := n.nodeMembers(root)
	for _, member := range append([]string{root}, members...) {
		n.add(path.Join(member, "package.json"))
		n.nodePackage(path.Join(member, "package.json"), i, isBerry)
	}
	if one, err := manifest.ParsePackage(n.text(path.Join(root, "package.json"))); err == nil && len(members) == 0 && dependsOnMembers(one) {
		n.block(MissingWorkspace)
	}
	for _, settings := range []string{".npmrc", ".yarnrc", ".yarnrc.yml", "pnpm-workspace.yaml"} {
		if file := path.Join(root, settings); slices.Contains(n.paths, file) {
			n.settings(file)
		}
	}
	for _, hook := range []string{".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js"} {
		if file := path.Join(root, hook); slices.Contains(n.paths, file) && slices.ContainsFunc(manifest.Literals(string(n.text(file))), isRelative) {
			n.block(file + " reads other files")
		}
	}
}

// dependsOnMembers reports whether a package depends on other packages of its workspace.
func dependsOnMembers(p manifest.Package) bool {
	for _, all := range []map[string]string{p.Dependencies, p.DevDependencies} {
		for _, version := range all {
			if strings.HasPrefix(version, "workspace:") {
				return true
			}
		}
	}
	return false
}

func isRelative(p string) bool { return strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../") }

// nodeRoot returns the directory of the workspace that a directory belongs to, else the directory.
func (n *needed) nodeRoot(dir string) string {
	root := dir
	for at := dir; at != "."; {
		at = path.Dir(at)
		one, err := manifest.ParsePackage(n.text(path.Join(at, "package.json")))
		if err == nil && len(one.Workspaces) > 0 || n.isFile(path.Join(at, "pnpm-workspace.yaml")) {
			root = at
		}
	}
	return root
}

// nodeMembers returns the directories of the members of a workspace.
func (n *needed) nodeMembers(root string) []string {
	patterns := slices.Concat(n.refs(path.Join(root, "package.json")).Members, n.refs(path.Join(root, "pnpm-workspace.yaml")).Members)
	return n.members(root, patterns, "package.json")
}

// IsMember reports whether a directory of the main context is a member of the workspace of npm, Yarn, pnpm or Bun in another one.
func IsMember(p Project, root, dir string) bool {
	n := needed{tree: tree{p.Contexts[0].View, p.Contexts[0].Project}}
	return slices.Contains(n.nodeMembers(root), dir)
}

// nodePackage looks into a package.json.
func (n *needed) nodePackage(file string, i *Install, isBerry bool) {
	one, err := manifest.ParsePackage(n.text(file))
	if err != nil {
		n.block(file + " cannot be parsed")
		return
	}
	for _, p := range slices.Concat(one.Patches, one.Bins) {
		if at, ok := local(file, p); ok && n.exists(at) {
			n.add(at)
		}
	}
	for _, all := range []map[string]string{one.Dependencies, one.DevDependencies} {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			n.nodeDependency(file, name, all[name])
		}
	}
	if !n.ignoresScripts(i, path.Dir(file)) {
		n.nodeScripts(file, one.Scripts, isBerry)
	}
}

// nodeDependency looks at a dependency that may be in the project.
func (n *needed) nodeDependency(file, name, version string) {
	p := manifest.LocalPath(version)
	at, ok := local(file, p)
	switch {
	case p == "" || strings.HasPrefix(version, "link:"):
	case ok && n.isFile(at):
		n.add(at)
	case ok && !n.exists(at):
	default:
		n.block(fmt.Sprintf("%s depends on %s by path (%s), and installs its sources", file, name, version))
	}
}

// ignoresScripts reports whether an install runs no scripts of the project.
func (n *needed) ignoresScripts(i *Install, dir string) bool {
	if i.has("--ignore-scripts", "--ignore-scripts=true", "--mode=skip-build") || i.Env["npm_config_ignore_scripts"] == "true" || i.Env["NPM_CONFIG_IGNORE_SCRIPTS"] == "true" {
		return true
	}
	for line := range strings.Lines(string(n.text(path.Join(dir, ".npmrc")))) {
		if name, value, ok := strings.Cut(line, "="); ok && strings.TrimSpace(name) == "ignore-scripts" && strings.TrimSpace(value) == "true" {
			return true
		}
	}
	return false
}

// nodeScripts looks for scripts that need the sources.
func (n *needed) nodeScripts(file string, scripts map[string]string, isBerry bool) {
	names := lifecycle
	if isBerry {
		names = berry
	}
	for _, name := range names {
		line, has := scripts[name]
		if !has {
			continue
		}
		script := shell.Parse(line, shell.Options{})
		if script.Doubt != "" || slices.ContainsFunc(script.Commands, func(c shell.Command) bool { return !n.isSourceless(&c, path.Dir(file)) }) {
			n.block(fmt.Sprintf("%s runs %q (%s), which may need the sources", file, line, name))
		}
	}
}

// isSourceless reports whether a command of a script needs no sources. What patch-package needs is noted.
func (n *needed) isSourceless(c *shell.Command, dir string) bool {
	words := c.Words()
	for _, runner := range runners {
		if len(words) > len(runner) && slices.Equal(words[:len(runner)], runner) {
			words = words[len(runner):]
			break
		}
	}
	program := path.Base(words[0])
	if at := strings.LastIndex(program, "@"); at > 0 {
		program = program[:at]
	}
	if program == "patch-package" {
		n.add(path.Join(dir, "patches"))
		return len(words) == 1
	}
	return slices.Contains(sourceless, program)
}

// InstallScripts returns the names of the scripts of a package that an install runs.
func InstallScripts(p manifest.Package) []string {
	return slices.DeleteFunc(slices.Clone(lifecycle), func(name string) bool { return p.Scripts[name] == "" })
}

// settings notes the files that settings of a package manager name.
func (n *needed) settings(file string) {
	for _, f := range n.refs(file).Files {
		if at, ok := local(file, f.Path); ok && at != path.Dir(file) && !n.covers(at) {
			n.add(at)
		}
	}
}

// covers reports whether a directory that is needed contains a path.
func (n *needed) covers(p string) bool {
	return slices.ContainsFunc(n.paths, func(dir string) bool { return strings.HasPrefix(p, dir+"/") && n.isDir(dir) })
}
