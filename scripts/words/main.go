// Command words reports phrases in strings, comments and pages for which the project has another term. It exits with 1 if there are any.
//
//	go run ./scripts/words
package main

import (
	"bytes"
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// term is a phrase and the term to use instead.
type term struct {
	phrase  *regexp.Regexp
	instead string
}

const siblingBuild = "sibling build"

// terms returns the phrases. Words of up to three may be between a verb and its particle.
func terms() []term {
	const gap = `(?:\s+\w+){0,3}?\s+`
	var list []term
	for _, t := range [][2]string{
		{`(?:take|takes|taken|took|taking)` + gap + `out`, "exclude"},
		{`(?:keep|keeps|kept|keeping)` + gap + `out`, "exclude"},
		{`(?:bring|brings|brought|bringing)` + gap + `back`, "re-include"},
		{`(?:let|lets|letting)` + gap + `through`, "re-include"},
		{`in git's manner`, "gitignore-style"},
		{`habits?`, "gitignore-style pattern"},
		{`mend(?:s|ed|ing)?`, "fix"},
		{`known by`, "marker, matched by name"},
		{`spoil(?:s|ed|ing|t)?`, "invalidate the layer"},
		{`travel(?:s|ed|ing|led|ling)?`, "is sent"},
		{`go(?:es|ing)? along`, "is sent"},
		{`builds? reach(?:es|ed)?`, "the target depends on"},
		{`neighbou?r(?:s|ing|ed)?`, siblingBuild},
		{`nobody asked`, "standalone"},
		{`loose`, "standalone Dockerfile"},
		{`what (?:it|that|they|this) costs?`, "size"},
		{`unread`, "unused"},
		{`whose rules hold`, "builder to emulate"},
		{`as if this line stood`, "append a pattern"},
		{`(?:say|says|said|tell|tells|told) whether`, "report whether"},
		{`stands? there`, "is"},
		{`comes? to`, "is"},
		{`is had`, "is available"},
		{`(?:can|could) (?:not )?be had`, "is available"},
		{`announced and arrives empty`, "listed with its size but sent empty"},
		{`prun(?:e|es|ed|ing)`, "skip a directory"},
		{`lean`, "for builds only"},
		{`of which`, "a second sentence"},
	} {
		list = append(list, term{regexp.MustCompile(`(?i)\b` + strings.ReplaceAll(t[0], " ", `\s+`) + `\b`), t[1]})
	}
	return list
}

// literals matches names that contain such a phrase and cannot change.
var literals = regexp.MustCompile(`gitignore-habit|pruning-defeated|dockerfile-unread|(?:npm|pnpm|yarn|bundle|docker|poetry|git) prune|--prune\b|"prune"|\b[Pp]rune frees\b|-prune\b`)

func main() {
	found, err := check()
	if err != nil {
		fmt.Fprintln(os.Stderr, "words:", err)
		os.Exit(2)
	}
	for _, line := range found {
		fmt.Println(line)
	}
	if len(found) > 0 {
		os.Exit(1)
	}
}

// check returns a line for each phrase in the files that git knows.
func check() ([]string, error) {
	out, err := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return nil, fmt.Errorf("cannot list the files: %w", err)
	}
	all := terms()
	var found []string
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if skipped(name) {
			continue
		}
		text, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		terms := all
		if strings.HasPrefix(name, "tui/") {
			// Tiles have neighbors.
			terms = slices.DeleteFunc(slices.Clone(all), func(t term) bool { return t.instead == siblingBuild })
		}
		for _, p := range passages(name, text) {
			found = append(found, p.check(name, terms)...)
		}
	}
	return found, nil
}

// skipped reports whether a file has no texts, has this list, or is a copy of a published schema.
func skipped(name string) bool {
	texts := []string{".go", ".md", ".sh", ".yaml", ".yml", ".txtar", ".json", ""}
	return !slices.Contains(texts, filepath.Ext(name)) && name != ".ci/run" || strings.HasPrefix(name, "scripts/words/") || strings.HasPrefix(name, "internal/export/testdata/") || name == "LICENSE"
}

// passage is a text that may go over several lines.
type passage struct {
	line int
	text string
}

// passages returns the strings and comments of a Go file, each group of line comments as one text, and the paragraphs of other files.
func passages(name string, text []byte) []passage {
	if filepath.Ext(name) == ".go" {
		return goPassages(name, text)
	}
	if filepath.Ext(name) != ".md" {
		// A comment may go over several lines.
		text = bytes.ReplaceAll(text, []byte("\n# "), []byte("\n  "))
	}
	var list []passage
	line := 1
	for paragraph := range strings.SplitSeq(string(text), "\n\n") {
		list = append(list, passage{line, paragraph})
		line += strings.Count(paragraph, "\n") + 2
	}
	return list
}

func goPassages(name string, text []byte) []passage {
	var list []passage
	var s scanner.Scanner
	files := token.NewFileSet()
	file := files.AddFile(name, -1, len(text))
	s.Init(file, text, nil, scanner.ScanComments)
	last := 0 // line of the last line comment
	for {
		pos, kind, literal := s.Scan()
		if kind == token.EOF {
			return list
		}
		line := file.Line(pos)
		switch {
		case kind == token.COMMENT && last > 0 && line == last+1:
			list[len(list)-1].text += "\n" + strings.TrimPrefix(literal, "//")
			last = line
			continue
		case kind == token.COMMENT:
			list = append(list, passage{line, strings.TrimPrefix(literal, "//")})
			last = line
			continue
		case kind == token.STRING:
			list = append(list, passage{line, literal})
		}
		if literal != "\n" {
			last = 0
		}
	}
}

// check returns a line for each phrase in a passage.
func (p passage) check(name string, all []term) []string {
	text := literals.ReplaceAllStringFunc(p.text, func(s string) string { return strings.Repeat("_", len(s)) })
	var found []string
	for _, t := range all {
		for _, at := range t.phrase.FindAllStringIndex(text, -1) {
			line := p.line + strings.Count(text[:at[0]], "\n")
			phrase := strings.Join(strings.Fields(text[at[0]:at[1]]), " ")
			found = append(found, fmt.Sprintf("%s:%d: %q: say %q", name, line, phrase, t.instead))
		}
	}
	return found
}
