package installs

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var programFlag = flag.String("ctxsize", "", "the `file` of a built ctxsize; it is built if this is empty")

// programs and berry are the packages of the package managers that the tests install from npm's registry. Both versions of Yarn have a program
// of one name.
var (
	programs = []string{"pnpm@9.15.9", "yarn@1.22.22"}
	berry    = []string{"@yarnpkg/cli-dist@4.6.0"}
)

const npmDockerfile = "-- Dockerfile --\nFROM node:22\nWORKDIR /app\nCOPY . .\nRUN %s\nRUN test -e src/main.js\n-- src/main.js --\nx\n-- .dockerignore --\n**/node_modules\n"

// projects are archives with a Dockerfile that copies the sources before an install. lock is the command that makes the lock file.
var projects = []struct{ name, lock, files string }{
	{"npm", "npm install --package-lock-only", fmt.Sprintf(npmDockerfile, "npm ci") + `-- .npmrc --
fund=false
-- package.json --
{"name": "a", "scripts": {"preinstall": "true"}, "dependencies": {"is-odd": "3.0.1"}}
`},
	{"npm workspaces", "npm install --package-lock-only", fmt.Sprintf(npmDockerfile, "npm ci && test -x node_modules/.bin/tool") + `-- package.json --
{"name": "a", "workspaces": ["packages/*"], "dependencies": {"tool": "1.0.0"}}
-- packages/tool/package.json --
{"name": "tool", "version": "1.0.0", "bin": "cli.js", "dependencies": {"is-number": "6.0.0"}}
-- packages/tool/cli.js --
#!/usr/bin/env node
-- packages/tool/lib/a.js --
x
`},
	{"npm in a directory", "cd ui && npm install --package-lock-only", `-- Dockerfile --
FROM node:22
COPY ui /src/ui
WORKDIR /src/ui
RUN npm ci
-- ui/package.json --
{"name": "a", "dependencies": {"is-odd": "3.0.1"}}
-- ui/src/main.js --
x
`},
	{"pnpm workspaces", "pnpm install --lockfile-only", fmt.Sprintf(npmDockerfile, "pnpm install --frozen-lockfile") + `-- package.json --
{"name": "a", "dependencies": {"is-odd": "3.0.1", "b": "workspace:*"}, "pnpm": {"patchedDependencies": {"is-odd@3.0.1": "patches/is-odd.patch"}}}
-- pnpm-workspace.yaml --
packages: ["packages/**"]
-- .npmrc --
store-dir=/tmp/ctxsize-pnpm-store
-- .pnpmfile.cjs --
module.exports = {hooks: {readPackage: (p) => p}}
-- patches/is-odd.patch --
diff --git a/patched.js b/patched.js
new file mode 100644
--- /dev/null
+++ b/patched.js
@@ -0,0 +1 @@
+module.exports = 1
-- packages/b/package.json --
{"name": "b", "version": "1.0.0", "bin": {"b": "bin/b.js"}, "dependencies": {"is-number": "6.0.0"}}
-- packages/b/bin/b.js --
#!/usr/bin/env node
-- packages/b/b.js --
x
`},
	{"yarn", "yarn install --no-progress --ignore-scripts && rm -r node_modules", fmt.Sprintf(npmDockerfile, "yarn install --frozen-lockfile --no-progress") + `-- package.json --
{"name": "a", "private": true, "workspaces": ["packages/*"], "dependencies": {"is-odd": "3.0.1"}}
-- packages/b/package.json --
{"name": "b", "version": "1.0.0", "dependencies": {"is-number": "6.0.0"}}
-- packages/b/b.js --
x
`},
	{"yarn berry", "mkdir -p .yarn/releases && cp \"$BERRY\" .yarn/releases/yarn-4.cjs && YARN_ENABLE_IMMUTABLE_INSTALLS=false yarn install --mode=update-lockfile && rm -rf node_modules .yarn/install-state.gz",
		fmt.Sprintf(npmDockerfile, "yarn install --immutable") + `-- package.json --
{"name": "a", "private": true, "workspaces": ["packages/*"], "dependencies": {"is-odd": "3.0.1"}}
-- .yarnrc.yml --
yarnPath: .yarn/releases/yarn-4.cjs
nodeLinker: node-modules
enableGlobalCache: false
enableTelemetry: false
cacheFolder: /tmp/ctxsize-yarn-cache
-- packages/b/package.json --
{"name": "b", "version": "1.0.0", "dependencies": {"is-number": "6.0.0"}}
-- packages/b/b.js --
x
`},
	{"pip", "true", `-- Dockerfile --
FROM python:3.13
WORKDIR /app
COPY . .
RUN pip install --no-index --no-compile --target installed -r requirements/dev.txt
-- requirements/dev.txt --
--find-links ../wheels
-r base.txt
-c ../constraints.txt
-- requirements/base.txt --
made
-- constraints.txt --
made<2
-- app.py --
x
`},
}

