package remedy

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/managers"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// Install is a command that installs the dependencies of a project.
type Install struct {
	managers.Call
	Command shell.Command
	// Env is its environment, including stored settings of package managers.
	Env map[string]string
	// Dir is the directory of the project in the stage, absolute; "" where it is not known.
	Dir string
}

// has reports whether the call has one of some flags.
func (i *Install) has(flags ...string) bool {
	return slices.ContainsFunc(i.Command.Words(), func(w string) bool { return slices.Contains(flags, w) })
}

// needed are the files of the context that an install needs.
type needed struct {
	tree
	paths []string // files, and directories that it needs as a whole
	// blocked is why an install needs more than such files, as a clause, "" where it does not.
	blocked string
	// apart are flags without which it needs the project's sources, too.
	apart []string
}

// block notes the first reason.
func (n *needed) block(reason string) {
	if n.blocked == "" {
		n.blocked = reason
	}
}

// add notes a path if the context has it.
func (n *needed) add(paths ...string) {
	for _, p := range paths {
		p = path.Clean(p)
		switch {
		case !n.exists(p) || slices.Contains(n.paths, p):
		case n.isFile(p) || n.isDir(p):
			n.paths = append(n.paths, p)
		default:
			n.block(p + " is reached through a symbolic link")
		}
	}
}

// addNames notes the files of a manager in a directory.
func (n *needed) addNames(dir string, names []string) {
	for _, name := range names {
		if strings.ContainsAny(name, "*?[") {
			n.add(n.matching(dir, name)...)
		} else {
			n.add(path.Join(dir, name))
		}
	}
}

// ecosystems find what the installs of a manager need besides the files in its table.
var ecosystems = map[string]func(n *needed, i *Install, dir string){
	"npm": (*needed).node, "yarn": (*needed).node, "pnpm": (*needed).node, "bun": (*needed).node,
	"pip": (*needed).pip, "uv pip": (*needed).pip, "poetry": (*needed).poetry, "pdm": (*needed).poetry, "uv": (*needed).uv, "pipenv": (*needed).pipenv, "conda": (*needed).conda,
	"bundle": (*needed).bundle, "composer": (*needed).composer, "go": (*needed).golang, "cargo": (*needed).cargo, "mvn": (*needed).maven, "gradle": (*needed).gradle,
	"dotnet": (*needed).dotnet, "mix": (*needed).mix, "swift": (*needed).swift, "dart": (*needed).dart, "flutter": (*needed).dart,
}

// neededBy finds the files of the context that an install in one of its directories needs.
func (t tree) neededBy(i *Install, dir string) needed {
	n := needed{tree: t}
	if i.Builds {
		n.block(i.Command.Program() + " " + i.Verb + " builds the project, and needs its sources")
		return n
	}
	ecosystems[i.Manager.Name](&n, i, dir)
	if len(n.paths) == 0 {
		n.block(noManifest)
	}
	return n
}

// shown returns a directory of the context for a message.
func shown(dir string) string {
	if dir == "." {
		return "the context"
	}
	return dir
}

// local returns the path of a file that a manifest names, relative to its own; ok is false for what is not below the context.
func local(from, p string) (at string, ok bool) {
	if p == "" || path.IsAbs(p) || strings.Contains(p, "://") {
		return "", false
	}
	at = path.Join(path.Dir(from), p)
	return at, at != ".." && !strings.HasPrefix(at, "../")
}
