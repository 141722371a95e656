package conformance

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/compare"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// improvedProjects is how many projects are built, improved and built again.
const improvedProjects = 40

// TestImproved: what built before builds after `ctxsize suggest --write`, with the number that is promised, and so does what is made with
// --all and --allowlist where that is to be had.
func TestImproved(t *testing.T) {
	t.Parallel()
	for n := range improvedProjects {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			offend(t, rand.New(rand.NewPCG(uint64(shared.seed), uint64(n))), dir)
			if before := buildDirectory(t, dir); before.Failure != builder.None {
				return
			}
			for _, flags := range [][]string{{"--write"}, {"--write", "--all"}, {"--write", "--allowlist"}} {
				out, err := exec.CommandContext(t.Context(), shared.program.Path(), append([]string{"suggest", dir}, flags...)...).CombinedOutput()
				if err != nil {
					if slices.Contains(flags, "--allowlist") && strings.Contains(string(out), "whole context") {
						return
					}
					t.Fatalf("suggest %v: %v\n%s", flags, err, out)
				}
				after := buildDirectory(t, dir)
				a, err := shared.program.Ask(t.Context(), dir)
				if err != nil {
					t.Fatal(err)
				}
				if after.Failure != builder.None {
					t.Errorf("after %v the build fails: %v\n%s", flags, after.Err, out)
				} else if diff := compare.BuildKit(after, a); diff != "" {
					t.Errorf("after %v the builder (-) and ctxsize (+) differ\n%s", flags, diff)
				}
			}
		})
	}
}

func buildDirectory(t *testing.T, dir string) builder.Outcome {
	t.Helper()
	o, err := shared.daemon.Build(t.Context(), builder.Build{Context: dir})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// offend writes a project as people's clones are: sources, and what lies among them.
func offend(t *testing.T, random *rand.Rand, dir string) {
	t.Helper()
	chances := map[string]int{"package.json": 1, "src/main.js": 1, "web/package.json": 2, "web/src/a.js": 1, "node_modules/.package-lock.json": 2,
		"node_modules/a/index.js": 2, "web/node_modules/b/index.js": 2, ".git/HEAD": 2, ".git/objects/pack/x": 2, "api/.venv/pyvenv.cfg": 2, "api/app.py": 1,
		"api/__pycache__/app.pyc": 2, "dist/bundle.js": 2, "web/dist/a.js": 2, ".env": 2, "api/.env": 2, "backup.dump": 2, "logs/app.log": 2, "README.md": 1,
		"docs/a.md": 2, "target/.rustc_info.json": 3, "target/app": 3, "Cargo.toml": 3, "cache/CACHEDIR.TAG": 3}
	for _, name := range slices.Sorted(maps.Keys(chances)) {
		if random.IntN(chances[name]) == 0 {
			text := strings.Repeat("x", random.IntN(40000))
			if strings.HasSuffix(name, ".TAG") {
				text = "Signature: 8a477f597d28d172789f06886806bc55\n"
			}
			testtree.Write(t, dir, name, []byte(text))
		}
	}
	text := "FROM scratch\n"
	for range 1 + random.IntN(4) {
		text += "COPY " + []string{".", "src", "src/*.js", "package.json", "dist*", "web", "web/src", "logs*", "api", "web/dis[t]", "api/app.py README.md"}[random.IntN(11)] + " /d/\n"
	}
	testtree.Write(t, dir, "Dockerfile", []byte(text))
	if random.IntN(2) == 0 {
		lines := []string{"node_modules/", "*.md", "!README.md", ".env", "__pycache__", "# a comment", "dist # built", "*.log", "nothing", ".venv/"}
		random.Shuffle(len(lines), func(a, b int) { lines[a], lines[b] = lines[b], lines[a] })
		testtree.Write(t, dir, ".dockerignore", []byte(strings.Join(lines[:random.IntN(len(lines))], "\n")))
	}
}
