package testtree

import (
	"bytes"
	"regexp"
	"slices"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// structuralNodes are the nodes of a document that our own markup makes; whatever else is found came out of a name.
var structuralNodes = [...]ast.NodeKind{ast.KindDocument, ast.KindParagraph, ast.KindTextBlock, ast.KindHeading, ast.KindList, ast.KindListItem, ast.KindText, ast.KindString,
	ast.KindCodeSpan, ast.KindEmphasis, ast.KindFencedCodeBlock, extast.KindTable, extast.KindTableHeader, extast.KindTableRow, extast.KindTableCell}

// forgeText is what GitHub and GitLab make links or pictures of in text outside of code.
var forgeText = regexp.MustCompile(`(?i)@[a-z0-9]|#\d|\bgh-\d|\b[0-9a-f]{7,40}\b|www\.|://|:[a-z_]+:|\[|\]|<|>|\$`)

// folds are the HTML blocks that fold a part of a document. Their summaries are words of the report.
var folds = regexp.MustCompile(`^(<details><summary>[A-Za-z0-9 ,-]+</summary>|</details>)\n?$`)

// ownNumbers are of the report itself, and no commits.
var ownNumbers = regexp.MustCompile(`\(\d+ bytes\)`)

// MarkdownSpans reads a document and returns what stands in code spans; it fails where anything else is not text.
func MarkdownSpans(t testing.TB, source string) []string {
	t.Helper()
	var list []string
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote))
	doc := md.Parser().Parse(text.NewReader([]byte(source)))
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		block, isHTML := n.(*ast.HTMLBlock)
		if !slices.Contains(structuralNodes[:], n.Kind()) && !(isHTML && folds.Match(block.Lines().Value([]byte(source)))) {
			t.Errorf("%s in %q", n.Kind(), source)
		}
		switch n := n.(type) {
		case *ast.CodeSpan:
			var b bytes.Buffer
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				switch c := c.(type) {
				case *ast.Text:
					b.Write(c.Segment.Value([]byte(source)))
				case *ast.String:
					b.Write(c.Value)
				}
			}
			list = append(list, b.String())
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if said := ownNumbers.ReplaceAllString(string(n.Segment.Value([]byte(source))), ""); forgeText.MatchString(said) {
				t.Errorf("text outside of code: %q in %q", said, source)
			}
		}
		return ast.WalkContinue, nil
	})
	must(t, err)
	return list
}
