package testtree

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// MarkdownLinks returns the targets of the links and images of a page.
func MarkdownLinks(source string) []string {
	var list []string
	walkMarkdown(source, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Link:
			list = append(list, string(n.Destination))
		case *ast.Image:
			list = append(list, string(n.Destination))
		}
	})
	return list
}

// MarkdownHeadings returns the headings of a page, as written.
func MarkdownHeadings(source string) []string {
	var list []string
	walkMarkdown(source, func(n ast.Node) {
		if h, ok := n.(*ast.Heading); ok {
			list = append(list, string(h.Lines().Value([]byte(source))))
		}
	})
	return list
}

// yamlCommand matches a command in the YAML of a CI service.
var yamlCommand = regexp.MustCompile(`(?m)^\s*(?:-\s+)?(?:run:\s+)?(ctxsize .*)$`)

// MarkdownCode returns the shell scripts in the code blocks of a page: those of shells and consoles, and the commands in YAML.
func MarkdownCode(source string) []string {
	var list []string
	walkMarkdown(source, func(n ast.Node) {
		block, ok := n.(*ast.FencedCodeBlock)
		if !ok {
			return
		}
		code := string(block.Lines().Value([]byte(source)))
		switch string(block.Language([]byte(source))) {
		case "sh":
			list = append(list, code)
		case "console":
			for line := range strings.Lines(code) {
				if command, ok := strings.CutPrefix(line, "$ "); ok {
					list = append(list, command)
				}
			}
		case "yaml":
			for _, m := range yamlCommand.FindAllStringSubmatch(code, -1) {
				list = append(list, m[1])
			}
		}
	})
	return list
}

func walkMarkdown(source string, visit func(ast.Node)) {
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(bytes.Clone([]byte(source))))
	// The visitor returns no error.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			visit(n)
		}
		return ast.WalkContinue, nil
	})
}
