package main

import (
	"slices"
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
	const line = "p.go: return a < b && !ok || a+10 == b: "
	want := []string{line + "|| -> &&", line + "&& -> ||", line + "< -> <=", line + "! -> ", line + "== -> !=", line + "+ -> -", line + "10 -> 11"}
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
	if rest := without(found, "# a comment\n"+line+"< -> <=\n"); len(rest) != len(found)-1 {
		t.Errorf("%d of %d are left, want one less", len(rest), len(found))
	}
}
