//go:build unix

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What a command may cost. The limit is 2 s; these commands take a tenth of that, and the rest is for the race detector and slow machines.
const (
	maxProcessorTime = 8 * time.Second
	maxMemory        = 256 << 20
	maxMemoryRace    = 1 << 30 // the race detector takes many times the memory
)

// hostile is a file that would take too much time or memory. The build "good" next to it is still analyzed.
type hostile struct {
	name, file, text string
	want             string // in the finding or the error that names the file
}

const (
	oneService = "services:\n  good:\n    build: good\n"
	oneTarget  = "target \"good\" { context = \"good\" }\ngroup \"default\" { targets = [\"good\"] }\n"
)

// lines repeats a line, with its number from 1 and the one before for %[1]d and %[2]d.
func lines(n int, format string) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, format, i, i-1)
	}
	return b.String()
}

func nest(n int, open, middle, end string) string {
	return strings.Repeat(open, n) + middle + strings.Repeat(end, n)
}

func bakeFiles() []hostile {
	var list []hostile
	for _, c := range [][3]string{
		{"bcrypt", `x = bcrypt("x", 31)`, "bcrypt()"},
		{"bcrypt in try", `x = try(bcrypt("x", 31), "y")`, "bcrypt()"},
		{"setproduct", `x = setproduct(range(1000), range(1000), range(1000))`, "setproduct()"},
		{"doubling", "v0 = \"x\"\n" + lines(24, "v%[1]d = \"${v%[2]d}${v%[2]d}\"\n"), "larger than 1 MiB"},
		{"doubling lists", "v0 = [1]\n" + lines(40, "v%[1]d = [v%[2]d, v%[2]d]\n"), "elements"},
		{"indent", `x = indent(999999999, "a")`, "indent()"},
		{"format", `x = format("%999999999d", 1)`, "format()"},
		{"log", `x = log(0, 0)`, "log cannot be computed"},
		{"for", `x = [for a in range(1000): [for b in range(1000): [for c in range(1000): a]]]`, "takes too long"},
		{"matrix", "target \"m\" {\n name = \"m-${a}-${b}\"\n matrix = { a = range(100), b = range(100) }\n}", "more than 500 targets"},
		{"functions", "function \"f0\" {\n params = [x]\n result = x\n}\n" + lines(40, "function \"f%[1]d\" {\n params = [x]\n result = f%[2]d(x) + f%[2]d(x)\n}\n") + "x = f40(1)", "takes too long"},
		{"join", "x = join(\"" + strings.Repeat("x", 100_000) + "\", [for a in range(1000): \"a\"])", "join()"},
		{"replace", "x = replace(\"" + strings.Repeat("a", 100_000) + "\", \"a\", \"" + strings.Repeat("b", 1000) + "\")", "replace()"},
		{"regex", "x = regex(\"" + strings.Repeat("(b{1000})", 300) + "\", \"a\")", "regex()"},
		{"number", `x = "${1e900 * 1e900}"`, "out of range"},
		{"calls", "x = " + nest(100_000, "upper(", `"a"`, ")"), "tokens"},
		{"deep calls", "x = " + nest(9000, "upper(", `"a"`, ")"), "nested too deep"},
		{"negations", "x = " + strings.Repeat("!", 50_000) + "true", "nested too deep"},
		{"templates", "x = " + nest(9000, `"${`, `"a"`, `}"`), "nested too deep"},
		{"targets", lines(20_000, "target \"t%[1]d\" {}\n"), "more than"},
	} {
		list = append(list, hostile{"bake " + c[0], "docker-bake.hcl", oneTarget + c[1] + "\n", c[2]})
	}
	const target = `{"target": {"good": {"context": "good"}}, "x": `
	return append(list,
		hostile{"bake JSON nesting", "docker-bake.json", target + nest(400_000, "[", "", "]") + "}", "tokens"},
		hostile{"bake JSON templates", "docker-bake.json", target + `"` + nest(9000, "${[", "", "]}") + `"}`, "nested too deep"},
		hostile{"bake JSON setproduct", "docker-bake.json", target + `"${setproduct(range(1000), range(1000), range(1000))}"}`, "setproduct()"})
}

