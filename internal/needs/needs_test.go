package needs

import (
	"path"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ctxsize/ctxsize/internal/shell"
)

// tree is a context whose root is copied to /app.
type tree map[string]string

func (t tree) files() Files {
	return Files{
		Text: func(p string) []byte {
			if text, ok := t[p]; ok {
				return []byte(text)
			}
			return nil
		},
		Find: func(patterns ...string) []string {
			var list []string
			for p := range t {
				if slices.ContainsFunc(patterns, func(pattern string) bool { ok, _ := path.Match(pattern, path.Base(p)); return ok }) {
					list = append(list, p)
				}
			}
			slices.Sort(list)
			return list
		},
	}
}

func (t tree) follow(command string) Trace {
	return Follow(t.files(), Start{File: "Dockerfile", Line: 3, Script: parsed(command),
		Origins: t.origins})
}

// parsed returns a command that runs in /app.
func parsed(command string) shell.Script {
	return shell.Parse(command, shell.Options{Dir: "/app", Env: map[string]string{"PATH": "/usr/bin"}})
}

// scripts is a project with a script, makefile or manifest of each kind.
func scripts() tree {
	return tree{
		"a.sh":                  "#!/bin/bash\nset -e\n. ./lib.sh\nversion\n",
		"lib.sh":                "version() {\n  git describe --tags\n}\n",
		"plain.sh":              "echo x; mkdir -p y\n",
		"loop.sh":               "./loop.sh\n",
		"unreadable":            "\x7fELF\x00",
		"tool.xyz":              "what is this",
		"Makefile":              "GO ?= go\nall: build ; @echo done\nbuild: gen\n\t$(GO) build -o x ./...\ngen:\n\t./plain.sh\nversion:\n\t@git tag\ninclude other.mk\n",
		"other.mk":              "sub:\n\t$(MAKE) -C nested\n",
		"nested/Makefile":       "all:\n\tsh ../a.sh\n",
		"package.json":          `{"scripts": {"build": "run-p build:*", "build:a": "tsc", "build:b": "node b.js", "v": "cross-env A=1 node v.mjs", "postinstall": "node b.js", "start": "next start"}}`,
		"b.js":                  "require('./c')\n",
		"v.mjs":                 "import { simpleGit } from 'simple-git'\n",
		"justfile":              "build:\n    ./plain.sh\nrelease:\n    git push\n",
		"Taskfile.yml":          "version: 3\ntasks:\n  build:\n    cmds:\n      - go build -o {{.OUT}} .\n      - sh a.sh\n",
		"svc/pyproject.toml":    "[build-system]\nrequires = [\"setuptools_scm[toml]>=8\"]\n",
		"composer.json":         `{"scripts": {"post-install-cmd": ["@auto-scripts", "@php bin/x.php", "./a.sh"], "auto-scripts": {"cache:clear": "symfony-cmd"}}}`,
		"web/package.json":      `{"scripts": {"w": "git log"}}`,
		"bin/x.php":             "<?php\n",
		"broken.sh":             "if true; then\ngit log\n",
		"source.bash":           "source lib.sh\nversion\n",
		"requirements.txt":      "flask==3\n-e ./svc\n",
		"plain-req.txt":         "flask==3\n",
		"other/plain-req.txt":   "-e ../svc\n",
		"bare":                  "#!\n",
		"gen/gen.go":            "package gen\n\n//go:generate git log\n",
		"Directory.Build.props": "<Project><PackageReference Include=\"Nerdbank.GitVersioning\"/></Project>",
	}
}

