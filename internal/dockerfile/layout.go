package dockerfile

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// Part is an instruction of a Dockerfile as it is written.
type Part struct {
	Keyword string // in upper case
	// Stage is the index of the FROM that it follows, -1 before the first.
	Stage int
	// Start and End are its first and last physical line, from 1, here-documents included.
	Start, End int
	// Comment is the first line of the comment directly above it, Start where there is none.
	Comment int
	Flags   []string
	// Words are its arguments before expansion: those of COPY, ADD and WORKDIR, and of others whatever the parser splits.
	Words []string
	// JSON: the arguments are written as a JSON array.
	JSON bool
	// Documents: it has here-documents.
	Documents bool
}

// Layout returns the instructions of a Dockerfile with their lines, as BuildKit's parser splits them.
func Layout(text []byte) ([]Part, error) {
	file, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("parsing the Dockerfile: %w", err)
	}
	lines := strings.Split(string(text), "\n")
	stage := -1
	var list []Part
	for _, node := range file.AST.Children {
		if strings.EqualFold(node.Value, "FROM") {
			stage++
		}
		list = append(list, newPart(node, stage, lines))
	}
	return list, nil
}

func newPart(node *parser.Node, stage int, lines []string) Part {
	p := Part{Keyword: strings.ToUpper(node.Value), Stage: stage, Start: node.StartLine, End: node.EndLine, Comment: node.StartLine,
		Flags: node.Flags, JSON: node.Attributes["json"], Documents: len(node.Heredocs) > 0}
	for next := node.Next; next != nil; next = next.Next {
		p.Words = append(p.Words, next.Value)
	}
	for p.Comment > 1 && isComment(lines[p.Comment-2]) && !isDirective(lines[:p.Comment-1]) {
		p.Comment--
	}
	return p
}

func isComment(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "#") }

// isDirective reports whether the last of the first lines of a Dockerfile may be a parser directive: nothing but comments is above it, and it has
// the form of one.
func isDirective(lines []string) bool {
	for _, line := range lines {
		if !isComment(strings.TrimPrefix(line, "\ufeff")) {
			return false
		}
	}
	return strings.Contains(lines[len(lines)-1], "=")
}
