package main

import (
	"strings"
	"testing"
)

// TestTexts: the texts of the project hold findings, reasons, hints and help, and nothing of tests.
func TestTexts(t *testing.T) {
	var b strings.Builder
	if err := printTexts(&b, "../.."); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\n== internal/check/history.go\n", ".git is copied%s by %s: every commit invalidates this layer and all later ones.", // a finding
		"Cache of mypy.",                      // a reason
		"Explain a finding and how to fix it", // help
		"unknown %s %q",                       // an error
		"COPY --exclude=.git, and {}",         // a sum with a variable
		"Secret in the build context",         // a title
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, other := range []string{"_test.go", "conformance/", "json:\""} {
		if strings.Contains(b.String(), other) {
			t.Errorf("%q is printed", other)
		}
	}
}