// TestInstalls runs the installs of each project in the order of its Dockerfile and in that of the proposed one: both succeed, and leave the same
// files. It is skipped where npm, or a registry, is missing.
func TestInstalls(t *testing.T) {
	program := *programFlag
	if program == "" {
		program = filepath.Join(t.TempDir(), "ctxsize")
		build := exec.Command("go", "build", "-o", program, "./cmd/ctxsize")
		build.Dir = "../.."
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("building ctxsize: %v\n%s", err, out)
		}
	}
	env := tools(t)
	for _, p := range projects {
		t.Run(p.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, p.files)
			if p.name == "pip" {
				needs(t, "pip")
				wheel(t, filepath.Join(dir, "wheels", "made-1.0-py3-none-any.whl"))
			}
			shell(t, dir, env, p.lock)
			changed := t.TempDir()
			if err := os.CopyFS(changed, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			apply(t, changed, proposed(t, program, dir))
			before, after := run(t, dir, env), run(t, changed, env)
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("the files differ (-before +after):\n%s", diff)
			}
		})
	}
}

func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed", program)
	}
}

// tools installs the package managers, and returns the environment to call them.
func tools(t *testing.T) []string {
	t.Helper()
	needs(t, "npm")
	needs(t, "git")
	bin := filepath.Join(install(t, programs), "node_modules", ".bin")
	return append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "BERRY="+filepath.Join(install(t, berry), "node_modules", "@yarnpkg", "cli-dist", "bin", "yarn.js"))
}

// install installs packages of npm in a new directory.
func install(t *testing.T, packages []string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	c := exec.Command("npm", append([]string{"install", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix", dir}, packages...)...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Skipf("no package managers from the registry: %v\n%s", err, out)
	}
	return dir
}

func write(t *testing.T, dir, files string) {
	t.Helper()
	for _, f := range txtar.Parse([]byte(files)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// wheel writes a Python package.
func wheel(t *testing.T, name string) {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for file, text := range map[string]string{
		"made.py": "x = 1\n", "made-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: made\nVersion: 1.0\n",
		"made-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n", "made-1.0.dist-info/RECORD": "",
	} {
		w, err := z.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// shell runs a command in a directory.
func shell(t *testing.T, dir string, env []string, command string) {
	t.Helper()
	c := exec.Command("sh", "-ec", command)
	c.Dir, c.Env = dir, env
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
}

// proposed returns the diff of the finding copy-before-install.
func proposed(t *testing.T, program, dir string) string {
	t.Helper()
	c := exec.Command(program, "audit", "--json", ".")
	c.Dir = dir
	out, err := c.Output()
	if err != nil {
		t.Fatalf("ctxsize audit: %v", err)
	}
	var report struct {
		Builds []struct {
			Findings []struct {
				Code string
				Fix  struct{ Text, Diff string }
			}
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	for _, b := range report.Builds {
		for _, f := range b.Findings {
			if f.Code == "copy-before-install" {
				if f.Fix.Diff == "" {
					t.Fatalf("no diff: %s", f.Fix.Text)
				}
				return f.Fix.Diff
			}
		}
	}
	t.Fatalf("no finding copy-before-install:\n%s", out)
	return ""
}

func apply(t *testing.T, dir, diff string) {
	t.Helper()
	c := exec.Command("git", "apply", "-")
	c.Dir, c.Stdin = dir, strings.NewReader(diff)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s\n%s", err, out, diff)
	}
}

// run follows the WORKDIR, COPY and RUN instructions of a Dockerfile in an empty directory, and returns the files that are there in the end, with
// their contents.
func run(t *testing.T, context string, env []string) map[string]string {
	t.Helper()
	root := t.TempDir()
	text, err := os.ReadFile(filepath.Join(context, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	dir := "/"
	for line := range strings.Lines(string(text)) {
		keyword, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch keyword {
		case "WORKDIR":
			dir = rest
			if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
				t.Fatal(err)
			}
		case "COPY":
			words := strings.Fields(rest)
			dest := words[len(words)-1]
			if !filepath.IsAbs(dest) {
				dest = filepath.Join(dir, dest)
			}
			for _, source := range words[:len(words)-1] {
				copyPath(t, filepath.Join(context, source), filepath.Join(root, dest))
			}
		case "RUN":
			shell(t, filepath.Join(root, dir), env, rest)
		}
	}
	return files(t, root)
}

// copyPath copies as COPY does into a directory: a file under its name, a directory with its contents.
func copyPath(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(to, 0o755); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(from); err == nil && info.IsDir() {
		from += "/."
	}
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		t.Fatalf("cp: %v\n%s", err, out)
	}
}

// volatile are files in which package managers note times or directories.
var volatile = []string{".modules.yaml", ".yarn-state.yml", ".yarn-integrity", "install-state.gz", ".package-lock.json", "Dockerfile", ".dockerignore", ".pnpm-workspace-state.json"}

// files returns the contents of the files below a directory, and the targets of links.
func files(t *testing.T, root string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		for _, name := range volatile {
			if d.Name() == name {
				return nil
			}
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if d.Type()&os.ModeSymlink != 0 {
			found[rel], err = os.Readlink(path)
			return err
		}
		text, err := os.ReadFile(path)
		found[rel] = strings.ReplaceAll(string(text), root, "ROOT")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
