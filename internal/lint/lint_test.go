package lint

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/similar"
)

// TestRules: each code has one rule, and each rule says everything.
func TestRules(t *testing.T) {
	rules := Rules()
	if got, want := len(rules), int(numCodes)-1; got != want {
		t.Errorf("%d rules, want one for each of %d codes", got, want)
	}
	for c := Code(1); c < numCodes; c++ {
		r := c.Rule()
		if r == nil {
			t.Errorf("%s has no rule", c)
			continue
		}
		if parsed, ok := ParseCode(c.String()); !ok || parsed != c || c.String() == "" {
			t.Errorf("code %d: name %q is parsed as %d", c, c, parsed)
		}
		if len(r.Levels) == 0 || r.Title == "" || strings.HasSuffix(r.Title, ".") || !strings.HasSuffix(r.Doc, ".") || !strings.HasSuffix(r.Fix, ".") {
			t.Errorf("%s: %+v is incomplete", c, r)
		}
		if (r.Bad.Files == "") != (r.Untested != "") || (r.Good.Files == "") != (r.Untested != "") {
			t.Errorf("%s: an example is missing", c)
		}
	}
	if _, ok := ParseCode(""); ok {
		t.Error("the empty name is a code")
	}
}

// TestUnknownCode holds what a misspelled code may mean.
func TestUnknownCode(t *testing.T) {
	const none = "ctxsize explain lists all codes"
	for name, want := range map[string]string{
		"vcs-snt": "did you mean vcs-sent?", "VCS-SENT": "did you mean vcs-sent?", "gitignore": "did you mean gitignore-habit?",
		"copy-source": "did you mean copy-source-empty, copy-source-excluded or copy-source-missing?", "stage-used": "did you mean stage-unused?",
		"xxxxxxxxx": none, "": none, strings.Repeat("a", 1000): none,
	} {
		unknown, ok := errors.AsType[*similar.UnknownError](UnknownCode(name))
		if !ok || unknown.Hint() != want {
			t.Errorf("%.20q: %v, want %q", name, unknown, want)
		}
	}
}

// TestFindingsAreMadeByNew: no other package builds a Finding by hand, so that each begins with the severity of its rule.
func TestFindingsAreMadeByNew(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		switch rel = filepath.ToSlash(rel); {
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && rel != "." || rel == "conformance" || rel == "internal/lint" || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go"):
			return nil
		}
		files++
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || len(lit.Elts) == 0 {
				return true
			}
			if s, ok := lit.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "Finding" && hasName(s.X, "lint") {
				t.Errorf("%s: use lint.New", fset.Position(lit.Pos()))
			}
			return true
		})
		return nil
	})
	if err != nil || files < 50 {
		t.Errorf("%d files: %v", files, err)
	}
}

func hasName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}
