package rebuild_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/history"
	"github.com/ctxsize/ctxsize/internal/rebuild"
)

// knownHistory is the script of each commit. The first one is the root, which is not compared.
var knownHistory = []string{
	"mkdir src docs; echo 1 >package.json; echo 1 >src/a.js; echo 1 >docs/a.md; echo 1 >README.md",
	"echo 2 >src/a.js", // 1: content
	"echo 2 >README.md",
	"echo 2 >package.json",
	"echo 1 >src/a.js",      // 4: as in the root
	"chmod +x src/a.js",     // 5: mode
	"true",                  // 6: nothing
	"git mv src/a.js src/b", // 7: name
	"rm -r docs",            // 8: a directory disappears
	"mkdir docs; echo 1 >docs/a.md",
	"mkdir tmp; echo 1 >tmp/a", // 10: all files of the new directory are excluded, the directory is not
	"echo 1 >tmp/b",
	"echo 1 >build.log",
	"ln -s src lib", // 13: a link to a directory
	"echo 3 >src/b", // 14
	"echo 1 >package-lock.json",
	"echo 2 >package-lock.json", // 16
	"echo 1 >packages.txt",
	"ln -sfn docs lib", // 18: the link leads elsewhere
	"echo 2 >docs/a.md",
	"rm README.md; mkdir README.md; echo 2 >README.md/x", // 20: a file becomes a directory
	"rm -r README.md; echo 2 >README.md",
	"mkdir -p src/deep/er; echo 1 >src/deep/er/x", // 22
	"rm -r src/deep",
	"git mv docs documents", // 24
	"git mv documents docs",
	"chmod -x src/b", // 26
	"echo 1 >package.json; echo 3 >src/c",
	"printf 1 >\"src/$(printf 'a\\nb \\303\\274')\"", // 28: a name with a line break
	"rm lib; echo 1 >lib",                            // 29: the link becomes a file
}

