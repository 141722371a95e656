package cases

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// Scratch makes somebody's Dockerfile fit to be built without a network: every
// image becomes scratch, and what would run a program or fetch something goes.
func Scratch(text []byte) (string, error) {
	result, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return "", err
	}
	r := rewriter{lines: strings.SplitAfter(string(text), "\n")}
	if result.EscapeToken != '\\' {
		fmt.Fprintf(&r.b, "# escape=%c\n", result.EscapeToken)
	}
	for _, node := range result.AST.Children {
		r.instruction(node)
	}
	return r.b.String(), nil
}

type rewriter struct {
	lines  []string
	stages []string
	b      strings.Builder
}

func (r *rewriter) instruction(node *parser.Node) {
	switch keyword := strings.ToLower(node.Value); {
	case keyword == "from":
		r.from(node)
	case keyword == "run", keyword == "onbuild", keyword == "healthcheck", fetches(node), !r.known(node):
	default:
		text := strings.Join(r.lines[node.StartLine-1:node.EndLine], "")
		r.b.WriteString(strings.TrimSuffix(text, "\n") + "\n")
	}
}

// from keeps names, and bases that are stages.
func (r *rewriter) from(node *parser.Node) {
	var words []string
	for n := node.Next; n != nil; n = n.Next {
		words = append(words, n.Value)
	}
	base, name := "scratch", ""
	if len(words) > 0 && slices.Contains(r.stages, strings.ToLower(words[0])) {
		base = words[0]
	}
	if len(words) == 3 {
		name = " AS " + words[2]
		r.stages = append(r.stages, strings.ToLower(words[2]))
	} else {
		r.stages = append(r.stages, "")
	}
	fmt.Fprintf(&r.b, "FROM %s%s\n", base, name)
}

func fetches(node *parser.Node) bool {
	if !strings.EqualFold(node.Value, "add") {
		return false
	}
	for n := node.Next; n != nil; n = n.Next {
		if strings.Contains(n.Value, "://") || strings.HasPrefix(n.Value, "git@") || strings.Contains(n.Value, "$") {
			return true
		}
	}
	return false
}

// known says that an instruction copies from the context or from an earlier
// stage.
func (r *rewriter) known(node *parser.Node) bool {
	for _, flag := range node.Flags {
		from, ok := strings.CutPrefix(flag, "--from=")
		if !ok {
			continue
		}
		if i, err := strconv.Atoi(from); err == nil {
			return i < len(r.stages)-1
		}
		return slices.Contains(r.stages[:max(0, len(r.stages)-1)], strings.ToLower(from))
	}
	return true
}
