package ctxsize_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"testing"

	"github.com/ctxsize/ctxsize"
)

// documented are the types of the package by their names. Their comments list what they have, because go doc shows no fields of an alias.
var documented = map[string]reflect.Type{
	"Analysis":       reflect.TypeFor[ctxsize.Analysis](),
	"Answer":         reflect.TypeFor[ctxsize.Answer](),
	"Build":          reflect.TypeFor[ctxsize.Build](),
	"Context":        reflect.TypeFor[ctxsize.Context](),
	"BuildChurn":     reflect.TypeFor[ctxsize.BuildChurn](),
	"ChurnOptions":   reflect.TypeFor[ctxsize.ChurnOptions](),
	"RerunSaving":    reflect.TypeFor[ctxsize.RerunSaving](),
	"SavedReruns":    reflect.TypeFor[ctxsize.SavedReruns](),
	"Difference":     reflect.TypeFor[ctxsize.Difference](),
	"Load":           reflect.TypeFor[ctxsize.Load](),
	"Edits":          reflect.TypeFor[ctxsize.Edits](),
	"Error":          reflect.TypeFor[ctxsize.Error](),
	"Failure":        reflect.TypeFor[ctxsize.Failure](),
	"Finding":        reflect.TypeFor[ctxsize.Finding](),
	"IgnoreGroup":    reflect.TypeFor[ctxsize.IgnoreGroup](),
	"Improved":       reflect.TypeFor[ctxsize.Improved](),
	"Improvement":    reflect.TypeFor[ctxsize.Improvement](),
	"Instruction":    reflect.TypeFor[ctxsize.Instruction](),
	"Options":        reflect.TypeFor[ctxsize.Options](),
	"Place":          reflect.TypeFor[ctxsize.Place](),
	"ProjectRequest": reflect.TypeFor[ctxsize.ProjectRequest](),
	"Request":        reflect.TypeFor[ctxsize.Request](),
	"Result":         reflect.TypeFor[ctxsize.Result](),
	"Suggestion":     reflect.TypeFor[ctxsize.Suggestion](),
	"Trace":          reflect.TypeFor[ctxsize.Trace](),
	"Usage":          reflect.TypeFor[ctxsize.Usage](),
}

// TestTypesAreDocumented checks that the comment of each type lists its fields and methods.
func TestTypesAreDocumented(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "go.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE {
			continue
		}
		for _, s := range g.Specs {
			name := s.(*ast.TypeSpec).Name.Name
			if name == "Builder" {
				continue
			}
			typ := documented[name]
			if typ == nil {
				t.Errorf("type %s is not in the table of this test", name)
				continue
			}
			for _, member := range members(typ) {
				if !regexp.MustCompile(`(?m)^\t(func \(\*?` + name + `\) |(\w+, )*)` + member + `\b`).MatchString(g.Doc.Text()) {
					t.Errorf("the comment of %s in go.go does not list %s", name, member)
				}
			}
		}
	}
}

// members returns the names of the exported fields of a struct and of its methods.
func members(typ reflect.Type) []string {
	var list []string
	for _, f := range reflect.VisibleFields(typ) {
		if f.IsExported() {
			list = append(list, f.Name)
		}
	}
	for m := range reflect.PointerTo(typ).NumMethod() {
		list = append(list, reflect.PointerTo(typ).Method(m).Name)
	}
	return list
}
