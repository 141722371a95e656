package remedy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/manifest"
)

// bundle finds what Bundler needs: the Gemfile is a program, and each file that it names comes with it.
func (n *needed) bundle(i *Install, dir string) {
	n.addNames(dir, i.Manager.Files())
	file := path.Join(dir, "Gemfile")
	if name := i.Env["BUNDLE_GEMFILE"]; name != "" && path.Base(name) != "Gemfile" {
		n.block("BUNDLE_GEMFILE names another Gemfile")
	}
	n.literals(file, "")
	if !usesWord(n.text(file), "gemspec") {
		return
	}
	for _, spec := range n.matching(dir, "*.gemspec") {
		n.add(spec)
		n.literals(spec, ".rb")
	}
}

// usesWord reports whether a program uses a word outside of comments.
func usesWord(text []byte, word string) bool {
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		if slices.Contains(strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '(' || r == '\n' || r == '\r' || r == '\t' || r == ',' }), word) {
			return true
		}
	}
	return false
}

// literals notes the files that string literals of a program name, also without an extension. A directory of packages blocks.
func (n *needed) literals(file, extension string) {
	for _, l := range manifest.Literals(string(n.text(file))) {
		at, ok := local(file, l)
		switch {
		case !ok || at == path.Dir(file):
		case n.isFile(at):
			n.add(at)
		case extension != "" && n.isFile(at+extension):
			n.add(at + extension)
		case n.isDir(at) && path.Ext(file) != ".gemspec":
			n.block(fmt.Sprintf("%s refers to the directory %s", file, at))
		}
	}
}

// composer finds what Composer needs. Without the flags it runs scripts, and looks for classes in the sources.
func (n *needed) composer(i *Install, dir string) {
	n.addNames(dir, i.Manager.Files())
	file := path.Join(dir, "composer.json")
	r := n.refs(file)
	for _, member := range r.Members {
		if at, ok := local(file, member); ok && n.exists(at) || strings.Contains(member, "*") {
			n.block(file + " installs packages by path: " + member)
		}
	}
	if r.Doubt {
		n.block(file + " cannot be parsed")
	}
	for _, l := range manifest.Literals(string(n.text(file))) {
		if at, ok := local(file, l); ok && strings.HasSuffix(l, ".patch") {
			n.add(at)
		}
	}
	for _, flag := range i.Manager.Apart {
		if !i.has(flag) {
			n.apart = append(n.apart, flag)
		}
	}
}

// golang finds what `go mod download` needs: the go.mod of the module, of those that replace others, and of a workspace.
func (n *needed) golang(i *Install, dir string) {
	for at := dir; ; at = path.Dir(at) {
		if n.isFile(path.Join(at, "go.work")) {
			n.addNames(at, []string{"go.work", "go.work.sum"})
			n.goModules(path.Join(at, "go.work"))
			break
		}
		if at == "." {
			break
		}
	}
	n.addNames(dir, i.Manager.Files())
	n.goModules(path.Join(dir, "go.mod"))
}

func (n *needed) goModules(file string) {
	r := n.refs(file)
	list := slices.Clone(r.Members)
	for _, f := range r.Files {
		list = append(list, f.Path)
	}
	for _, p := range list {
		if at, ok := local(file, p); ok {
			n.add(path.Join(at, "go.mod"), path.Join(at, "go.sum"))
		}
	}
}

func (n *needed) cargo(_ *Install, _ string) {
	n.block("cargo needs a target, such as src/main.rs, beside each Cargo.toml; cargo chef makes them")
}

// maven finds what Maven needs: the pom.xml of each module.
func (n *needed) maven(i *Install, dir string) {
	n.addNames(dir, i.Manager.Files())
	if dir != "." && n.isFile(path.Join(path.Dir(dir), "pom.xml")) {
		n.block(dir + " may be a module of " + path.Join(path.Dir(dir), "pom.xml"))
	}
	n.mavenModules(path.Join(dir, "pom.xml"), maxDepth)
}

func (n *needed) mavenModules(file string, depth int) {
	for _, f := range n.refs(file).Files {
		at, ok := local(file, f.Path)
		if ok && n.isDir(at) {
			at = path.Join(at, "pom.xml")
		}
		if ok && depth > 0 && n.isFile(at) && !slices.Contains(n.paths, at) {
			n.add(at)
			n.mavenModules(at, depth-1)
		}
	}
}

func (n *needed) gradle(_ *Install, _ string) {
	n.block("the build scripts of Gradle are programs, and may read any file")
}

// dotnet finds what `dotnet restore` needs: the projects around the one that is restored, which may refer to each other.
func (n *needed) dotnet(i *Install, dir string) {
	top := dir
	for at := dir; at != "."; {
		if at = path.Dir(at); len(n.matching(at, "*.sln", "*.slnx", "Directory.*.props", "global.json")) > 0 {
			top = at
		}
	}
	names := append([]string{"*.props", "*.targets"}, i.Manager.Files()...)
	n.add(n.below(top, names...)...)
	for k := 0; k < len(n.paths); k++ {
		for _, f := range n.refs(n.paths[k]).Files {
			if at, ok := local(n.paths[k], f.Path); ok && n.isDir(at) {
				n.add(n.matching(at, names...)...)
			}
		}
	}
}

// mix finds what `mix deps.get` needs: each mix.exs of an umbrella, with the files that it reads.
func (n *needed) mix(i *Install, dir string) {
	n.addNames(dir, i.Manager.Files())
	for _, file := range append([]string{path.Join(dir, "mix.exs")}, n.below(path.Join(dir, "apps"), "mix.exs")...) {
		n.add(file)
		text := string(n.text(file))
		if strings.Contains(text, "path:") && !strings.Contains(text, "apps_path:") {
			n.block(file + " depends on packages by path")
		}
		for _, l := range manifest.Literals(text) {
			if at, ok := local(file, l); ok && n.isFile(at) {
				n.add(at)
			}
		}
	}
}

func (n *needed) swift(i *Install, dir string) {
	n.addNames(dir, i.Manager.Files())
	for line := range strings.Lines(string(n.text(path.Join(dir, "Package.swift")))) {
		if _, rest, found := strings.Cut(line, ".package("); found && strings.Contains(rest, "path:") {
			n.block("Package.swift depends on packages by path")
		}
	}
}

// dart finds what `dart pub get` needs: the pubspec.yaml of each package that is depended on by path.
func (n *needed) dart(i *Install, dir string) {
	n.addNames(dir, i.Manager.Files())
	file := path.Join(dir, "pubspec.yaml")
	if i.Manager.Name == "flutter" && manifest.PubspecGenerates(n.text(file)) {
		n.block(file + " generates sources")
	}
	n.dartLocal(file, maxDepth)
}

func (n *needed) dartLocal(file string, depth int) {
	list, err := manifest.PubspecLocal(n.text(file))
	if err != nil {
		n.block(file + " cannot be parsed")
	}
	for _, p := range list {
		at, ok := local(file, p+"/pubspec.yaml")
		if !ok || depth == 0 || !n.isFile(at) {
			n.block(file + " depends on " + p + ", which has no pubspec.yaml in the context")
			continue
		}
		if !slices.Contains(n.paths, at) {
			n.add(at)
			n.dartLocal(at, depth-1)
		}
	}
}
