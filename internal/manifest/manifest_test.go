package manifest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// refs returns what a manifest names: members with an "m", required files with an "f", others with a question mark; a doubt comes first.
func refs(r Refs) string {
	var list []string
	for _, m := range r.Members {
		list = append(list, "m "+m)
	}
	for _, f := range r.Files {
		mark := "? "
		if f.Required {
			mark = "f "
		}
		list = append(list, mark+f.Path)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if r.Doubt {
		list = append([]string{"doubt"}, list...)
	}
	return strings.Join(list, ", ")
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"package.json", `{"workspaces": ["a/*", "!a/b"], "files": ["dist"]}`, "? dist, m !a/b, m a/*"},
		{"package.json", `{"workspaces": {"catalogs": {"c": {"x": "1"}}, "nohoist": ["y"], "packages": ["a", "coverage"]}}`, "m a, m coverage"},
		{"package.json", `{"dependencies": {"x": "file:./lib/x.tgz", "y": "^1"}, "devDependencies": {"z": "link:../z"}, "pnpm": {"patchedDependencies": {"p@1": "patches/p.patch"}}}`, "f ../z, f ./lib/x.tgz, f patches/p.patch"},
		{"package.json", `{"resolutions": {"x": "patch:x@npm%3A1#~/.yarn/patches/x.patch"}}`, "f .yarn/patches/x.patch"},
		{"package.json", "", ""},
		{"package.json", `{"workspaces": ["a", `, "doubt, f a, f workspaces"},
		{"lerna.json", `{"packages": ["packages/*"]}`, "m packages/*"},
		{"pnpm-workspace.yaml", "packages: # all\n  - 'a/*'\n  - \"!a/b\"\ncatalog:\n  x: 1\npatchedDependencies:\n  p@1: patches/p.patch\n", "f patches/p.patch, m !a/b, m a/*"},
		{"pnpm-workspace.yaml", "packages: ['**']\n", "m **"},
		{"Cargo.toml", "[workspace]\nmembers = [\n  \"a\", # one\n  'b/*',\n]\n[package]\nreadme = \"R.md\"\nbuild = \"build/main.rs\"\n[dependencies]\nx = { path = \"../x\" }\n[[bin]]\npath = \"src/m.rs\"\n",
			"f ../x, f R.md, f build/main.rs, f src/m.rs, m a, m b/*"},
		{"pyproject.toml", "[project]\nreadme = {file = \"docs/R.md\"}\nlicense-files = [\"L*\"]\n[tool.uv.workspace]\nmembers = [\"p/*\"]\n[tool.uv.sources]\nx = { path = \"lib/x\" }\n[tool.setuptools.dynamic]\nversion = {file = \"VERSION\"}\n",
			"f L*, f VERSION, f docs/R.md, f lib/x, m p/*"},
		{"setup.cfg", "[metadata]\nlong_description = file: README.md, CHANGES.md\nlicense_files =\n    LICENSE\n    NOTICE\nname = file\n", "f CHANGES.md, f LICENSE, f NOTICE, f README.md"},
		{"MANIFEST.in", "include README.md\nrecursive-include docs *.rst\n# include x\nprune y\n", "? *.rst, ? README.md, ? docs"},
		{"dev-requirements.txt", "-r base.txt\n-e ./lib[x]\nflask==1\n./wheels/a.whl # here\n", "f -e, f -r, f ./lib, f ./wheels/a.whl, f 1, f base.txt, f flask"},
		{"go.work", "go 1.22\nuse (\n\t./a\n\t./b // c\n)\nreplace x => ./x\n", "f ./x, m ./a, m ./b"},
		{"go.mod", "module a\nreplace x => ../x\nreplace y => z v1.0.0\n", "f ../x"},
		{"pom.xml", "<project><modules><module>a</module><!-- <module>b</module> --></modules></project>", "f a"},
		{"a.sln", "Project(\"{F}\") = \"A\", \"src\\A\\A.csproj\", \"{G}\"\nEndProject\n", "f src/A"},
		{"a.csproj", `<Project><ItemGroup><ProjectReference Include="..\B\B.csproj"/><None Include="logs\a.log"/><Content Include="www\**"/></ItemGroup></Project>`, "? www, ? www/**, f ../B, f logs/a.log"},
		{"composer.json", `{"repositories": [{"type": "path", "url": "packages/*"}, {"url": "https://x/y"}], "autoload": {"files": ["a.php"], "psr-4": {"A\\": ["src/", "lib"]}}}`, "? lib, ? src/, f a.php, m packages/*"},
		{".yarnrc.yml", "yarnPath: .yarn/releases/y.cjs\nplugins:\n  - path: .yarn/plugins/p.cjs\n    spec: x\n", "f .yarn/plugins/p.cjs, f .yarn/releases/y.cjs"},
		{"pubspec.yaml", "dependencies:\n  x:\n    path: ../x\nflutter:\n  assets:\n    - assets/\n", "f ../x, f assets"},
		{"settings.gradle", "include ':app', \":lib:core\"\n", "f :app, f :lib:core, f app, f lib/core"},
		{"README.md", "x", ""},
	} {
		if diff := cmp.Diff(c.want, refs(Read(c.name, []byte(c.text)))); diff != "" {
			t.Errorf("%s: %s\n%s", c.name, c.text, diff)
		}
	}
}

