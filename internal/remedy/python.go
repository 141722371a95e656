package remedy

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/manifest"
)

// pip finds what pip and uv pip need: the files of -r and -c, with those that they include.
func (n *needed) pip(i *Install, dir string) {
	for k := 0; k < len(i.Rest); k++ {
		flag, value, joined := strings.Cut(i.Rest[k], "=")
		switch {
		case isFileFlag(flag) && !joined && k+1 < len(i.Rest):
			k++
			n.requirements(path.Join(dir, i.Rest[k]), isAbsolute(i.Rest[k]))
		case isFileFlag(flag):
			n.requirements(path.Join(dir, value), isAbsolute(value))
		case strings.HasPrefix(flag, "-r") && !strings.HasPrefix(flag, "--") && len(flag) > 2:
			n.requirements(path.Join(dir, flag[2:]), isAbsolute(flag[2:]))
		case flag == "-e" || flag == "--editable" || flag == "--find-links" || flag == "-f":
			n.block(i.Rest[k] + " of pip may need the sources")
		case !strings.HasPrefix(flag, "-") && i.Verb == "sync":
			n.requirements(path.Join(dir, i.Rest[k]), isAbsolute(i.Rest[k]))
		case !strings.HasPrefix(flag, "-"):
			n.requirement(".", i.Rest[k], dir)
		}
	}
}

func isAbsolute(p string) bool { return path.IsAbs(p) || strings.Contains(p, "://") }

func isFileFlag(flag string) bool {
	return slices.Contains([]string{"-r", "--requirement", "--requirements", "-c", "--constraint", "--constraints"}, flag)
}

// requirements notes a file of requirements, and follows what it includes.
func (n *needed) requirements(file string, outside bool) {
	file = path.Clean(file)
	if outside || !n.exists(file) || slices.Contains(n.paths, file) {
		return
	}
	n.add(file)
	if path.Base(file) == "pyproject.toml" {
		n.pathDependencies(file)
		return
	}
	if path.Ext(file) == ".py" || path.Ext(file) == ".cfg" {
		n.block(file + " is built for its requirements")
		return
	}
	text := strings.ReplaceAll(string(n.text(file)), "\\\r\n", " ")
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), " #")
		if line != "" && line[0] != '#' {
			n.requirementLine(file, line)
		}
	}
}

// requirementLine looks at a line of a file of requirements.
func (n *needed) requirementLine(file, line string) {
	words := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' || r == '=' && strings.HasPrefix(line, "-") })
	switch flag := words[0]; {
	case isFileFlag(flag) && len(words) > 1:
		n.requirements(path.Join(path.Dir(file), words[1]), isAbsolute(words[1]))
	case strings.HasPrefix(flag, "-r") && len(flag) > 2 && flag[2] != '-':
		n.requirements(path.Join(path.Dir(file), flag[2:]), isAbsolute(flag[2:]))
	case (flag == "-f" || flag == "--find-links") && len(words) > 1 && !isAbsolute(words[1]):
		n.add(path.Join(path.Dir(file), words[1]))
	case (flag == "-e" || flag == "--editable") && len(words) > 1:
		n.requirement(file, strings.Join(words[1:], " "), path.Dir(file))
	case !strings.HasPrefix(flag, "-"):
		n.requirement(file, line, path.Dir(file))
	}
}

// requirement looks at a requirement: a name, an address, or a path in the project.
func (n *needed) requirement(from, text, dir string) {
	name, address, found := strings.Cut(text, "@")
	if address = strings.TrimSpace(address); found && strings.HasPrefix(address, "file:") {
		n.block(from + " installs " + strings.TrimSpace(name) + " from a path")
		return
	}
	if strings.Contains(text, "://") {
		if strings.HasPrefix(text, "file:") {
			n.block(from + " installs a package from a path: " + text)
		}
		return
	}
	word, _, _ := strings.Cut(strings.Fields(text)[0], "[")
	switch at := path.Join(dir, word); {
	case path.IsAbs(word):
	case n.isFile(at) && (strings.HasSuffix(word, ".whl") || strings.Contains(word, ".tar.") || strings.HasSuffix(word, ".zip")):
		n.add(at)
	case word == "." || strings.HasPrefix(word, "./") || strings.HasPrefix(word, "../") || strings.Contains(word, "/"):
		if from == "." {
			from = "pip"
		}
		n.block(from + " installs the sources in " + word)
	}
}

