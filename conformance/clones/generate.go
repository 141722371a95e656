package clones

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
)

// generator makes one project.
type generator struct {
	*rand.Rand
	p Project
}

// Generate makes the project with a number of a seed.
func Generate(seed uint64, n int) Project {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, uint64(n))), p: Project{Name: fmt.Sprintf("%04d", n), Files: map[string]string{}}}
	g.tree()
	libs := g.chance(25)
	if libs {
		g.namedTree("libs")
	}
	g.builds(libs)
	if g.chance(50) {
		g.ignoreFile()
	}
	if g.chance(25) {
		g.compose()
	}
	return g.p
}

// place is the directory in which the project's own context lies; named contexts lie beside it.
const place = "main"

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, list []T) T { return list[g.IntN(len(list))] }

// chances are the files of a clone, and how many projects of a hundred have them.
func chances() map[string]int {
	return map[string]int{"package.json": 70, "src/main.js": 90, "src/app.py": 50, "web/package.json": 50, "web/src/a.js": 60, "api/app.py": 60, "README.md": 80,
		"config/app.yml": 60, "config/dev/app.yml": 40, "data/seed.csv": 50, "Cargo.toml": 30, "go.mod": 20, "pyproject.toml": 30, "Makefile": 20,
		"node_modules/.package-lock.json": 40, "node_modules/a/index.js": 50, "web/node_modules/.package-lock.json": 20, "web/node_modules/b/index.js": 30,
		".git/HEAD": 60, ".git/config": 50, ".git/refs/heads/main": 40, "sub/.git/HEAD": 15, ".venv/pyvenv.cfg": 30, ".venv/bin/python": 30,
		"api/.venv/pyvenv.cfg": 25, "api/.venv/lib/x.py": 25, "api/__pycache__/app.pyc": 50, "src/__pycache__/app.pyc": 30, "dist/bundle.js": 50, "web/dist/a.js": 40,
		".env": 40, "api/.env": 30, "backup.dump": 25, "logs/app.log": 50, "web/logs/w.log": 30, "npm-debug.log": 20, "docs/a.md": 40, "target/.rustc_info.json": 25,
		"target/release/app": 30, "cache/CACHEDIR.TAG": 25, "cache/x": 30, "coverage/lcov.info": 30, ".next/BUILD_ID": 20, ".next/server/p.js": 20, "build/x": 30,
		".DS_Store": 30, "web/.DS_Store": 20, ".idea/workspace.xml": 25, ".vscode/settings.json": 25, ".github/workflows/ci.yml": 30, ".pytest_cache/CACHEDIR.TAG": 20,
		".mypy_cache/CACHEDIR.TAG": 20, ".terraform/x": 15, "tmp/x": 20, "vendor/v/x.go": 20, ".gitignore": 20, ".npmrc": 15, "a.swp": 15, "bin/tool": 20,
		"htmlcov/index.html": 15, ".nyc_output/x.json": 15, ".parcel-cache/x": 15, "obj/project.assets.json": 15, "app.csproj": 15, ".turbo/x.log": 15}
}

// tree makes the files of the main context.
func (g *generator) tree() {
	all := chances()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if g.chance(all[name]) {
			g.p.Files[path.Join(place, name)] = content(name, g.IntN(3) == 0)
		}
	}
	g.p.Files[path.Join(place, Shell)] = "busybox\n"
	g.p.Files[path.Join(place, "scripts/build.sh")] = "#!/bin/sh\necho built\n"
	if g.chance(30) {
		g.p.Files[path.Join(place, "scripts/read.sh")] = "#!/bin/sh\ncat /app/" + g.file() + "\n"
	}
	for range g.IntN(3) {
		name := pick(g, []string{"current", "web/link", "src/cur", "shared", "config/link", "dist", "web/node_modules", "logs", "cache"})
		target := pick(g, []string{"dist", "../logs", "/app", "config", ".", "src", "../config/app.yml", "node_modules", "/app/logs", "target/release", "api"})
		if !g.taken(name) {
			g.p.Files[path.Join(place, name)] = linkMark + target
		}
	}
}

// taken reports whether there is something of that name already, or below it.
func (g *generator) taken(name string) bool {
	for other := range g.p.Files {
		rel := strings.TrimPrefix(other, place+"/")
		if rel == name || strings.HasPrefix(rel, name+"/") || strings.HasPrefix(name, rel+"/") {
			return true
		}
	}
	return false
}