// TestKnownHistory replays thirty commits of every kind, with known effects.
func TestKnownHistory(t *testing.T) {
	r := newRepository(t)
	for _, script := range knownHistory {
		r.commit(script)
	}
	const ignore = ".git\ntmp/*\n*.log\n"
	for _, c := range []struct{ name, dockerfile, ignore, want string }{
		{"a directory", "FROM scratch\nCOPY src /src\nRUN x", ignore, "2: 1 5 7 14 22 26 27 28; 3: 1 5 7 14 22 26 27 28"},
		{"a directory that disappears fails the build", "FROM scratch\nCOPY docs /docs", ignore, "2: 19; fails: 8 24"},
		{"a file", "FROM scratch\nCOPY README.md /", ignore, "2: 2 20"},
		{"wildcard", "FROM scratch\nCOPY package*.json /\nRUN x", ignore, "2: 3 15 16 27; 3: 3 15 16 27"},
		{"everything", "FROM scratch\nCOPY . .", ignore, "2: 1 2 3 4 5 7 8 10 13 14 15 16 17 18 19 20 22 24 26 27 28 29"},
		// A link in the root counts by what it leads to, and fails the build where it leads to nothing, as soon as there are patterns.
		{"everything but a source", "FROM scratch\nCOPY --exclude=docs --exclude=**/deep . .", ignore, "2: 1 2 3 4 5 7 10 13 14 15 16 17 18 19 20 26 27 28 29; fails: 24"},
		{"an excluded directory appears unnoticed", "FROM scratch\nCOPY . .", ignore + "tmp\ndocs\nlib\n", "2: 1 2 3 4 5 7 14 15 16 17 20 22 24 26 27 28"},
		{"a directory all of whose files are excluded", "FROM scratch\nCOPY tmp* /tmp", ignore, "2: 10"},
		{"files before the rest", "FROM scratch\nCOPY package.json /\nRUN install\nCOPY src /src\nRUN build", ignore,
			"2: 3; 3: 3; 4: 1 3 4 5 7 14 22 26 27 28; 5: 1 3 4 5 7 14 22 26 27 28"},
		{"parents", "FROM scratch\nCOPY --parents **/*.js /", ignore, "2: 1 5 7"},
		{"parents with a pivot", "FROM scratch\nCOPY --parents src/./deep* /", ignore, "2: 22"},
		{"mount", "FROM scratch\nRUN --mount=source=src,target=/src x\nRUN y", ignore, "2: 1 5 7 14 22 26 27 28; 3: 1 5 7 14 22 26 27 28"},
		{"stages", "FROM scratch AS a\nCOPY src /src\nFROM a AS b\nRUN x\nFROM scratch\nCOPY package.json /\nCOPY --from=b /out /\nRUN y", ignore,
			"2: 1 5 7 14 22 26 27 28; 4: 1 5 7 14 22 26 27 28; 6: 3; 7: 1 3 4 5 7 14 22 26 27 28; 8: 1 3 4 5 7 14 22 26 27 28"},
		{"a stage that only copies", "FROM scratch AS a\nCOPY . /all\nFROM scratch\nCOPY --from=a /all/package.json /all/docs/../package-lock.json* /\nRUN y", ignore,
			"2: 1 2 3 4 5 7 8 10 13 14 15 16 17 18 19 20 22 24 26 27 28 29; 4: 3 15 16 27; 5: 3 15 16 27"},
		{"one file of a wildcard", "FROM scratch AS a\nCOPY package*.json src* /all/\nFROM scratch\nCOPY --from=a /all/package.json /\nCOPY --from=a /all/b* /\nRUN y", ignore,
			"2: 1 3 4 5 7 14 15 16 22 26 27 28; 4: 3; 5: 3 7 14 26 27; 6: 3 7 14 26 27"},
		{"one file of a wildcard by way of a stage", "FROM scratch AS a\nCOPY . /all\nFROM scratch AS b\nCOPY --from=a /all/package*.json /all/src* /b/\nFROM scratch\nCOPY --from=b /b/package.json /b/a.js* /\n", ignore,
			"2: 1 2 3 4 5 7 8 10 13 14 15 16 17 18 19 20 22 24 26 27 28 29; 4: 1 3 4 5 7 14 15 16 22 26 27 28; 6: 1 3 4 5 7 27"},
		{"a directory of everything but a source", "FROM scratch AS a\nCOPY --exclude=docs --exclude=lib . /all/\nFROM scratch\nCOPY --from=a /all/src /src/\nRUN y", ignore,
			"2: 1 2 3 4 5 7 10 14 15 16 17 20 22 24 26 27 28; 4: 1 5 7 14 22 26 27 28; 5: 1 5 7 14 22 26 27 28"},
		{"a file of parents", "FROM scratch AS a\nCOPY --parents src docs/./a.md /all/\nFROM scratch\nCOPY --from=a /all/src/b* /all/a.m[d] /\nRUN y", ignore,
			"2: 1 5 7 14 19 22 26 27 28; 4: 7 14 19 26; 5: 7 14 19 26; fails: 8 24"},
		{"a linked layer", "FROM scratch\nCOPY src /src\nCOPY --link package.json /\nRUN x", ignore, "2: 1 5 7 14 22 26 27 28; 3: 3; 4: 1 3 4 5 7 14 22 26 27 28"},
		{"what a RUN made before a COPY", "FROM scratch AS a\nRUN x\nCOPY src /src\nFROM scratch\nCOPY --from=a /out /\nCOPY --from=a /src/b* /\nRUN y", ignore,
			"2: ; 3: 1 5 7 14 22 26 27 28; 5: ; 6: 7 14 26; 7: 7 14 26"},
		{"stages that are not needed", "FROM scratch AS a\nCOPY src /src\nFROM scratch\nCOPY README.md /", ignore, "4: 2 20"},
		{"the repository", "FROM scratch\nCOPY .git/index src /\n", "", "2: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29"},
		{"HEAD alone, which leads to a branch", "FROM scratch\nCOPY . /\n", "*\n!.git/HEAD\n!package.json\n", "2: 3"},
		{"through a link", "FROM scratch\nCOPY li[b] /x\nRUN x", ignore, "2: 13 14 18 19 29; 3: 13 14 18 19 29; fails: 24"},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, filepath.Join(r.dir, "Dockerfile"), c.dockerfile)
			write(t, filepath.Join(r.dir, ".dockerignore"), c.ignore)
			if got := reruns(r.churn(".", history.Options{}, nil)); got != c.want {
				t.Errorf("%s\ngot  %s\nwant %s", c.dockerfile, got, c.want)
			}
		})
	}
}