// pathDependencies blocks where a pyproject.toml or a Pipfile has dependencies in the project.
func (n *needed) pathDependencies(file string) {
	list, err := manifest.PathDependencies(n.text(file))
	switch {
	case err != nil:
		n.block(file + " cannot be parsed")
	case len(list) > 0:
		n.block(file + " depends on " + list[0] + " by path, and installs its sources")
	}
}

// poetry finds what Poetry and PDM need. Without the flag they install the project itself, too.
func (n *needed) poetry(i *Install, dir string) {
	file := path.Join(dir, "pyproject.toml")
	n.addNames(dir, i.Manager.Files())
	n.pathDependencies(file)
	packageMode, _ := manifest.TOMLBool(n.text(file), "tool.poetry.package-mode")
	distribution, _ := manifest.TOMLBool(n.text(file), "tool.pdm.distribution")
	switch {
	case i.has(i.Manager.Apart...), i.Manager.Name == "poetry" && packageMode == "false", i.Manager.Name == "pdm" && distribution == "false":
	case i.has("--only-root", "--self"):
		n.block("it installs the project itself, which needs the sources")
	default:
		n.apart = i.Manager.Apart
	}
}

// uv finds what uv sync needs.
func (n *needed) uv(i *Install, dir string) {
	file := path.Join(dir, "pyproject.toml")
	n.addNames(dir, i.Manager.Files())
	n.pathDependencies(file)
	for at := dir; at != "."; {
		at = path.Dir(at)
		if has, err := manifest.TOML(n.text(path.Join(at, "pyproject.toml")), "tool.uv.workspace"); has || err != nil {
			n.block(dir + " may be a member of the workspace in " + shown(at))
		}
	}
	members := n.members(dir, n.uvMembers(file), "pyproject.toml")
	for _, member := range members {
		n.add(path.Join(member, "pyproject.toml"))
		n.pathDependencies(path.Join(member, "pyproject.toml"))
	}
	text := n.text(file)
	if dynamic, _ := manifest.TOML(text, "project.dynamic"); dynamic && !i.has("--frozen") && i.Env["UV_FROZEN"] == "" {
		n.block(file + " has dynamic fields: without --frozen uv builds the project to lock it")
	}
	builds, _ := manifest.TOML(text, "build-system")
	isPackage, set := manifest.TOMLBool(text, "tool.uv.package")
	switch {
	case i.has("--no-install-workspace", "--only-group", "--no-install-local"), i.has("--no-install-project") && len(members) == 0:
	case len(members) > 0:
		n.apart = []string{"--no-install-workspace"}
	case !builds && (!set || isPackage != "true"), set && isPackage == "false":
	default:
		n.apart = []string{"--no-install-project"}
	}
}

// uvMembers returns the patterns for the members of a workspace of uv.
func (n *needed) uvMembers(file string) []string {
	patterns := manifest.TOMLStrings(n.text(file), "tool.uv.workspace.members")
	for _, p := range manifest.TOMLStrings(n.text(file), "tool.uv.workspace.exclude") {
		patterns = append(patterns, "!"+p)
	}
	return patterns
}

func (n *needed) pipenv(i *Install, dir string) {
	n.addNames(dir, i.Manager.Files())
	n.pathDependencies(path.Join(dir, "Pipfile"))
}

// conda finds what `conda env create` needs: the file of -f, and what its pip section includes.
func (n *needed) conda(i *Install, dir string) {
	names := i.Manager.Manifests
	for k, w := range i.Rest {
		flag, value, joined := strings.Cut(w, "=")
		if flag == "-f" || flag == "--file" {
			if !joined && k+1 < len(i.Rest) {
				value = i.Rest[k+1]
			}
			names = []string{value}
		}
	}
	n.addNames(dir, names)
	for _, file := range slices.Clone(n.paths) {
		list, err := manifest.CondaPip(n.text(file))
		if err != nil {
			n.block(file + " cannot be parsed")
		}
		for _, line := range list {
			if line = strings.TrimSpace(line); line != "" {
				n.requirementLine(file, line)
			}
		}
	}
}
