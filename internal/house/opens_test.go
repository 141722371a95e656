package house_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// opening are names of functions and methods, of any package, that open or read a file by its name.
var opening = []string{"Open", "OpenFile", "OpenRoot", "OpenInRoot", "ReadFile", "DirFS", "Openat", "Openat2", "GetEnvFromFile"}

// mayOpen are the files and directories that open others by themselves, and why. What is read of a project goes through
// internal/projectfile.
var mayOpen = map[string]string{
	"internal/projectfile":    "it is the one that opens project files",
	"internal/edit":           "writes ignore files below an open directory",
	"internal/revision":       "writes files below an open directory, which is its own",
	"internal/testtree":       "only tests use it",
	"internal/picture":        "draws the picture of the README",
	"bench":                   "measures, and is no part of the program",
	"scripts/mutate":          "checks the repository, and is no part of the program",
	"scripts/words":           "checks the repository, and is no part of the program",
	"walker/read_linux.go":    "opens directories, by openat without following links, and files only for their attributes",
	"walker/read_portable.go": "opens directories, and files that are regular to see whether they can be read",
}

// opensByItself is what a library function opens without being asked by name, and where it may be called: behind a check of what it opens.
var opensByItself = map[string]string{
	"LoadWithContext":                 "internal/compose/load.go",
	"LoadModelWithContext":            "internal/compose/bake.go",
	"ModelToProject":                  "internal/compose/bake.go",
	"WithServicesEnvironmentResolved": "internal/compose/bake.go",
	"LoadConfigFiles":                 "", "NewProjectOptions": "", "ProjectFromOptions": "", "WithServicesLabelsResolved": "", "ParseHCLFile": "", "ParseJSONFile": "",
}

// TestOpens: no code but internal/projectfile opens files of a project.
func TestOpens(t *testing.T) {
	t.Chdir(root)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (path == "conformance" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != "."):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		for _, call := range openCalls(t, path) {
			t.Error(call)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// openCalls are the places of a file that open others and may not.
func openCalls(t *testing.T, path string) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	slash := filepath.ToSlash(path)
	allowed := mayOpen[slash] != "" || mayOpen[filepath.ToSlash(filepath.Dir(path))] != ""
	var list []string
	for _, i := range file.Imports {
		if name, _ := strconv.Unquote(i.Path.Value); name == "io/ioutil" {
			list = append(list, path+" imports io/ioutil")
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, _ := s.X.(*ast.Ident)
		if where, known := opensByItself[s.Sel.Name]; known && where != slash {
			list = append(list, set.Position(s.Pos()).String()+": "+s.Sel.Name+" opens files by itself")
		}
		ours := pkg != nil && pkg.Name == "projectfile"
		read := pkg != nil && pkg.Name == "dotenv" && slices.Contains([]string{"Read", "Load", "Overload"}, s.Sel.Name)
		if !allowed && !ours && (read || slices.Contains(opening, s.Sel.Name)) {
			list = append(list, set.Position(s.Pos()).String()+": "+s.Sel.Name+" opens a file; internal/projectfile does that")
		}
		return true
	})
	return list
}
