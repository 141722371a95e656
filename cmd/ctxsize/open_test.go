package main

import (
	"slices"
	"strings"
	"testing"
)

// TestJoinLoad: --load has a value only before the name of a snapshot.
func TestJoinLoad(t *testing.T) {
	for line, want := range map[string]string{
		"--load ctx.json":                     "--load=ctx.json",
		"--load CTX.JSON.gz -o text":          "--load=CTX.JSON.gz -o text",
		"--load=ctx.json":                     "--load=ctx.json",
		"--load .":                            "--load .",
		"-t app --load":                       "-t app --load",
		"--load --push services/api":          "--load --push services/api",
		"docker build --load -t app .":        "docker build --load -t app .",
		"why -- --load a.json":                "why -- --load a.json",
		"docker buildx build --load data.dir": "docker buildx build --load data.dir",
	} {
		if got := joinLoad(strings.Fields(line)); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%s: got %q, want %s", line, got, want)
		}
	}
}
