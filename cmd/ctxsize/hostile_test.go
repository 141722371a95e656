package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// answer is what a run of the program gave.
type answer struct {
	stdout, stderr string
	code           int
}

// call runs the program in this process.
func call(dir, stdin string, args ...string) answer {
	var stdout, stderr bytes.Buffer
	code := run(world{args: args, stdin: strings.NewReader(stdin), stdout: &stdout, stderr: &stderr, env: []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH")}, dir: dir})
	return answer{stdout.String(), stderr.String(), code}
}

// colors are the sequences that a report may hold with --color always.
var colors = regexp.MustCompile(`\x1b\[(?:[012]|3[1346])?m`)

// commands are what a CI system obeys in a log: GitHub at the beginning of a line, the others anywhere.
var commands = regexp.MustCompile(`(?mi)^\s*::|##\[|##vso\[|##teamcity\[|section_(?:start|end):`)

// checkText fails if a text contains characters that must be escaped.
func checkText(t *testing.T, what, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s: not UTF-8: %q", what, text)
	}
	for _, r := range text {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
			t.Errorf("%s: %U in %q", what, r, text)
			return
		}
	}
	if found := commands.FindString(text); found != "" {
		t.Errorf("%s: %q in %q", what, found, text)
	}
}

// checkJSON fails where one of the lines, or the text, is no JSON.
func checkJSON(t *testing.T, what, text string) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	for d.More() {
		var value any
		if err := d.Decode(&value); err != nil {
			t.Errorf("%s: %v in %q", what, err, text)
			return
		}
	}
}

// check runs the program and checks its output.
func check(t *testing.T, dir, stdin string, args ...string) answer {
	t.Helper()
	a := call(dir, stdin, args...)
	what := fmt.Sprintf("%q", args)
	checkText(t, what+": stderr", a.stderr)
	stdout := a.stdout
	switch {
	case slices.Contains(args, "-0"):
		return a
	case slices.Contains(args, "always"):
		stdout = colors.ReplaceAllString(stdout, "")
	case slices.Contains(args, "--json"):
		checkJSON(t, what, stdout)
	case slices.Contains(args, "markdown"):
		testtree.MarkdownSpans(t, stdout)
	}
	checkText(t, what+": stdout", stdout)
	if strings.Contains(a.stderr, "goroutine") {
		t.Errorf("%s: %s", what, a.stderr)
	}
	return a
}

// fileNames are the hostile names that a file system takes.
func fileNames(t *testing.T) []string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("such names cannot be made here")
	}
	return testtree.HostileNames()
}

