package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
	"mvdan.cc/sh/v3/shell"
	"mvdan.cc/sh/v3/syntax"

	"github.com/ctxsize/ctxsize/internal/help"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// pages returns the Markdown pages of the project.
func pages(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob("../../*.md")
	if err != nil {
		t.Fatal(err)
	}
	docs, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(list, docs...)
}

// checkPage compares a generated page with its file; UPDATE_DOCS=1 rewrites the file.
func checkPage(t *testing.T, file, want string) {
	t.Helper()
	if os.Getenv("UPDATE_DOCS") != "" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s differs from what the program prints (-program +page); UPDATE_DOCS=1 rewrites it:\n%s", file, diff)
	}
}

// TestReadmeSize: the README is a page and a half.
func TestReadmeSize(t *testing.T) {
	info, err := os.Stat("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() >= 8000 {
		t.Errorf("README.md has %d bytes, want less than 8000", info.Size())
	}
}

// console matches a block whose output a test checks: "console PROJECT", and "head=N" if only the first lines are shown.
var console = regexp.MustCompile("(?ms)^```console (\\w+)(?: head=(\\d+))?\n(.*?)^```$")

// TestDocsOutput runs the commands of console blocks and compares what they print.
func TestDocsOutput(t *testing.T) {
	projects := map[string]string{"example": exampleProject(t, "example"), "twoservices": exampleProject(t, "twoservices")}
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		checkPage(t, page, console.ReplaceAllStringFunc(string(text), func(block string) string {
			parts := console.FindStringSubmatch(block)
			first, _, _ := strings.Cut(block, "\n")
			dir := projects[parts[1]]
			defer restore(t, filepath.Join(dir, ".dockerignore"))()
			return first + "\n" + rerun(t, dir, parts[3], parts[2]) + "```"
		}))
	}
}

// restore returns a function that restores the text of a file, which may not exist.
func restore(t *testing.T, file string) func() {
	t.Helper()
	before, err := os.ReadFile(file)
	missing := os.IsNotExist(err)
	return func() {
		if missing {
			err = os.RemoveAll(file)
		} else {
			err = os.WriteFile(file, before, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// rerun runs the commands of a block and returns the block with their output, the first lines of each if head is not "".
func rerun(t *testing.T, dir, block, head string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(block) {
		command, ok := strings.CutPrefix(line, "$ ctxsize")
		if !ok {
			continue
		}
		args, err := shell.Fields(command, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := runIn(t, dir, nil, args...)
		output := strings.SplitAfter(strings.ReplaceAll(got.out+got.errors, dir+"/", ""), "\n")
		if head != "" {
			n, err := strconv.Atoi(head)
			if err != nil {
				t.Fatal(err)
			}
			if n < len(output)-1 {
				output = append(output[:n:n], "...\n")
			}
		}
		b.WriteString(line + strings.Join(output, ""))
	}
	return b.String()
}

// exampleProject makes the project of scripts/NAME.sh.
func exampleProject(t *testing.T, name string) string {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the project is made by a shell script")
	}
	dir := filepath.Join(t.TempDir(), "shop")
	if out, err := exec.Command("sh", "../../scripts/"+name+".sh", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// TestDocsCommands: the commands in the pages have the flags that the program has.
func TestDocsCommands(t *testing.T) {
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range testtree.MarkdownCode(string(text)) {
			for _, args := range calls(block) {
				if err := parses(args); err != nil {
					t.Errorf("%s: ctxsize %s: %v", filepath.Base(page), strings.Join(args, " "), err)
				}
			}
		}
	}
}

// calls returns the arguments of the calls of ctxsize in a shell script, nothing for a text that is none.
func calls(script string) [][]string {
	script = regexp.MustCompile(`(?m)^\$ `).ReplaceAllString(script, "")
	file, err := syntax.NewParser().Parse(strings.NewReader(script), "")
	if err != nil {
		return nil
	}
	var list [][]string
	syntax.Walk(file, func(node syntax.Node) bool {
		call, ok := node.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 || call.Args[0].Lit() != "ctxsize" {
			return true
		}
		var args []string
		for _, word := range call.Args[1:] {
			var b bytes.Buffer
			if err := syntax.NewPrinter().Print(&b, word); err != nil {
				return true
			}
			args = append(args, strings.Trim(b.String(), `'"`))
		}
		list = append(list, args)
		return true
	})
	return list
}

// parses returns an error if the program does not have the command or the flags of these arguments.
func parses(args []string) error {
	root := world{stdin: strings.NewReader(""), stdout: new(bytes.Buffer), stderr: new(bytes.Buffer)}.command()
	cmd, rest, err := root.Find(args)
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil && err != pflag.ErrHelp {
		return err
	}
	return nil
}

// TestDocsLinks: links between pages lead to files and headings that exist.
func TestDocsLinks(t *testing.T) {
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range testtree.MarkdownLinks(string(text)) {
			if strings.Contains(link, "://") {
				continue
			}
			path, anchor, _ := strings.Cut(link, "#")
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			if err := resolves(target, anchor); err != nil {
				t.Errorf("%s: link %s: %v", filepath.Base(page), link, err)
			}
		}
	}
}

// resolves returns an error if a file does not exist or has no heading with that anchor.
func resolves(file, anchor string) error {
	if anchor == "" {
		_, err := os.Stat(file)
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, heading := range testtree.MarkdownHeadings(string(text)) {
		if slug(heading) == anchor {
			return nil
		}
	}
	return fmt.Errorf("no heading %q", anchor)
}

// slug returns the anchor of a heading on GitHub.
func slug(heading string) string {
	heading = strings.ToLower(strings.ReplaceAll(heading, "`", ""))
	heading = regexp.MustCompile(`[^\p{L}\p{N}_ -]`).ReplaceAllString(heading, "")
	return strings.ReplaceAll(heading, " ", "-")
}

// TestDocsCLI keeps docs/cli.md, which is made from the commands.
func TestDocsCLI(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Command line\n\nThis page is generated from the commands: `UPDATE_DOCS=1 go test ./cmd/ctxsize -run TestDocsCLI`.\n")
	for _, cmd := range allCommands(t) {
		if cmd.Hidden || cmd.Name() == "help" {
			continue
		}
		about := cmd.Long
		if about == "" {
			about = cmd.Short + "."
		}
		fmt.Fprintf(&b, "\n## %s\n\n```text\n%s\n\n%s```\n", cmd.CommandPath(), about, help.Text(cmd))
	}
	checkPage(t, "../../docs/cli.md", b.String())
}
