package plan

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// FuzzProject: no compose file and no bake file makes the program crash, or hang.
func FuzzProject(f *testing.F) {
	f.Add("services:\n  a: {build: .}\n  b: {extends: a, build: {context: \"${X:-y}\", args: [A=1], additional_contexts: {c: \"service:a\"}}}\n", true)
	f.Add("x-a: &a {b: c}\nservices:\n  a:\n    build: {<<: *a, context: ., dockerfile_inline: \"FROM scratch\"}\n    profiles: [x]\n", true)
	f.Add("include: [compose.yaml]\nservices: {a: {build: !reset null}}\n", true)
	f.Add("variable \"A\" { default = \"x\" }\nfunction \"f\" {\n params = [x]\n result = upper(x)\n}\ntarget \"default\" {\n name = \"t-${i}\"\n matrix = { i = [\"1\", A] }\n context = f(A)\n}\n", false)
	f.Add("group \"default\" { targets = [\"default\", \"a\"] }\ntarget \"a\" { inherits = [\"a\"]\n contexts = { b = \"target:a\" } }\n", false)
	f.Fuzz(func(t *testing.T, text string, compose bool) {
		dir := t.TempDir()
		name := "docker-bake.hcl"
		if compose {
			name = "compose.yaml"
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, r := range []ProjectRequest{{Compose: compose, Bake: !compose}, {}} {
			if p, err := ResolveProject(t.Context(), Request{Context: dir, Dir: dir}, r); err == nil && len(p.Builds)+len(p.Failures) == 0 {
				t.Error("neither a build nor an error")
			}
		}
	})
}

// FuzzLean: what is read of a compose file for builds that nobody has asked for tells the same of them as the whole file.
func FuzzLean(f *testing.F) {
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
		read := func(lean bool) (specs []Spec, p Project, err error) {
			specs, err = p.compose(t.Context(), composeRequest{base: Request{Dir: dir}, files: []string{file}, every: true, lean: lean})
			return specs, p, err
		}
		got, p, err := read(true)
		want, whole, errWhole := read(false)
		if errWhole != nil || len(whole.Failures) > 0 || slices.ContainsFunc(want, func(s Spec) bool { return s.Origin.Assumed != "" }) {
			return
		}
		if err != nil || len(p.Failures) > 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v, %v\nwant %+v", got, p.Failures, err, want)
		}
	})
}

// TestLean: a fault that concerns no build keeps none from being known.
func TestLean(t *testing.T) {
	dir := write(t, `compose.yaml: services:\n  a: {build: a, ports: {}, environment: "${"}\nvolumes: 1`)
	files := []string{filepath.Join(dir, "compose.yaml")}
	var p Project
	if specs, err := p.compose(t.Context(), composeRequest{base: Request{Dir: dir}, files: files, every: true}); err == nil {
		t.Errorf("the whole file is accepted: %+v", specs)
	}
	if specs, err := p.compose(t.Context(), composeRequest{base: Request{Dir: dir}, files: files, every: true, lean: true}); err != nil || len(specs) != 1 {
		t.Errorf("%+v, %v", specs, err)
	}
}
