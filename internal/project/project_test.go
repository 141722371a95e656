package project

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// TestIncludedOrigin: a service of a file that is included is described there.
func TestIncludedOrigin(t *testing.T) {
	dir := write(t, `compose.yaml: include: [sub/c.yaml]\n
sub/c.yaml: services:\n  a: {build: .}\n`)
	_, specs, err := Read(t.Context(), build.Request{Dir: dir}, Request{Compose: true})
	if err != nil || len(specs) != 1 || specs[0].Origin.File != dir+"/sub/c.yaml" || specs[0].Origin.Line != 2 {
		t.Errorf("%+v, %v", specs, err)
	}
}

// TestProjectFailures: what is wrong with one service is said with its place, and keeps the others from nothing.
func TestProjectFailures(t *testing.T) {
	const good = "\n a/Dockerfile: FROM scratch\n"
	for _, test := range []struct{ name, tree, builds, says, hint string }{
		{"context missing", `compose.yaml: services:\n  a: {build: a}\n  b: {build: gone}` + good, "a", "service b: context DIR/gone: no such directory", ""},
		{"nothing else", `compose.yaml: services:\n  b: {build: gone}`, "", "DIR/compose.yaml:2: service b: context DIR/gone: no such directory", "relative to the directory of the first file"},
		{"Dockerfile missing", `compose.yaml: services:\n  b: {build: {context: ., dockerfile: D}}`, "", "DIR/compose.yaml:2: service b: cannot read Dockerfile DIR/D: file does not exist", "a Dockerfile to its context"},
		{"include missing", `compose.yaml: include: [gone.yaml]\nservices:\n  a: {build: a}` + good, "a", "gone.yaml", ""},
		{"no value where compose-go wants one", `compose.yaml: services:\n  a: {build: a}\n  b: {build: {context: a, additional_contexts: {c: }}}` + good, "a", "service b: DIR/compose.yaml: compose-go failed: interface conversion", ""},
		{"extends in a circle", `compose.yaml: services:\n  a: {build: a}\n  b: {extends: c}\n  c: {extends: b}` + good, "a", "Circular reference", ""},
		{"links in a circle", `docker-bake.hcl: target "default" { context = "a" }\ntarget "x" { contexts = { y = "target:x" } }` + good, "default", "target x: the context y of x depends on x again", ""},
		{"a group in itself", `docker-bake.hcl: target "a" { context = "a" }\ngroup "g" { targets = ["a", "g"] }` + good, "a", `target g: no target "g" with a build`, ""},
		{"too large", "compose.yaml: #" + strings.Repeat("x", projectfile.MaxSize) + good, "", "exceeds maximum allowed size", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := write(t, test.tree)
			p, err := ResolveAll(t.Context(), build.Request{Dir: dir, Context: "."}, Request{})
			var names, said []string
			for _, b := range p.Builds {
				if b.Name != "" {
					names = append(names, b.Name)
				}
			}
			for _, f := range p.Failures {
				said = append(said, f.Error())
			}
			text := fmt.Sprint(said, err)
			var hint string
			if e, ok := err.(*build.Error); ok {
				hint = e.Hint
			}
			if got := strings.Join(names, " "); got != test.builds || !strings.Contains(text, strings.ReplaceAll(test.says, "DIR", dir)) || !strings.Contains(hint, test.hint) {
				t.Errorf("builds %q, says %s, hint %q", got, text, hint)
			}
		})
	}
}

// TestNeighboursOutside: each Dockerfile beside those of the builds, which lie outside of their context, is planned for it once, however many
// builds there are.
func TestNeighboursOutside(t *testing.T) {
	dir := write(t, `compose.yaml: services:\n  a: {build: {context: src, dockerfile: ../d/A.Dockerfile}}\n  b: {build: {context: src, dockerfile: ../d/B.Dockerfile}}\n
d/A.Dockerfile: FROM scratch\nCOPY x /\n
d/B.Dockerfile: FROM scratch\nCOPY x /\n
d/C.Dockerfile: FROM scratch\nCOPY x /\n
d/D.Dockerfile: FROM scratch\nCOPY gone /\n
src/x: x`)
	base := build.Request{Dir: dir}
	p, err := ResolveAll(t.Context(), base, Request{Compose: true})
	if err != nil || len(p.Builds) != 2 {
		t.Fatal(p.Builds, err)
	}
	var got []string
	for _, b := range Siblings(t.Context(), base, p, p.Builds) {
		if b.Context.Root == dir+"/src" {
			got = append(got, strings.TrimPrefix(b.Dockerfile.Path, dir+"/d/"))
		}
	}
	slices.Sort(got)
	if want := []string{"A.Dockerfile", "B.Dockerfile", "C.Dockerfile"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