func hostileTree(t *testing.T, names []string) string {
	t.Helper()
	dir := t.TempDir()
	put := func(path, text string) {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("Dockerfile", "FROM scratch AS base\nCOPY . /\nRUN npm ci\n")
	put(".dockerignore", "excluded\n")
	put("compose.yaml", "services:\n  app:\n    build: .\n")
	for n, name := range names {
		put(filepath.Join("files", name), strings.Repeat("x", 100+n))
		put(filepath.Join("excluded", name), "x")
		put(filepath.Join("secrets", name, ".env"), "A=b\n")
		put(filepath.Join("keys", name, "id_rsa"), "-----BEGIN OPENSSH PRIVATE KEY-----\n")
		put(filepath.Join("web", name, "node_modules", "a", "index.js"), strings.Repeat("x", 2000))
		put(filepath.Join("web", name, "package.json"), "{}")
		put(filepath.Join("large", name, "a.sqlite"), strings.Repeat("x", 1<<15))
		if err := os.Symlink(name, filepath.Join(dir, fmt.Sprintf("link%d", n))); err != nil {
			t.Fatal(err)
		}
		if n%10 == 0 {
			put(filepath.Join("dumps", name+".sql"), "--\n-- PostgreSQL database dump\n--\n")
		}
	}
	return dir
}

// TestHostileTree: one project with all hostile names, through everything that lists or reports paths.
func TestHostileTree(t *testing.T) {
	names := fileNames(t)
	names = slices.DeleteFunc(names, func(name string) bool { return len(name) > 250 && name[0] == '\x1b' })
	dir := hostileTree(t, names)
	if raw := check(t, dir, "", "ls", "-0"); raw.code != 0 {
		t.Errorf("ls -0: %d, %s", raw.code, raw.stderr)
	} else {
		for _, name := range names {
			if !strings.Contains(raw.stdout, "files/"+name+"\x00") {
				t.Errorf("ls -0 lacks %q", name)
			}
		}
	}
	for _, args := range [][]string{
		{"ls"}, {"ls", "--long"}, {"ls", "--json"}, {"ls", "--excluded", "--full"}, {"ls", "--eligible"},
		{"-o", "text", "--top", "1000"}, {"--json", "--top", "1000"}, {"--color", "always", "-o", "text", "--top", "1000"},
		{"audit"}, {"audit", "--json"}, {"audit", "-o", "markdown"}, {"audit", "--color", "always"}, {"audit", "--fix", "--dry-run"},
		{"suggest"}, {"suggest", "--json"}, {"suggest", "--diff"}, {"suggest", "--diff", "--all"}, {"suggest", "--color", "always"},
		{"check", "--max-size", "1", "--fail-on", "info"}, {"check", "--max-size", "1", "--json"}, {"--builder", "legacy", "-o", "text"}, {"--builder", "podman", "-o", "text"},
	} {
		if a := check(t, dir, "", args...); a.code > 1 {
			t.Errorf("%q: %d, %s", args, a.code, a.stderr)
		}
	}
	paths := ""
	for _, name := range names {
		paths += "files/" + name + "\x00secrets/" + name + "/.env\x00nowhere/" + name + "\x00"
	}
	for _, args := range [][]string{{"why", "--stdin", "-z"}, {"why", "--stdin", "-z", "--json"}, {"why", "--stdin", "-z", "--color", "always"}} {
		if a := check(t, dir, paths, args...); a.code != 0 {
			t.Errorf("%q: %d, %s", args, a.code, a.stderr)
		}
	}
}

// TestHostileColors: what is painted is the same text as what is not.
func TestHostileColors(t *testing.T) {
	dir := hostileTree(t, fileNames(t)[:20])
	for _, args := range [][]string{{"-o", "text"}, {"audit"}, {"suggest"}, {"why", "files/\x1b[31mred\x1b[0m"}} {
		plain := check(t, dir, "", append(args, "--color", "never")...)
		if painted := check(t, dir, "", append(args, "--color", "always")...); colors.ReplaceAllString(painted.stdout, "") != plain.stdout {
			t.Errorf("%q:\n%q\n%q", args, painted.stdout, plain.stdout)
		}
	}
}

// places are texts of projects with a name in every position that a checkout controls; %[1]s is the name as it is, %[2]s in double quotes.
var places = map[string]map[string]string{
	"source":    {"Dockerfile": "FROM scratch\nCOPY [%[2]s, \"other\", \"/\"]\n"},
	"bare":      {"Dockerfile": "FROM scratch\nCOPY %[1]s /\n"},
	"stage":     {"Dockerfile": "FROM scratch AS %[1]s\nCOPY . /\nFROM scratch\nCOPY --from=%[1]s a /\n"},
	"image":     {"Dockerfile": "FROM %[1]s\nCOPY . /\nRUN npm ci\n"},
	"argument":  {"Dockerfile": "ARG A=%[2]s\nFROM ${A}\nARG B=%[2]s\nCOPY ${B} $C /\n"},
	"run":       {"Dockerfile": "FROM scratch\nCOPY . /\nRUN npm ci && echo %[1]s\n", "package.json": "{}", "package-lock.json": "{}"},
	"keyword":   {"Dockerfile": "FROM scratch\n%[1]s\n"},
	"pattern":   {"Dockerfile": "FROM scratch\nCOPY . /\nCOPY lib/x /\n", ".dockerignore": "%[1]s\n%[1]s\nlib\n!%[1]s\n**/x # %[1]s\n%[1]s/\nnone\n", "lib/x": "x"},
	"comment":   {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": "# %[1]s\nb\n", "web/node_modules/a.js": "x", "web/package.json": "{}"},
	"directive": {"Dockerfile": "# syntax=%[1]s\n# escape=%[1]s\nFROM scratch\n"},
	"service":   {"Dockerfile": "FROM scratch\nCOPY . /\n", "compose.yaml": "services:\n  %[2]s:\n    build: {context: ., target: %[2]s, args: {A: %[2]s}, additional_contexts: {%[2]s: .}}\n"},
	"context":   {"Dockerfile": "FROM scratch\n", "compose.yaml": "services:\n  app:\n    build: {context: %[2]s, dockerfile: %[2]s}\n    image: %[2]s\n"},
	"key":       {"compose.yaml": "services:\n  app:\n    %[2]s: x\n"},
	"bake":      {"Dockerfile": "FROM scratch\nCOPY . /\n", "docker-bake.hcl": "target %[2]s {\n  target = %[2]s\n}\ngroup \"default\" {\n  targets = [%[2]s, \"b\"]\n}\ntarget \"b\" {\n  context = %[2]s\n}\n"},
	"bakejson":  {"Dockerfile": "FROM scratch\nCOPY . /\n", "docker-bake.json": "{\"target\": {\"default\": {\"contexts\": {%[2]s: %[2]s}, \"args\": {%[2]s: %[2]s}}}}"},
	"policy":    {"Dockerfile": "FROM scratch\nCOPY . /\n", ".ctxsize.yaml": "limits: {max-size: 1, fail-on: info, %[2]s: 1}\n"},
	"accepted":  {"Dockerfile": "FROM scratch\nCOPY . /\n", ".ctxsize.yaml": "limits: {fail-on: info}\naccept: [{code: %[2]s, path: %[2]s, reason: %[2]s}]\n"},
}

// placeCommands are those that the projects of [places] go through.
var placeCommands = [][]string{{"-o", "text"}, {"audit", "-o", "markdown"}, {"why", "a"}, {"audit"}, {"suggest"}, {"--json"}, {"check", "--max-size", "1MB", "--fail-on", "info"},
	{"ls"}, {"audit", "--json"}, {"suggest", "--allowlist"}, {"--compose", "-o", "text"}, {"--bake", "--json"}, {"--builder", "podman", "-o", "text"}}

// everyPair asks for every name with every command, which takes minutes.
var everyPair = os.Getenv("CTXSIZE_EVERY_PAIR") != ""

// isTurn reports whether it is the turn of the nth of several to be tried with the mth name: each name meets a few of them, and each of them a
// few names.
func isTurn(n, m, every int) bool { return everyPair || (n+m)%every == 0 }

// TestHostilePlaces: each hostile name in each place of a project, through the commands.
func TestHostilePlaces(t *testing.T) {
	names := fileNames(t)
	for at, place := range slices.Sorted(maps.Keys(places)) {
		t.Run(place, func(t *testing.T) {
			dir := t.TempDir()
			for m, name := range names {
				if !isTurn(at, m, 2) {
					continue
				}
				for file, text := range places[place] {
					testtree.Write(t, dir, file, fmt.Appendf(nil, strings.ReplaceAll(text, "$C", "c"), name, quotedForFiles(name)))
				}
				for n, args := range placeCommands {
					if isTurn(n+at, m/2, len(placeCommands)) {
						check(t, dir, "", args...)
					}
				}
				if everyPair || strings.Contains(places[place][".dockerignore"], "%") {
					checkPatch(t, dir, "suggest", "--diff", "--all")
					checkPatch(t, dir, "audit", "--fix", "--dry-run")
				}
			}
		})
	}
}

// quotedForFiles is a name in double quotes as Dockerfiles, YAML, JSON and HCL read it.
func quotedForFiles(name string) string {
	text, err := json.Marshal(name)
	if err != nil {
		return `""`
	}
	return string(text)
}

// checkPatch checks that git applies a patch, or that there is none.
func checkPatch(t *testing.T, dir string, args ...string) {
	t.Helper()
	a := call(dir, "", args...)
	checkText(t, fmt.Sprintf("%q: stderr", args), a.stderr)
	if a.code != 0 {
		if a.code != 2 || a.stdout != "" {
			t.Errorf("%q: %d with %q", args, a.code, a.stdout)
		}
		return
	}
	checkText(t, fmt.Sprintf("%q: stdout", args), strings.ReplaceAll(strings.ReplaceAll(a.stdout, "\r\n", "\n"), "\ufeff", ""))
	if !strings.HasPrefix(a.stdout, "diff ") {
		return
	}
	cmd := exec.Command("git", "-c", "core.autocrlf=false", "apply", "--check", "--whitespace=nowarn", "-")
	cmd.Dir, cmd.Stdin, cmd.Env = dir, strings.NewReader(a.stdout), append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%q: git apply: %v\n%s\n%s", args, err, out, a.stdout)
	}
}

// TestHostileArguments: each hostile name as each argument of the command line.
func TestHostileArguments(t *testing.T) {
	dir := t.TempDir()
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch AS a\nCOPY . /\n"))
	for m, name := range testtree.HostileNames() {
		for n, args := range [][]string{{name}, {"ls", name}, {name, name}, {"--", name}, {"-f", name}, {"--target", name}, {"--build-arg", name}, {"--build-context", name},
			{"--build-context", name + "=" + name}, {"--platform", name}, {"--builder", name}, {"--ignore-file", name}, {"--ignore", name}, {"--units", name}, {"--color", name},
			{"-o", name}, {"-o", "json=" + name + "/x"}, {"--top", name}, {"--workers", name}, {"--" + name}, {"-" + name}, {"--theme", name}, {"--compose=" + name}, {"--bake=" + name},
			{"--compose", "--service", name}, {"audit", name}, {"audit", "--service", name}, {"check", "--max-size", name}, {"check", "--max-files", name}, {"check", "--max-growth", name},
			{"check", "--fail-on", name}, {"check", "--baseline", name, "--max-growth", "1"}, {"check", "--config", name}, {"why", name}, {"why", name, "--", name}, {"why", "../" + name},
			{"suggest", "--ignore", name}, {"help", name}, {name, "--help"}, {"completion", name}, {"__complete", name}, {"__complete", "--target", name}, {"__complete", "ls", "--builder", name}} {
			if isTurn(n, m, 7) && !slices.Contains(args, "-0") {
				check(t, dir, "", args...)
			}
		}
	}
}

// TestCompletionScripts: the scripts that shells read are not touched.
func TestCompletionScripts(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		var out bytes.Buffer
		w := world{stdout: &out, stderr: &out}
		root := w.command()
		root.SetArgs([]string{"completion", shell})
		root.SetOut(&out)
		if err := root.Execute(); err != nil {
			t.Fatal(err)
		}
		if a := call(t.TempDir(), "", "completion", shell); a.stdout != out.String() || a.code != 0 {
			t.Errorf("%s: the script is another one", shell)
		}
	}
}
