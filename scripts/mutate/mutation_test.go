package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestMutationsIn(t *testing.T) {
	const source = `package p

import _ "embed"

func f(a, b int, ok bool) bool {
	return a < b && !ok || a+10 == b
}
`
	found, err := mutationsIn("p.go", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range found {
		got = append(got, m.key())
	}
	const line = "p.go: return a < b && !ok || a+10 == b => return "
	want := []string{
		line + "a < b && !ok && a+10 == b", line + "a < b || !ok || a+10 == b", line + "a <= b && !ok || a+10 == b",
		line + "a < b && ok || a+10 == b", line + "a < b && !ok || a+10 != b", line + "a < b && !ok || a-10 == b", line + "a < b && !ok || a+11 == b",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	for _, m := range found {
		if m.before == "10" && string(m.apply()) != source[:len(source)-len("10 == b\n}\n")]+"11 == b\n}\n" {
			t.Errorf("changed to %q", m.apply())
		}
	}
}

// TestEqualText holds that every line of equal.txt is a change of a file that there is.
func TestEqualText(t *testing.T) {
	keys := equalList(equalText)
	if len(keys) == 0 {
		t.Fatal("equal.txt has no line")
	}
	for key := range keys {
		name, _, _ := strings.Cut(key, ": ")
		source, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		if err != nil {
			t.Errorf("%s: %v", key, err)
			continue
		}
		list, err := mutationsIn(name, source)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(list, func(m mutation) bool { return m.key() == key }) {
			t.Errorf("no such change: %s", key)
		}
	}
}

func TestEqualList(t *testing.T) {
	got := equalList("# a comment\n\np.go: a < b => a <= b\n")
	if len(got) != 1 || !got["p.go: a < b => a <= b"] {
		t.Errorf("got %v", got)
	}
}
