package needs

import (
	"fmt"
	"testing"

	"github.com/ctxsize/ctxsize/internal/shell"
)

// TestWordBytes has the first and last characters of each range, and the characters beside them.
func TestWordBytes(t *testing.T) {
	for text, want := range map[bool]string{true: "_09azAZ", false: "/:`{@[- .\x7f"} {
		for n := range len(want) {
			if got := isWordByte(want, n); got != text {
				t.Errorf("%q: got %t, want %t", want[n], got, text)
			}
		}
	}
	for _, at := range []int{-1, 2} {
		if isWordByte("ab", at) || byteAt("ab", at) != ' ' {
			t.Errorf("a character at %d of 2 is no word", at)
		}
	}
	for want, text := range map[bool]string{true: "-_.09azAZ", false: "/:`{@[,+ "} {
		for _, c := range text {
			if got := isNameRune(c); got != want {
				t.Errorf("name with %q: got %t, want %t", c, got, want)
			}
		}
	}
}

// TestLineUsesGit has the ways in which a line of a program uses git, and what only looks like it.
func TestLineUsesGit(t *testing.T) {
	for line, want := range map[string]string{
		`exec(git, "describe")`:           "git describe",
		`Tool::git("describe")`:           "git describe",
		`tool:git("describe")`:            "",
		`run("git log")`:                  "git log",
		`run("git	log")`:                  "git log",
		`run git log`:                     "git log",
		`git`:                             "",
		`git log`:                         "git log",
		`"git -C . -c a=b log"`:           "git log",
		`"git commit-graph log"`:          "",
		`"git.exe"`:                       `"git.`,
		`spawn("/usr/bin/git", args)`:     "bin/git",
		`see /usr/bin/git`:                "",
		`"/usr/share/git"`:                "",
		`simple-git`:                      "simple-git",
		`use simple-git`:                  "simple-git",
		`(xsimple-git)`:                   "",
		`open(".git")`:                    ".git",
		"open(`.git`)":                    ".git",
		`cp -r .git /x`:                   ".git",
		`cat /src/.git/HEAD`:              ".git",
		`x ".git,y"`:                      "",
		`a.git"`:                          "",
		`x=.git`:                          "",
		`["**/.git/**"]`:                  "",
		`legit log`:                       "",
		`gitx log`:                        "",
		`"git@host log"`:                  "",
		`"git+https log"`:                 "",
		`"git: log"`:                      "",
		`"my-git"`:                        "-git",
		`my-git log`:                      "",
		`import git`:                      "import git",
		`from git import Repo`:            "import git",
		`from gitx.git import Repo`:       "",
		`digit git legit "git rev-parse"`: "git rev-parse",
	} {
		if got := lineUsesGit(line); got != want {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
	text := "a\nb\n// git log\n  # git log\nc git log\ngit tag\n"
	if words, line := TextUsesGit([]byte(text)); words != "git log" || line != 5 {
		t.Errorf("got %q in line %d, want git log in line 5", words, line)
	}
	if words, line := TextUsesGit([]byte("a\n// git log\n")); words != "" || line != 0 {
		t.Errorf("got %q in line %d, want nothing", words, line)
	}
}

// TestGitWith: the command of git is found behind flags, but not far away.
func TestGitWith(t *testing.T) {
	for text, want := range map[string]string{
		"git -a -b -c -d -e -f log":               "git log",
		"git -a -b -c -d -e -f -g log":            "",
		"git --git-dir x describe":                "git describe",
		"git x describe":                          "",
		"git":                                     "",
		"git " + fmt.Sprintf("%193s", "") + "log": "git log",
		"git " + fmt.Sprintf("%194s", "") + "log": "",
	} {
		if got := gitWith(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestComments has the beginnings of lines that are comments.
func TestComments(t *testing.T) {
	for line, want := range map[string]bool{"// a": true, "# a": true, "## a": true, "#": false, "#!/bin/sh": false, "/* a": true, "* a": true, "*a": false, "-- a": true,
		"<!-- a": true, "a // b": false} {
		if got := isComment(line); got != want {
			t.Errorf("%q: got %t, want %t", line, got, want)
		}
	}
}

// TestNamedAfterGit has names of packages that read a repository, and names of services.
func TestNamedAfterGit(t *testing.T) {
	for name, want := range map[string]bool{
		"jgitver-maven-plugin": true, "gatsby-transformer-gitinfo": true, "LibGit2Sharp": true, "@x/gitrev": true, "a.gitinfo": true, "a_gitinfo": true,
		"git": false, "a-git": false, "github-api": false, "@x/gitlab": false, "digit": false, "gitignore-parser": false, "rejgit": false,
	} {
		if got := isNamedAfterGit(name); got != want {
			t.Errorf("%s: got %t, want %t", name, got, want)
		}
	}
}

// TestManifestUsesGit: a name in a manifest that makes a tool run git is found with its line, and addresses are none.
func TestManifestUsesGit(t *testing.T) {
	for _, c := range []struct {
		name, text, words string
		line              int
	}{
		{"a/pyproject.toml", "[build-system]\nrequires = [\"hatchling\", \"hatch-vcs>=1\"]\n", "hatch-vcs", 2},
		{"pyproject.toml", "[build-system]\nrequires = [\"x @ https://h/setuptools_scm.zip\"]\n", "", 0},
		{"setup.cfg", "[options]\nsetup_requires =\n  pbr\n", "pbr", 3},
		{"Cargo.toml", "[package]\nname = \"a\"\n[build-dependencies]\nshadow_rs = \"1\"\n", "shadow_rs", 4},
		{"Cargo.toml", "[dependencies]\nserde = \"1\"\n", "", 0},
		{"pom.xml", "<project>\n<scm><connection>scm:git:gitinfo</connection></scm>\n</project>\n", "", 0},
		{"pom.xml", "<project><build><plugins><plugin>\n<artifactId>git-commit-id-plugin</artifactId></plugin></plugins></build></project>\n", "git-commit-id-plugin", 2},
	} {
		if words, line := ManifestUsesGit(c.name, []byte(c.text)); words != c.words || line != c.line {
			t.Errorf("%s: got %q in line %d, want %q in line %d\n%s", c.name, words, line, c.words, c.line, c.text)
		}
	}
}

// TestCommandUsesGit: a command uses the repository if it is git with a command that reads one, a program that runs git, or has .git as an argument.
func TestCommandUsesGit(t *testing.T) {
	for text, want := range map[string]string{
		"git log":                                  "git log",
		"git -C /x -c a=b log":                     "git log",
		"git --git-dir /x --no-pager log":          "git log",
		"git -C":                                   "",
		"git --work-tree clone log":                "git log",
		"git":                                      "",
		"git clone x":                              "",
		"git config --file x a b":                  "",
		"git config -f x a b":                      "",
		"git config --system a b":                  "",
		"git config a b":                           "git config",
		"git diff --no-index a b":                  "",
		"git diff a":                               "git diff",
		"git archive --remote=x HEAD":              "",
		"git archive HEAD":                         "git archive",
		"git-cliff -o x y":                         "git-cliff -o x",
		"goreleaser":                               "goreleaser",
		"rm -rf .git":                              "",
		"echo .git":                                "",
		"printf .git":                              "",
		"dune subst":                               "dune subst",
		"dune build":                               "",
		"dune":                                     "",
		"hugo --enableGitInfo":                     "hugo --enableGitInfo",
		"cp .git x":                                "cp .git",
		"cp a/.git/HEAD x":                         "cp a/.git/HEAD",
		"cp .git/ x":                               "cp .git/",
		"pip install .git#egg":                     "pip .git#egg",
		"x --dir=.git":                             "x --dir=.git",
		"x --dir=a.git":                            "",
		"x https://h/.git":                         "",
		"x a@h:.git":                               "",
		"find . .git":                              "",
		"bfs . -name .git":                         "",
		"bfs . -path .git":                         "",
		"bfs . -not .git":                          "",
		"bfs . ! .git":                             "",
		"bfs . -type .git":                         "bfs .git",
		"bfs .git -name":                           "bfs .git",
		"tar c --exclude .git .":                   "",
		"tar c --exclude=.git .":                   "",
		"x --ignore .git":                          "",
		"x --skip-dir .git":                        "",
		"x --prune .git":                           "",
		"x exclude .git":                           "x .git",
		"nx affected":                              "nx affected",
		"nx affected:build":                        "nx affected:build",
		"cat affected":                             "",
		"turbo run --filter=[HEAD^1]":              "turbo --filter=[HEAD^1]",
		"turbo run --filter=[origin/x]":            "turbo --filter=[origin/x]",
		"turbo run --filter=[main]":                "turbo --filter=[main]",
		"turbo run --filter=[master]":              "turbo --filter=[master]",
		"turbo run --filter=web":                   "",
		"lerna run --since":                        "lerna --since",
		"lerna run --since=x":                      "lerna --since=x",
		"lerna run --sincerely":                    "",
		"go build -buildvcs":                       "go -buildvcs",
		"go build -buildvcs=true":                  "go -buildvcs=true",
		"go build --buildvcs=1":                    "go --buildvcs=1",
		"go build -buildvcs=false":                 "",
		"go build -buildvcs=auto":                  "",
		"go build buildvcs":                        "",
		"cargo build -buildvcs":                    "",
		"bazel build --stamp":                      "bazel --stamp",
		"bazel build --workspace_status_command=x": "bazel --workspace_status_command=x",
		"bazel build --stamped":                    "",
	} {
		script := shell.Parse(text, shell.Options{})
		if got := UsesGit(&script.Commands[0]); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// TestMakesRepository has the directories that git clone and git init make.
func TestMakesRepository(t *testing.T) {
	for text, want := range map[string]string{
		"git clone https://h/a/r.git":    "/app/r true",
		"git clone https://h/a/r d":      "/app/d true",
		"git clone -q https://h/a/r /d/": "/d true",
		"git clone":                      "/app true",
		"git init":                       "/app true",
		"git init d":                     "/app/d true",
		"git -C x init d":                "/app/x/d true", "git -C /y clone h/r": "/y/r true",
		"git log":    " false",
		"hg clone x": " false",
	} {
		script := shell.Parse(text, shell.Options{Dir: "/app"})
		dir, ok := makesRepository(&script.Commands[0])
		if got := fmt.Sprint(dir, " ", ok); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	script := shell.Parse("git init d", shell.Options{})
	if dir, ok := makesRepository(&script.Commands[0]); dir != "" || !ok {
		t.Errorf("in an unknown directory: got %q, %t", dir, ok)
	}
}
