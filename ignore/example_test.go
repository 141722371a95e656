package ignore_test

import (
	"fmt"

	"github.com/ctxsize/ctxsize/ignore"
)

// parse returns the list of a file that is known to be valid.
func parse(text string) *ignore.PatternList {
	list, err := ignore.Parse([]byte(text), ignore.Options{})
	if err != nil {
		panic(err)
	}
	return list
}

// Match paths with an ignore file.
func Example() {
	list := parse("# dependencies\n**/node_modules\ndocs\n!docs/README.md\n")
	for _, path := range []string{"web/node_modules/vite/index.js", "docs/guide.md", "docs/README.md", "main.go"} {
		fmt.Println(list.Match(path).Excluded, path)
	}
	// Output:
	// true web/node_modules/vite/index.js
	// true docs/guide.md
	// false docs/README.md
	// false main.go
}

// Explain which pattern decides about a path.
func ExamplePatternList_Explain() {
	list := parse("docs\n!docs/README.md\n*.log\n")
	traces, decision := list.Explain("docs/README.md")
	for _, t := range traces {
		if t.Matches {
			fmt.Printf("line %d: %s matches %s\n", t.Pattern.Line, t.Pattern.Text, t.Path)
		}
	}
	fmt.Println("excluded:", decision.Excluded, "by", list.All()[decision.Index].Text)
	// Output:
	// line 1: docs matches docs
	// line 2: !docs/README.md matches docs/README.md
	// excluded: false by !docs/README.md
}

// Try a pattern without changing the file.
func ExamplePatternList_Try() {
	list := parse("*.log\n")
	tried, err := list.Try("tmp")
	if err != nil {
		panic(err)
	}
	fmt.Println(list.Match("tmp/cache").Excluded, tried.Match("tmp/cache").Excluded)
	fmt.Printf("%s", tried.Bytes())
	// Output:
	// false true
	// *.log
}

// Add a pattern to a file, whose comments and order stay as they are.
func ExamplePatternList_Append() {
	list := parse("# logs\n*.log\n")
	edited, err := list.Append("!keep.log")
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s", edited.Bytes())
	// Output:
	// # logs
	// *.log
	// !keep.log
}

// Walk a tree as the builders do: each directory hands down what matched it.
func ExampleDir() {
	root := parse("build\n!build/app\n").Root()
	build := root.Enter([]byte("build"))
	fmt.Println(build.Match([]byte("cache")).Excluded, build.Match([]byte("app")).Excluded)
	// Output: true false
}

// Escape a path that would be a wildcard.
func ExampleLiteral() {
	pattern, err := ignore.Literal("pages/[id].tsx")
	fmt.Println(pattern, err)
	// Output: pages/\[id\].tsx <nil>
}