// TestFollow: what asks git, or what is not understood, by way of the scripts that a command calls.
func TestFollow(t *testing.T) {
	files := scripts()
	for command, want := range map[string]string{
		"./a.sh":                          `git lib.sh:2 git describe`,
		"sh a.sh && true":                 `git lib.sh:2 git describe`,
		"cd nested && make":               `git lib.sh:2 git describe`,
		"make sub":                        `git lib.sh:2 git describe`,
		"make":                            ``,
		"make version":                    `git Makefile:8 git tag`,
		"make $TARGET":                    `git lib.sh:2 git describe`,
		"./plain.sh":                      ``,
		"./loop.sh":                       ``,
		"./bare":                          ``,
		"cat a.sh | bash -s":              `git lib.sh:2 git describe`,
		"cat a.sh | bash -c true":         ``,
		"pip install -r plain*.txt":       `git svc/pyproject.toml:2 setuptools_scm`,
		"./unreadable":                    `opaque Dockerfile:3 unreadable`,
		"./tool.xyz":                      `opaque Dockerfile:3 tool.xyz`,
		"mystery":                         `opaque Dockerfile:3 mystery`,
		"$X build":                        `opaque Dockerfile:3 $X build`,
		"sh missing.sh":                   `opaque Dockerfile:3 sh missing.sh`,
		"npm run build":                   ``,
		"npm run v":                       `git v.mjs:1 simple-git`,
		"npm ci":                          ``,
		"npm run absent":                  `opaque Dockerfile:3 npm run absent`,
		"yarn tsc":                        ``,
		"just build":                      `git justfile:4 git push`,
		"task build":                      `git lib.sh:2 git describe`,
		"pip install ./svc":               `git svc/pyproject.toml:2 setuptools_scm`,
		"pip install flask":               ``,
		"dotnet restore":                  `git Directory.Build.props:1 Nerdbank.GitVersioning`,
		"git config --global a b":         ``,
		"bash source.bash":                `git lib.sh:2 git describe`,
		"bash -c 'git log -1'":            `git Dockerfile:3 git log`,
		"sh -c './a.sh'":                  `git lib.sh:2 git describe`,
		"pip install -r requirements.txt": `git svc/pyproject.toml:2 setuptools_scm`,
		"pip install -r plain-req.txt":    ``,
		"concurrently 'git log' 'npm:v'":  `git Dockerfile:3 git log`,
		"concurrently --kill 'npm:v'":     `git v.mjs:1 simple-git`,
		"node --run v":                    `git v.mjs:1 simple-git`,
		"composer install":                `git lib.sh:2 git describe`,
		"composer install --no-scripts":   ``,
		"npm run w --workspace web":       `git web/package.json:1 git log`,
		"python -m pip install ./svc":     `git svc/pyproject.toml:2 setuptools_scm`,
		"python -m app":                   ``,
		"php bin/x.php":                   ``,
		"sh broken.sh":                    `git broken.sh:2 git`,
		"git clone https://x/y r && cd r && make version": ``,
		"composer run-script auto-scripts":                `git lib.sh:2 git describe`,
		"composer validate":                               ``,
		"go generate ./...":                               `git gen/gen.go:3 git log`,
		"git config a b":                                  `git Dockerfile:3 git config`,
		"git log -C":                                      `git Dockerfile:3 git log`,
		"git -C /src rev-parse HEAD":                      `git Dockerfile:3 git rev-parse`,
		"cat .git/HEAD":                                   `git Dockerfile:3 cat .git/HEAD`,
		"tar c --exclude .git .":                          ``,
		"find . -name .git -prune":                        ``,
		"curl https://x/y.git":                            ``,
		"python -c 'import os'":                           ``,
		"python -c 'os.system(\"git log\")'":              `git Dockerfile:3 git log`,
		"jest --changedSince=main":                        `git Dockerfile:3 jest --changedSince=main`,
		"find . -exec git log {} \\;":                     `git Dockerfile:3 git log`,
	} {
		trace := files.follow(command)
		got := ""
		switch {
		case trace.Git != nil:
			got = "git " + formatUse(trace.Git)
		case trace.Opaque != nil:
			got = "opaque " + formatUse(trace.Opaque)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", command, diff)
		}
	}
}

func formatUse(u *Use) string { return u.File + ":" + strconv.Itoa(u.Line) + " " + u.Text }

func TestTextUsesGit(t *testing.T) {
	for text, want := range map[string]string{
		`execSync("git rev-parse HEAD")`:               "git rev-parse",
		"const v = exec(`git describe --tags`)":        "git describe",
		`subprocess.run(["git", "-C", d, "log"])`:      `"git"`,
		`Command::new("git").args(["describe"])`:       `"git"`,
		`s.files = %x(git ls-files -z)`:                "git ls-files",
		`cmd := "cd x && git --no-pager log -1"`:       "git log",
		`open(".git/HEAD")`:                            ".git",
		`path.join(root, '.git')`:                      ".git",
		`import git`:                                   "import git",
		`require("@x/foo-git")`:                        "-git",
		`// runs git describe`:                         "",
		`# git describe`:                               "",
		`url = "https://github.com/a/b.git"`:           "",
		`ignored: ["**/.git/**", "node_modules"]`:      "",
		`const digit = "legit"; git_sha = env.GIT_SHA`: "",
		`"repository": "git+https://x/y.git"`:          "",
		`ssh://git@github.com/x`:                       "",
		`".gitignore"`:                                 "",
	} {
		if got, _ := TextUsesGit([]byte(text + "\n")); got != want {
			t.Errorf("%s: %q, not %q", text, got, want)
		}
	}
}

