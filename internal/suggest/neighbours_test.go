package suggest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestNeighbours: a pattern that is safe for the requested builds is not suggested if a sibling build needs the files that it excludes.
func TestNeighbours(t *testing.T) {
	const files = "-- docker/b.Dockerfile --\nFROM node:22\nCOPY . /n\nWORKDIR /n\nRUN npm ci\n-- site/package.json --\n{}\n-- site/node_modules/x/y --\n0123456789\n"
	const needs = "-- docker/a.Dockerfile --\nFROM nginx\nCOPY node_modules /n\n"
	const b = "b: {build: {context: site, dockerfile: ../docker/b.Dockerfile}}\n"
	const a = "a: {build: {context: site, dockerfile: ../docker/a.Dockerfile}"
	const composed = files + "-- compose.yml --\nservices:\n  " + b
	const baked = files + "-- docker-bake.hcl --\ntarget \"default\" {\n  context = \"site\"\n  dockerfile = \"../docker/b.Dockerfile\"\n}\n"
	compose, bake := &project.Request{Compose: true}, &project.Request{Bake: true}
	onlyB := func(r project.Request) *project.Request { r.Names = []string{"b"}; return &r }
	plain := build.Request{Context: "site", Dockerfile: "docker/b.Dockerfile"}
	for _, c := range []struct {
		name, files string
		request     build.Request
		project     *project.Request
		safe        bool
	}{
		{"no other build", composed, build.Request{}, compose, true},
		{"another path of the context", composed + "  " + a + "}\n-- docker/a.Dockerfile --\nFROM nginx\nCOPY docker/node_modules /n\n", build.Request{}, onlyB(*compose), true},
		{"a service that was not chosen", composed + "  " + a + "}\n" + needs, build.Request{}, onlyB(*compose), false},
		{"of an audit", composed + "  " + a + "}\n" + needs, build.Request{Context: "."}, onlyB(project.Request{}), false},
		{"of a profile", composed + "  " + a + ", profiles: [extra]}\n" + needs, build.Request{}, compose, false},
		{"of another compose file", composed + "-- compose.ci.yml --\nservices:\n  " + a + "}\n" + needs, build.Request{}, compose, false},
		{"inline", composed + "  a: {build: {context: site, dockerfile_inline: \"FROM nginx\\nCOPY node_modules /n\\n\"}}\n", build.Request{}, onlyB(*compose), false},
		{"no other target", baked, build.Request{}, bake, true},
		{"a target of no group", baked + "target \"a\" {\n  context = \"site\"\n  dockerfile = \"../docker/a.Dockerfile\"\n}\n" + needs, build.Request{}, bake, false},
		{"a plain build", files, plain, nil, true},
		{"a Dockerfile beside it", files + needs, plain, nil, false},
		{"a service beside it", composed + "  a: {build: {context: site, dockerfile_inline: \"FROM nginx\\nCOPY node_modules /n\\n\"}}\n", plain, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Archive(t, dir, c.files)
			c.request.Dir = dir
			analysis, err := analysis.Analyze(t.Context(), analysis.Options{NoTransfer: true, Full: true, Suggest: true, Request: c.request, Project: c.project})
			if err != nil {
				t.Fatal(err)
			}
			if len(analysis.Builds) != 1 {
				t.Fatalf("%d builds were asked for", len(analysis.Builds))
			}
			safe := slices.ContainsFunc(analysis.Builds[0].Suggestions, func(s inventory.Suggestion) bool {
				return strings.HasSuffix(s.Line, "node_modules") && s.Safety == inventory.Safe
			})
			if safe != c.safe {
				t.Errorf("%v", analysis.Builds[0].Suggestions)
			}
		})
	}
}
