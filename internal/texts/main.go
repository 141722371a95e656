// Command texts prints every text of the program that a person may read: findings, reasons, help, labels, errors and hints, by file. It is for
// whoever checks the wording: go run ./internal/texts > texts.txt
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

func main() {
	dir := "."
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	out := bufio.NewWriter(os.Stdout)
	err := printTexts(out, dir)
	if flushed := out.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "texts: %v\n", err)
		os.Exit(2)
	}
}

// skippedDirs are directories whose texts no user reads.
var skippedDirs = []string{"conformance", "bench", "internal/texts", "internal/testtree", "internal/picture"}

// printTexts writes the texts of all Go files below a directory, without those of tests.
func printTexts(out io.Writer, dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			for _, name := range skippedDirs {
				if rel == name {
					return fs.SkipDir
				}
			}
			if rel != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		return printFile(out, path, rel)
	})
}

// printFile writes the texts of one file.
func printFile(out io.Writer, path, name string) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	headed := false
	for _, t := range textsOf(file) {
		if !headed {
			headed = true
			if _, err := fmt.Fprintf(out, "\n== %s\n", name); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(out, "%5d  %s\n", set.Position(t.at).Line, strings.ReplaceAll(t.value, "\n", "\n       ")); err != nil {
			return err
		}
	}
	return nil
}

type text struct {
	at    token.Pos
	value string
}

// textsOf returns the texts of a file in their order. Literals that are joined with + are one text; what is no literal is shown as {}.
func textsOf(file *ast.File) []text {
	var list []text
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			// A struct tag is no text.
			return n.Tag == nil
		case *ast.BinaryExpr:
			if value, ok := joinLiterals(n); ok && n.Op == token.ADD {
				if isText(value) {
					list = append(list, text{n.Pos(), value})
				}
				return false
			}
		case *ast.BasicLit:
			if value, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && isText(value) {
				list = append(list, text{n.Pos(), value})
			}
		}
		return true
	})
	return list
}

// joinLiterals returns the text of a sum; ok is false where no part is a literal.
func joinLiterals(e ast.Expr) (value string, ok bool) {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		left, a := joinLiterals(e.X)
		right, b := joinLiterals(e.Y)
		return left + right, (a || b) && e.Op == token.ADD
	case *ast.BasicLit:
		value, err := strconv.Unquote(e.Value)
		return value, e.Kind == token.STRING && err == nil
	}
	return "{}", false
}

// isText reports whether a literal has two words with a blank between them.
func isText(value string) bool {
	words := 0
	for word := range strings.FieldsSeq(value) {
		if strings.ContainsFunc(word, unicode.IsLetter) {
			words++
		}
	}
	return words > 1
}
