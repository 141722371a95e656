package walker_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
)

// exampleContext makes a small context and returns its directory.
func exampleContext() string {
	dir, err := os.MkdirTemp("", "context")
	if err != nil {
		panic(err)
	}
	for name, size := range map[string]int{"Dockerfile": 40, "src/main.go": 100, "src/main_test.go": 300, "node_modules/x/index.js": 5000} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			panic(err)
		}
		if err := os.WriteFile(path, make([]byte, size), 0o644); err != nil {
			panic(err)
		}
	}
	return dir
}

// exampleView walks the small context and views it with an ignore file.
func exampleView(text string) *walker.View {
	dir := exampleContext()
	defer os.RemoveAll(dir)
	list, err := ignore.Parse([]byte(text), ignore.Options{})
	if err != nil {
		panic(err)
	}
	filter := walker.Filter{Patterns: list}
	tree, err := walker.Walk(context.Background(), dir, walker.Options{Full: true})
	if err != nil {
		panic(err)
	}
	view, err := tree.View(walker.Query{Filter: filter})
	if err != nil {
		panic(err)
	}
	return view
}

// Walk a directory once and view it with an ignore file.
func Example() {
	view := exampleView("node_modules\n")
	fmt.Println("sent:", view.Totals(walker.Sent).Files, "files,", view.Totals(walker.Sent).Bytes, "bytes")
	fmt.Println("excluded:", view.Totals(walker.Excluded).Bytes, "bytes")
	// Output:
	// sent: 3 files, 440 bytes
	// excluded: 5000 bytes
}

// List what is sent, in the order of sending.
func ExampleView_Each() {
	exampleView("node_modules\n").Each(walker.Sent, func(e walker.Entry) bool {
		fmt.Println(e.Kind, e.Path, e.Bytes)
		return true
	})
	// Output:
	// file Dockerfile 40
	// dir src 0
	// file src/main.go 100
	// file src/main_test.go 300
}

// Try another pattern: a view of the same tree, without the disk.
func ExampleTree_View() {
	view := exampleView("node_modules\n")
	list, err := view.Query.Patterns.Try("**/*_test.go")
	if err != nil {
		panic(err)
	}
	tried, err := view.Tree.View(walker.Query{Filter: walker.Filter{Patterns: list}})
	if err != nil {
		panic(err)
	}
	saved := view.Totals(walker.Sent).Sub(tried.Totals(walker.Sent))
	fmt.Println("saves", saved.Files, "file,", saved.Bytes, "bytes")
	// Output: saves 1 file, 300 bytes
}

// List what a COPY src/main.go requests.
func ExampleTree_FollowPaths() {
	view := exampleView("node_modules\n")
	request, err := walker.NewTree(nil).FollowPaths([]string{"src/main.go"})
	if err != nil {
		panic(err)
	}
	requested, err := view.Tree.View(walker.Query{Filter: view.Query.Filter, Request: request})
	if err != nil {
		panic(err)
	}
	fmt.Println("eligible:", requested.Totals(walker.Eligible).Bytes, "bytes")
	fmt.Println("sent:", requested.Totals(walker.Sent).Bytes, "bytes")
	// Output:
	// eligible: 440 bytes
	// sent: 100 bytes
}