func composeFiles() []hostile {
	laughs := "x0: &x0 [a]\n" + lines(12, "x%[1]d: &x%[1]d [*x%[2]d, *x%[2]d, *x%[2]d, *x%[2]d, *x%[2]d]\n")
	service := func(image string) string { return oneService + "    image: \"" + image + "\"\n" }
	return []hostile{
		{"compose merge of itself", "compose.yaml", "x: &a {<<: *a}\n" + oneService, "contains itself"},
		{"compose alias of itself", "compose.yaml", "x: &a [*a]\n" + oneService, "contains itself"},
		{"compose aliases", "compose.yaml", laughs + oneService, "expand to more than"},
		{"compose nesting", "compose.yaml", "x: " + nest(9000, "[", "", "]") + "\n" + oneService, "nested more than 100"},
		{"compose brackets", "compose.yaml", "x: " + strings.Repeat("[", 990_000) + "\n" + oneService, "more than"},
		{"compose substitutions", "compose.yaml", service(nest(2000, "${A:-", "", "}")), "nested more than 100"},
		{"compose open substitutions", "compose.yaml", service(strings.Repeat("${A:-", 8000)), "nested more than 100"},
		{"compose services", "compose.yaml", oneService + lines(10_000, "  s%[1]d:\n    build: good\n"), "10001 services"},
		{".env doubling", ".env", "A0=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n" + lines(27, "A%[1]d=$A%[2]d$A%[2]d\n"), "expands to more than"},
		{".env substitutions", ".env", "A=" + nest(8000, "${A:-", "", "}") + "\n", "nested more than 100"},
	}
}

func otherFiles() []hostile {
	return []hostile{
		{"Dockerfile stages", "Dockerfile", "FROM scratch AS s0\n" + lines(5000, "FROM s%[2]d AS s%[1]d\n"), "more than 1000 stages"},
		{"Dockerfile doubling", "Dockerfile", "FROM scratch\nENV A=xx\n" + strings.Repeat("ENV A=$A$A\n", 40), "exceed"},
		{"Dockerfile replacing", "Dockerfile", "FROM scratch\nENV A=" + strings.Repeat("a", 30_000) + "\nENV B=${A//a/" + strings.Repeat("b", 30_000) + "}\n", "exceed"},
		{"Dockerfile substitutions", "Dockerfile", "FROM scratch\nENV A=\"" + nest(8000, "${A:-", "", "}") + "\"\n", "nested more than 100"},
		{"Dockerfile instructions", "Dockerfile", "FROM scratch\n" + strings.Repeat("COPY a /\n", 90_000), "more than 20000 lines"},
		{"Dockerfile variables", "Dockerfile", "FROM scratch\n" + lines(1900, "ENV A%[1]d=1\nRUN x\n"), "variables"},
		{"ignore lines", ".dockerignore", strings.Repeat("a\n", 490_000), "more than 5000 lines"},
		{"ignore wildcards", ".dockerignore", strings.Repeat(strings.Repeat("a*", 100)+"\n", 4900), "wildcards"},
	}
}

// TestBudgets gives each hostile file to the commands that read it.
func TestBudgets(t *testing.T) {
	for _, h := range append(append(bakeFiles(), composeFiles()...), otherFiles()...) {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			dir := budgetProject(t, h)
			out, errText := cost(t, dir, nil, "audit", "--json")
			if !strings.Contains(out, h.want) || !strings.Contains(out, filepath.Base(h.file)) {
				t.Errorf("audit does not report %q of %s:\n%.600s\n%.600s", h.want, h.file, out, errText)
			}
			if h.file != "compose.yaml" && h.file != ".env" && !strings.Contains(out, `"name": "good"`) {
				t.Errorf("the build next to it is missing:\n%.600s", out)
			}
			for _, args := range commandsFor(h) {
				out, errText := cost(t, dir, nil, args...)
				if text := out + errText; args[0] != "audit" && !strings.Contains(text, h.want) || strings.Contains(text, "goroutine ") {
					t.Errorf("%v does not report %q:\n%.600s", args, h.want, text)
				}
			}
		})
	}
}