// content is what no other file has.
func content(name string, large bool) string {
	text := "this is " + name + "\n"
	switch base := path.Base(name); {
	case base == "CACHEDIR.TAG":
		return "Signature: 8a477f597d28d172789f06886806bc55\n# " + name + "\n"
	case base == "package.json":
		return fmt.Sprintf("{\"name\": %q, \"private\": true}\n", strings.ReplaceAll(path.Dir(name), ".", "root"))
	case base == "Cargo.toml":
		return "[package]\nname = \"app\"\n"
	case base == "pyproject.toml":
		return "[project]\nname = \"app\"\n"
	case base == "go.mod":
		return "module example.com/app\n"
	case base == ".gitignore":
		return "dist\n*.log\n/target\n"
	case base == "Makefile":
		return "all:\n\techo made\n"
	case large:
		return text + strings.Repeat("x", 70_000) + "\n"
	}
	return text
}

func (g *generator) namedTree(name string) {
	for _, file := range []string{"lib/a.js", "lib/node_modules/.package-lock.json", "lib/node_modules/c/i.js", "package.json", "lib/package.json", "__pycache__/l.pyc", "o.txt", ".git/HEAD", "dist/l.js"} {
		if g.chance(60) {
			g.p.Files[path.Join(name, file)] = strings.ReplaceAll(content(file, false), "this is", "this is of "+name)
		}
	}
	g.p.Files[path.Join(name, "o.txt")] = "this is o.txt of " + name + "\n"
}

// file picks a path of the main context.
func (g *generator) file() string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(g.p.Files)) {
		if rel, ok := strings.CutPrefix(name, place+"/"); ok && rel != Shell {
			list = append(list, rel)
		}
	}
	return pick(g, list)
}

// either picks a file or a directory.
func (g *generator) either() string {
	p := g.file()
	for p != "." && g.chance(35) && path.Dir(p) != "." {
		p = path.Dir(p)
	}
	return p
}

func (g *generator) ignoreFile() {
	lines := []string{"node_modules/", "*.md", "!README.md", ".env", "__pycache__", "# a comment", "dist # built", "*.log", "nothing", ".venv/", "docs", "!logs/app.log",
		"*/dist", "coverage/", "!dist/bundle.js", "**/*.pyc", "target", "!target/release", "cache", ".git", "!.git/HEAD", "tmp"}
	g.Shuffle(len(lines), func(a, b int) { lines[a], lines[b] = lines[b], lines[a] })
	name := ".dockerignore"
	if len(g.p.Builds) > 0 && g.chance(15) {
		name = strings.TrimPrefix(g.p.Builds[0].Dockerfile, place+"/") + ".dockerignore"
	}
	g.p.Files[path.Join(place, name)] = strings.Join(lines[:g.IntN(5)], "\n") + "\n"
}

// builds makes one to three Dockerfiles for the main context.
func (g *generator) builds(libs bool) {
	names := []string{"Dockerfile", "Dockerfile.dev", "prod.Dockerfile", "Dockerfile_ci", "Dockerfile2", "dockerfile.x", "docker/Dockerfile", "web/Dockerfile-prod", "docker/app.dockerfile"}
	for n := range 1 + g.IntN(3) {
		name := names[0]
		if n > 0 {
			name = pick(g, names[1:])
		}
		b := Build{Dockerfile: path.Join(place, name), Context: place}
		if libs && (n == 0 || g.chance(40)) {
			b.Named = map[string]string{"libs": "libs"}
		}
		d := dockerfile{generator: g, named: b.Named}
		g.p.Files[b.Dockerfile] = d.text()
		g.p.Builds = append(g.p.Builds, b)
	}
}

// compose describes the builds as services.
func (g *generator) compose() {
	var b strings.Builder
	b.WriteString("services:\n")
	for n, one := range g.p.Builds {
		fmt.Fprintf(&b, "  s%d:\n    build:\n      context: .\n      dockerfile: %s\n", n, strings.TrimPrefix(one.Dockerfile, place+"/"))
		if len(one.Named) > 0 {
			b.WriteString("      additional_contexts:\n        libs: ../libs\n")
		}
	}
	g.p.Files[path.Join(place, "compose.yaml")] = b.String()
}