// TestFollowMakeAgain: calls of make that call each other, from recipes and while the makefiles are read, build every target once.
func TestFollowMakeAgain(t *testing.T) {
	files := tree{
		"Makefile": "X := $(shell make late)\nall: a\n\t$(MAKE) b\n\techo all\na:\n\techo a\nb: a\n\t$(MAKE) all\n\t$(MAKE) A=1 c\n\techo b\nc:\n\techo c\nlate:\n\techo late\n",
	}
	trace := files.follow("make && make all && X=1 make c")
	count := map[string]int{}
	for _, c := range trace.Calls {
		count[c.Text]++
	}
	want := map[string]int{"make": 1, "make all": 2, "X=1 make c": 1, "make late": 1, "make b": 1, "make A=1 c": 1, "echo all": 1, "echo a": 1, "echo b": 1, "echo c": 1, "echo late": 1}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

// FuzzFollow: no script and no makefile makes the package panic.
func FuzzFollow(f *testing.F) {
	f.Add("make", "a: b\n\t$(shell x) $$y ${z}\n", `{"scripts": {"a": "b"}}`)
	f.Add("npm run a && just x && task y && composer install", "define x\nendef\n", `{"scripts": {"a": "npm run a"}}`)
	f.Fuzz(func(t *testing.T, command, makefile, manifest string) {
		files := tree{"Makefile": makefile, "package.json": manifest, "justfile": makefile, "composer.json": manifest, "Taskfile.yml": manifest, "a.sh": command}
		files.follow(command)
	})
}

// TestReadsStamp checks where Go programs read the commit that is embedded in them.
func TestReadsStamp(t *testing.T) {
	for _, c := range []struct {
		name, text, words string
		line              int
	}{
		{"a.go", "package a\n\nvar b, _ = debug.ReadBuildInfo()\n", "debug.ReadBuildInfo", 3},
		{"a.go", "vcs.revision", "vcs.revision", 1},
		{"a.go", "package a\n", "", 0},
		{"x/go.mod", "module a\n\nrequire (\n\tgithub.com/a/b v1.0.0\n\tgithub.com/prometheus/common v0.1.0\n)\n", "github.com/prometheus/common", 5},
		{"go.mod", "module a\n// debug.ReadBuildInfo\n\nrequire github.com/a/b v1.0.0\n", "", 0},
	} {
		if words, line := ReadsStamp(c.name, []byte(c.text)); words != c.words || line != c.line {
			t.Errorf("%s %q: got %q in line %d, want %q in line %d", c.name, c.text, words, line, c.words, c.line)
		}
	}
}

// TestPretends checks the variables by which tools get a version without git.
func TestPretends(t *testing.T) {
	for name, want := range map[string]bool{"SETUPTOOLS_SCM_PRETEND_VERSION": true, "PBR_VERSION": true, "VERSION": false} {
		env := map[string]string{name: "1"}
		if got := PretendsIn(env); got != want {
			t.Errorf("PretendsIn(%s) = %v, want %v", name, got, want)
		}
		script := shell.Parse("pip install .", shell.Options{Env: env})
		if got := Pretends(&script.Commands[0]); got != want {
			t.Errorf("Pretends with %s = %v, want %v", name, got, want)
		}
	}
}

// TestUseString checks how a use is shown.
func TestUseString(t *testing.T) {
	for want, use := range map[string]Use{
		`"git log" (line 3 of a.sh)`: {File: "a.sh", Line: 3, Text: "git log"},
		`"git log" (a.sh)`:           {File: "a.sh", Text: "git log"},
	} {
		if got := use.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestLines: lines of a script are counted from its place in the file.
func TestLines(t *testing.T) {
	for line, want := range map[int]int{0: 7, 1: 7, 2: 8} {
		if got := (place{"a", 7}).at(line); got != want {
			t.Errorf("line %d: got %d, want %d", line, got, want)
		}
	}
}

// TestInterpreterOfContext: the program in the first line of a script is one of the calls, if it may be a file of the context.
func TestInterpreterOfContext(t *testing.T) {
	files := tree{"x": "#!/app/run -u\n", "run": "#!/bin/sh\ntrue\n", "y": "#!/usr/bin/env sh\n"}
	word := shell.Word{Text: "/app/run", Static: true, Line: 1}
	want := Call{Command: shell.Command{Args: []shell.Word{word}, Dir: "/app", Line: 1, Text: "/app/run"}, File: "x", Line: 1}
	calls := files.follow("./x").Calls
	if len(calls) < 2 || !cmp.Equal(calls[1], want, cmpopts.IgnoreUnexported(shell.Command{})) {
		t.Errorf("got %+v, want %+v as the second", calls, want)
	}
	if calls := files.follow("./y").Calls; len(calls) != 1 {
		t.Errorf("got %+v, want only the call of the script", calls)
	}
}

// TestSetupModules: only import statements name the modules that a setup.py runs.
func TestSetupModules(t *testing.T) {
	for line, want := range map[string]string{"import m0": `m0.py:1 "git"`, "from m0 import x": `m0.py:1 "git"`, "print m0": "", "import": "", "m0": ""} {
		files := tree{"setup.py": line + "\n", "m0.py": "run([\"git\", \"log\"])\n"}
		got := ""
		if trace := files.follow("pip install ."); trace.Git != nil {
			got = formatUse(trace.Git)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", line, got, want)
		}
	}
}
