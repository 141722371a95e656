package compose

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
)

// TestDropUnneeded: of an override, only the services that it or another file may change are resolved, with those that they extend.
func TestDropUnneeded(t *testing.T) {
	const base = "services:\n  a: {build: {context: ., target: t}}\n  b: {extends: a}\n  c: {extends: {service: b}}\n  d: {build: {context: .}}\n  e: {image: i}\n  f: {build: {context: .}}\n"
	for _, c := range []struct{ other, override, known, want string }{
		{"services: {d: {build: {target: x}}}", "", "base", "d=x"},
		{"services: {a: {build: {target: x}}}", "", "base", "a=x b=t c=t"},
		{"services: {c: {build: {target: x}}}", "", "base", "a=t b=t c=x"},
		{"services: {e: {build: {context: .}}}", "", "base", "e="},
		{"services: {e: {image: j}}", "", "base", ""},
		{"services: {new: {build: {context: .}}}", "", "base", "new="},
		{"services: {}", "services: {f: {build: {target: y}}}", "base override", "f="},
		{"services: {d: {build: {target: x}}}", "services: {f: {build: {target: !reset null}}}", "base override", "a=t b=t c=t d=x f="},
		{"services: {d: {build: {target: x}}}", "", "", "a=t b=t c=t d=x f="},
	} {
		dir := t.TempDir()
		paths := map[string]string{"base": base, "other": c.other, "override": c.override}
		for name, text := range paths {
			paths[name] = filepath.Join(dir, name+".yaml")
			if err := os.WriteFile(paths[name], []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		r := Request{Base: build.Request{Dir: dir}, Files: []string{paths["base"], paths["other"]}, All: true, BuildOnly: true}
		for known := range strings.FieldsSeq(c.known) {
			r.Known = append(r.Known, paths[known])
		}
		found, err := Read(t.Context(), r)
		r.Known = nil
		complete, errComplete := Read(t.Context(), r)
		for _, s := range found.Chosen {
			if !slices.ContainsFunc(complete.Chosen, func(o build.Spec) bool { return reflect.DeepEqual(s, o) }) {
				t.Errorf("%q: %+v is not a build of the complete set %+v, %v", c.other, s, complete.Chosen, errComplete)
			}
		}
		var got []string
		for _, s := range found.Chosen {
			got = append(got, s.Name+"="+s.Request.Target)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != c.want || (err != nil) != (c.want == "") || len(found.Failures) > 0 {
			t.Errorf("%q with %q: %q, %v, %+v\nwant %q", c.other, c.override, got, err, found.Failures, c.want)
		}
	}
}