// TestLoop: links that lead to each other lead to nothing.
func TestLoop(t *testing.T) {
	r := newRepository(t)
	r.commit("echo 1 >x; ln -s x l; printf 'FROM scratch\\nCOPY l* /\\n' >Dockerfile")
	r.commit("ln -sfn l l")
	r.commit("ln -sfn m l; ln -s l m")
	r.commit("rm m; ln -sfn x l")
	r.commit("echo 2 >x")
	if got := reruns(r.churn(".", history.Options{}, nil)); got != "2: 4; fails: 1 2" {
		t.Error(got)
	}
}

// TestFirstBuild: where no commit before it can be built, the first one that can fills the cache, and reruns nothing.
func TestFirstBuild(t *testing.T) {
	r := newRepository(t)
	for _, script := range []string{"echo 1 >x", "echo 2 >x", "mkdir src; echo 1 >src/a", "echo 2 >src/a", "echo 3 >x"} {
		r.commit(script)
	}
	write(t, filepath.Join(r.dir, "Dockerfile"), "FROM scratch\nRUN setup\nCOPY src /src\nRUN build\nCOPY x /\n")
	write(t, filepath.Join(r.dir, ".dockerignore"), ".git\n")
	c := r.churn(".", history.Options{}, nil)
	if got := reruns(c); got != "2: ; 3: 3; 4: 3; 5: 3 4; fails: 1" || c.Built() != 2 || c.Commits-c.First != 2 {
		t.Errorf("%s; %d built after commit %d", got, c.Built(), c.Commits-c.First)
	}
}

// TestWildcards: a wildcard that matches nothing is no failure, but nothing of the directory in front of it is.
func TestWildcards(t *testing.T) {
	for dockerfile, want := range map[string]string{
		"COPY src/*.js /":                                           "2: 4; fails: 2 3",
		"COPY src/*.js /\nCOPY src/b* /":                            "2: 2 4; 3: 2 4; fails: 3",
		"COPY src/*.js /\nCOPY . /":                                 "2: 2 4; 3: 1 2 4; fails: 3",
		"COPY src/*.js /\nRUN --mount=source=src/b,target=/b build": "2: 2 4; 3: 2 4; fails: 3",
		"COPY *.js /":                                               "2: ",
	} {
		r := newRepository(t)
		for _, script := range []string{"mkdir src; echo 1 >src/a.js; echo 1 >src/b", "echo 1 >x", "rm src/a.js", "rm src/b; echo 2 >x", "mkdir -p src; echo 2 >src/a.js; echo 2 >src/b"} {
			r.commit(script)
		}
		write(t, filepath.Join(r.dir, "Dockerfile"), "FROM scratch\n"+dockerfile+"\n")
		write(t, filepath.Join(r.dir, ".dockerignore"), ".git\n")
		if got := reruns(r.churn(".", history.Options{}, nil)); got != want {
			t.Errorf("%s: %s, want %s", dockerfile, got, want)
		}
	}
}

// reruns lists the commits on which each step runs again, by the line of the step, and those that fail, counted from the oldest.
func reruns(c *rebuild.Churn) string {
	numbers := func(list []int) string {
		slices.Sort(list)
		return strings.Trim(fmt.Sprint(list), "[]")
	}
	var parts []string
	for _, s := range c.Steps {
		var list []int
		for _, n := range s.Commits {
			list = append(list, c.Commits-n)
		}
		parts = append(parts, fmt.Sprintf("%d: %s", s.Line, numbers(list)))
	}
	if len(c.Failing) > 0 {
		var list []int
		for _, n := range c.Failing {
			list = append(list, c.Commits-n)
		}
		parts = append(parts, "fails: "+numbers(list))
	}
	return strings.Join(parts, "; ")
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