// commandsFor returns commands that read a file, each in another way.
func commandsFor(h hostile) [][]string {
	switch {
	case strings.HasPrefix(h.file, "docker-bake"):
		return [][]string{{"--json", "--bake"}, {"suggest", "--bake"}}
	case h.file == "compose.yaml" || h.file == ".env":
		return [][]string{{"--json", "--compose"}, {"suggest", "--compose"}}
	}
	return [][]string{{"--json", "."}, {"why", "a", "."}}
}

// budgetProject writes the file, and a build that has nothing to do with it.
func budgetProject(t *testing.T, h hostile) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"good/Dockerfile": "FROM scratch\nCOPY a /\n", "good/a": "x", "a": "x", "Dockerfile": "FROM scratch\nCOPY . /\n", "compose.yaml": oneService}
	files[h.file] = h.text
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// cost runs a command in a process of its own, and fails where that takes too much.
func cost(t *testing.T, dir string, stdin []byte, args ...string) (out, errText string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command("ctxsize", args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, bytes.NewReader(stdin), &stdout, &stderr
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	_ = cmd.Run() // Some of them fail, with a message on stderr.
	if cmd.ProcessState == nil {
		t.Fatalf("%v was not run", args)
	}
	if spent := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(); spent > maxProcessorTime {
		t.Errorf("%v takes %v of processor time", args, spent)
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok && runtime.GOOS == "linux" {
		if peak := usage.Maxrss << 10; peak > maxMemory && !raceDetector || peak > maxMemoryRace {
			t.Errorf("%v takes %d MiB", args, peak>>20)
		}
	}
	return stdout.String(), stderr.String()
}

// TestBudgetOfIndex: an index of version 4 writes of each path only where it differs from the one before.
func TestBudgetOfIndex(t *testing.T) {
	const entries = 40_000
	index := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("DIRC"), 4), entries)
	entry := make([]byte, 62)
	binary.BigEndian.PutUint32(entry[24:], 0o100644)
	binary.BigEndian.PutUint16(entry[60:], 0xfff)
	for range entries {
		index = append(append(index, entry...), 0, 'a', 0)
	}
	dir := budgetProject(t, hostile{file: ".git/index", text: string(index)})
	if err := os.WriteFile(filepath.Join(dir, ".git", "HEAD"), []byte("ref: refs/heads/main\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, errText := cost(t, dir, nil, "audit", "--json"); !strings.Contains(out, `"name": "good"`) {
		t.Errorf("no answer: %.600s", errText)
	}
}

// TestBudgetOfTar: an archive of a few hundred kilobytes that unpacks to half a gigabyte.
func TestBudgetOfTar(t *testing.T) {
	var archive bytes.Buffer
	z := gzip.NewWriter(&archive)
	header := make([]byte, 512)
	copy(header, "a")
	copy(header[100:], "0000644\x00")
	copy(header[124:], "77777777777\x00")
	copy(header[156:], "0")
	copy(header[257:], "ustar\x0000")
	copy(header[148:], "        ")
	sum := 0
	for _, b := range header {
		sum += int(b)
	}
	copy(header[148:], fmt.Sprintf("%06o\x00 ", sum))
	if _, err := z.Write(header); err != nil {
		t.Fatal(err)
	}
	for zeros := make([]byte, 1<<20); archive.Len() < 400<<10; {
		if _, err := z.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	out, errText := cost(t, t.TempDir(), archive.Bytes(), "--json", "-")
	if !strings.Contains(out+errText, "unpack to more than") {
		t.Errorf("the limit is not reported: %.600s %.600s", out, errText)
	}
}
