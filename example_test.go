package ctxsize_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/walker"
)

// write makes a project in a new directory.
func write(files map[string]string) string {
	dir, err := os.MkdirTemp("", "ctxsize")
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
	return dir
}

var shop = map[string]string{
	"Dockerfile":            "FROM alpine\nCOPY src /src\nCOPY docs /docs\n",
	".dockerignore":         "docs/drafts\n",
	"src/main.go":           "package main\n",
	"src/main_test.go":      "package main // test\n",
	"docs/index.md":         "# Shop\n",
	"docs/drafts/review.md": "To do\n",
	"README.md":             "# Read me\n",
}

// Analyze a directory, as `docker build DIRECTORY` would send it.
func ExampleAnalyze() {
	dir := write(shop)
	defer os.RemoveAll(dir)
	a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{Request: ctxsize.Request{Context: dir}})
	if err != nil {
		log.Fatal(err)
	}
	b := &a.Builds[0]
	eligible := b.Main.View.Totals(walker.Eligible)
	sent := b.Main.Sent()
	fmt.Printf("eligible: %d bytes in %d files\n", eligible.Bytes, eligible.Files)
	fmt.Printf("sent: %d bytes in %d files\n", sent.Bytes, sent.Files)
	for _, in := range b.Build.Instructions {
		fmt.Printf("%s gets %d bytes\n", in.Text, in.Bytes)
	}
	// Output:
	// eligible: 105 bytes in 6 files
	// sent: 41 bytes in 3 files
	// COPY src /src gets 34 bytes
	// COPY docs /docs gets 7 bytes
}

// List the files that are sent.
func ExampleUsage() {
	dir := write(shop)
	defer os.RemoveAll(dir)
	a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{Request: ctxsize.Request{Context: dir}})
	if err != nil {
		log.Fatal(err)
	}
	a.Builds[0].Main.View.Each(walker.Sent, func(e walker.Entry) bool {
		fmt.Println(e.Path)
		return true
	})
	// Output:
	// docs
	// docs/index.md
	// src
	// src/main.go
	// src/main_test.go
}

// Try an ignore file without writing it. The disk is not read again.
func ExampleResult_With() {
	dir := write(shop)
	defer os.RemoveAll(dir)
	a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{Request: ctxsize.Request{Context: dir}})
	if err != nil {
		log.Fatal(err)
	}
	before := &a.Builds[0]
	after, err := before.With(context.Background(), 0, []byte("docs/drafts\n**/*_test.go\n"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("sent: %d bytes, %d with **/*_test.go excluded\n", before.SentBytes(), after.SentBytes())
	// Output: sent: 41 bytes, 20 with **/*_test.go excluded
}

// Explain what happens to paths. Full scans excluded directories, too.
func ExampleAnswer() {
	dir := write(shop)
	defer os.RemoveAll(dir)
	a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{Request: ctxsize.Request{Context: dir}, Full: true})
	if err != nil {
		log.Fatal(err)
	}
	for _, path := range []string{"docs/drafts/review.md", "README.md", "src/main.go"} {
		answer := a.Builds[0].Why(path)
		fmt.Printf("%s: %s\n", path, answer.Verdict())
	}
	// Output:
	// docs/drafts/review.md: excluded
	// README.md: not sent: eligible, but copied by no instruction
	// src/main.go: sent
}

// Compare two states of a project, such as two branches.
func ExampleCompare() {
	var sides []*ctxsize.Analysis
	for _, text := range []string{"docs/drafts\n", "docs/drafts\n**/*_test.go\n"} {
		dir := write(shop)
		defer os.RemoveAll(dir)
		if err := os.WriteFile(filepath.Join(dir, ".dockerignore"), []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
		a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{Request: ctxsize.Request{Context: dir}})
		if err != nil {
			log.Fatal(err)
		}
		sides = append(sides, a)
	}
	d := ctxsize.Compare(sides[0], sides[1])
	for _, b := range d.Builds {
		fmt.Printf("%s: %d -> %d bytes\n", b.Name, b.Before, b.After)
		for _, p := range b.Paths {
			fmt.Printf("  %s: %+d\n", p.Path, p.Growth())
		}
	}
	// Output:
	// Dockerfile: 41 -> 20 bytes
	//   src/main_test.go: -21
}

// Compare a prediction with what docker build --progress=plain has printed.
func ExampleVerify() {
	dir := write(shop)
	defer os.RemoveAll(dir)
	a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{Request: ctxsize.Request{Context: dir}})
	if err != nil {
		log.Fatal(err)
	}
	buildLog := strings.NewReader("#4 [internal] load build context\n#4 transferring context: 1.50kB done\n#4 DONE 0.0s\n")
	loads, err := ctxsize.Verify(a, buildLog)
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range loads {
		fmt.Printf("%s: the builder printed %s. %s\n", l.Verdict, l.Rounded, l.Reason)
	}
	// Output: different: the builder printed 1.50kB. The number is rounded, and not that of an empty cache; use --progress=rawjson to see whether it is a delta.
}