func TestCompose(t *testing.T) {
	mounts, contexts := Compose([]byte("x-a: &a\n  build: ./web\nservices:\n  a:\n    <<: *a\n    build:\n      context: api\n    volumes:\n      - ./data:/d\n      - type: bind\n        source: ./db\n      - named\n  b:\n    build: ./site\n"))
	if diff := cmp.Diff([]string{"./data", "./db"}, mounts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"api", "./site"}, contexts); diff != "" {
		t.Error(diff)
	}
}

func TestLiterals(t *testing.T) {
	if diff := cmp.Diff([]string{"a", `b\"c`, "d"}, Literals("x('a', \"b\\\"c\") + `d` + \"open\n''")); diff != "" {
		t.Error(diff)
	}
}

// TestHostile: a megabyte that nests or repeats takes no more than two seconds.
func TestHostile(t *testing.T) {
	const size = 1 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for _, c := range []struct{ name, text string }{
		{"package.json", fill("[")}, {"package.json", `{"workspaces":` + fill(`{"packages":`)}, {"package.json", "{" + fill(`"a":"b",`) + `"c":""}`},
		{"Cargo.toml", "a=" + fill("[")}, {"Cargo.toml", "a=" + fill("{a=")}, {"Cargo.toml", fill("a.") + "b=1"}, {"Cargo.toml", fill("[[a]]\n")}, {"pyproject.toml", "[" + fill("a.") + "b]"},
		{"pnpm-workspace.yaml", fill("[")}, {"pnpm-workspace.yaml", fill("- ")}, {"pnpm-workspace.yaml", fill("{a: ")}, {"pnpm-workspace.yaml", aliases()},
		{"pom.xml", fill("<a>")}, {"a.csproj", fill("<a Include='x'/>")}, {"setup.py", fill("'")}, {"setup.cfg", fill("license_files=a\n")}, {"go.mod", fill("replace a => ./b\n")}, {"go.work", fill("(")},
		{"requirements.txt", fill("-r ")}, {"settings.gradle", fill("':a'")}, {"composer.json", fill(`{"repositories":`)},
	} {
		start := time.Now()
		Read(c.name, []byte(c.text))
		Names(c.name, []byte(c.text))
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s, %.20s...: %v", c.name, c.text, took)
		} else if took > time.Second {
			t.Logf("%s, %.20s...: %v", c.name, c.text, took)
		}
	}
}

// aliases is a YAML file whose aliases stand for more than memory holds.
func aliases() string {
	text := "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
	for n := range 30 {
		text += fmt.Sprintf("a%d: &a%d [%s]\n", n+1, n+1, strings.Repeat(fmt.Sprintf("*a%d,", n), 9))
	}
	return text + "packages: *a30\n"
}

// FuzzManifest: no manifest makes the package panic.
func FuzzManifest(f *testing.F) {
	for _, p := range Patterns() {
		name := strings.ReplaceAll(p, "*", "a")
		f.Add(name, []byte(`{"workspaces": {"packages": ["a"]}}`))
		f.Add(name, []byte("a = [\"b\"]\n- c: &d\n<x y='z'>"))
	}
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		for _, r := range Read(name, text).Files {
			if r.Path == "" {
				t.Error("a path that is empty")
			}
		}
		Names(name, text)
		Compose(text)
		PnpmWorkspace(text, "a")
		Literals(string(text))
	})
}
