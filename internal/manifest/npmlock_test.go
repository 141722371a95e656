package manifest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNpmLock(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       map[string]bool
		fails      bool
	}{
		{"development, and what an optional dependency needs, too", `{"packages": {"": {"dev": true}, "node_modules/a": {"dev": true}, "node_modules/@s/b": {}, "node_modules/c": {"devOptional": true}}}`,
			map[string]bool{"node_modules/a": true, "node_modules/@s/b": false, "node_modules/c": false}, false},
		{"nested, and of a member of the workspace", `{"packages": {"packages/m": {}, "node_modules/m": {"link": true, "dev": true}, "packages/m/node_modules/a": {"dev": true}, "node_modules/a/node_modules/b": {"dev": true}}}`,
			map[string]bool{"packages/m/node_modules/a": true, "node_modules/a/node_modules/b": true}, false},
		{"outside", `{"packages": {"../node_modules/a": {"dev": true}, "/node_modules/b": {"dev": true}, "x/../node_modules/c": {"dev": true}}}`, map[string]bool{}, false},
		{"version 1", `{"lockfileVersion": 1, "dependencies": {"a": {"dev": true}}}`, map[string]bool{}, false},
		{"a byte order mark", "\ufeff{}", map[string]bool{}, false},
		{"cut", `{"packages": {"node_modules/a": {"dev": true}`, nil, true},
		{"another type", `{"packages": {"node_modules/a": {"dev": "yes"}}}`, nil, true},
		{"empty", "", nil, true},
	} {
		got, err := NpmLock([]byte(c.text))
		if diff := cmp.Diff(c.want, got); diff != "" || c.fails != (err != nil) {
			t.Errorf("%s: error %v, %s", c.name, err, diff)
		}
	}
}
