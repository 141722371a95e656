package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// mutation replaces a part of a file.
type mutation struct {
	name          string // of the file, from the root of the module
	path          string // absolute
	source        []byte
	line          int
	offset        int
	before, after string
}

func (m mutation) apply() []byte {
	return slices.Concat(m.source[:m.offset], []byte(m.after), m.source[m.offset+len(m.before):])
}

func (m mutation) String() string {
	return fmt.Sprintf("survived %s:%d: %s", m.name, m.line, m.change())
}

// key is a line of equal.txt: it has no line number, which any edit of the file would change.
func (m mutation) key() string { return m.name + ": " + m.change() }

// change returns the line before and after the change.
func (m mutation) change() string {
	return lineAt(m.source, m.offset) + " => " + lineAt(m.apply(), m.offset)
}

// lineAt returns the line of a text around an offset, without the space around it.
func lineAt(text []byte, offset int) string {
	start := bytes.LastIndexByte(text[:offset], '\n') + 1
	line, _, _ := strings.Cut(string(text[start:]), "\n")
	return strings.TrimSpace(line)
}

// swaps is what an operator is replaced with.
var swaps = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LAND: token.LOR, token.LOR: token.LAND,
	token.ADD: token.SUB, token.SUB: token.ADD,
}

// mutationsOf returns all mutations of the files that a package is built from on this system, its tests excluded.
func mutationsOf(pkg string) ([]mutation, error) {
	out, err := exec.Command("go", "list", "-json=Dir,GoFiles,Module", pkg).Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w", pkg, err)
	}
	var listed struct {
		Dir     string
		GoFiles []string
		Module  struct{ Dir string }
	}
	if err := json.Unmarshal(out, &listed); err != nil {
		return nil, fmt.Errorf("go list %s: %w", pkg, err)
	}
	var all []mutation
	for _, name := range listed.GoFiles {
		path := filepath.Join(listed.Dir, name)
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		root, err := filepath.Rel(listed.Module.Dir, listed.Dir)
		if err != nil {
			return nil, err
		}
		found, err := mutationsIn(filepath.ToSlash(filepath.Join(root, name)), source)
		if err != nil {
			return nil, err
		}
		for i := range found {
			found[i].path = path
		}
		all = append(all, found...)
	}
	return all, nil
}

// mutationsIn returns the mutations of one file, in its order.
func mutationsIn(name string, source []byte) ([]mutation, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found []mutation
	add := func(at token.Pos, before, after string) {
		p := files.Position(at)
		found = append(found, mutation{name: name, source: source, line: p.Line, offset: p.Offset, before: before, after: after})
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if other, ok := swaps[n.Op]; ok {
				add(n.OpPos, n.Op.String(), other.String())
			}
		case *ast.UnaryExpr:
			if n.Op == token.NOT {
				add(n.OpPos, "!", "")
			}
		case *ast.BasicLit:
			if v, err := strconv.ParseInt(n.Value, 10, 32); n.Kind == token.INT && err == nil {
				add(n.ValuePos, n.Value, strconv.FormatInt(v+1, 10))
			}
		case *ast.Ident:
			switch n.Name {
			case "true":
				add(n.NamePos, "true", "false")
			case "false":
				add(n.NamePos, "false", "true")
			}
		case *ast.ImportSpec:
			return false
		}
		return true
	})
	return found, nil
}
