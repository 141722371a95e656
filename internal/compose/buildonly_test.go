package compose

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
)

// FuzzBuildOnly: the part of a compose file that is parsed for sibling builds describes them like the whole file.
func FuzzBuildOnly(f *testing.F) {
	for _, text := range []string{
		"name: n\nservices:\n  a: {build: {context: \"${COMPOSE_PROJECT_NAME}/${X:-y}\", args: [?=1, B]}, image: i, ports: [80], environment: {C: \"${D}\"}}\n",
		"x-a: &a {b: c}\nservices:\n  a:\n    build: {<<: *a, context: ., dockerfile_inline: \"FROM scratch\"}\n    profiles: [x]\n    labels: &l {e: f}\n  b: {build: {context: ., labels: *l}}\n",
		"services:\n  a: {build: d, platform: linux/arm64}\n  b: {extends: a, command: [x], build: {args: {Y: 1.50, Z: 2020-01-01, W: yes, V: 0o17, U: null, T: 1e3}}}\n  c: {extends: {service: b}, environment: [F=1]}\n",
		"include: [compose.yaml]\nservices: {a: {build: !reset null}}\n",
		"services:\n  a: {build: .}\n---\nservices:\n  a: {build: {target: t}}\n",
		"services:\n  a: {build: {context: ., additional_contexts: {c: \"service:b\"}, secrets: [s], platforms: [linux/amd64]}}\n  b: {build: b, depends_on: [a]}\nsecrets: {s: {file: s}}\n",
		"services:\n  a: {build: {args: [A=1, B]}}\n",
		"services:\n  a:\n  b: 1\n",
		"services:\n  a: {build: {context: ., additional_contexts: {c: }}}\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		file := filepath.Join(dir, "compose.yaml")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		read := func(lean bool) (build.Specs, error) {
			return Read(t.Context(), Request{Base: build.Request{Dir: dir}, Files: []string{file}, All: true, BuildOnly: lean})
		}
		got, err := read(true)
		want, errWant := read(false)
		if errWant != nil || len(want.Failures) > 0 || slices.ContainsFunc(want.Chosen, func(s build.Spec) bool { return s.Origin.Assumed != "" }) {
			return
		}
		if err != nil || len(got.Failures) > 0 || !reflect.DeepEqual(got.Chosen, want.Chosen) {
			t.Errorf("%+v, %v\nwant %+v", got, err, want.Chosen)
		}
	})
}

// TestLean: a fault that concerns no build keeps none from being known.
func TestBuildOnly(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "compose.yaml")
	if err := os.WriteFile(file, []byte("services:\n  a: {build: a, ports: {}, environment: \"${\"}\nvolumes: 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := Request{Base: build.Request{Dir: dir}, Files: []string{file}, All: true}
	if found, err := Read(t.Context(), r); err == nil {
		t.Errorf("the whole file is accepted: %+v", found)
	}
	r.BuildOnly = true
	if found, err := Read(t.Context(), r); err != nil || len(found.Chosen) != 1 {
		t.Errorf("%+v, %v", found, err)
	}
}
