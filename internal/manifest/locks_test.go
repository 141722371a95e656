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

func TestPnpmLock(t *testing.T) {
	const begin = "lockfileVersion: '9.0'\nimporters:\n"
	const dir = "node_modules/.pnpm/"
	for _, c := range []struct {
		name, text string
		want       map[string]bool
		fails      bool
	}{
		{"by the importers of all packages", begin + "  .: {devDependencies: {a: {version: 1.0.0}, b: {version: 1.0.0}}}\n  m: {dependencies: {b: {version: 1.0.0}, n: {version: 'link:../n'}}, optionalDependencies: {o: {version: 1.0.0}}}\n" +
			"snapshots: {a@1.0.0: {dependencies: {c: 1.0.0}}, b@1.0.0: {}, c@1.0.0: {}, o@1.0.0: {}}\n",
			map[string]bool{dir + "a@1.0.0": true, dir + "b@1.0.0": false, dir + "c@1.0.0": true, dir + "o@1.0.0": false}, false},
		{"an alias, a cycle and optional dependencies", begin + "  .: {dependencies: {x: {version: y@1.0.0}}, devDependencies: {d: {version: 1.0.0}}}\n" +
			"snapshots: {y@1.0.0: {optionalDependencies: {z: 1.0.0}}, z@1.0.0: {dependencies: {y: 1.0.0}}, d@1.0.0: {dependencies: {d: 1.0.0}}}\n",
			map[string]bool{dir + "y@1.0.0": false, dir + "z@1.0.0": false, dir + "d@1.0.0": true}, false},
		{"peers", begin + "  .: {devDependencies: {'@s/a': {version: 1.0.0(b@1.0.0(c@1.0.0))(d@1.0.0)}}}\nsnapshots: {'@s/a@1.0.0(b@1.0.0(c@1.0.0))(d@1.0.0)': {}}\n",
			map[string]bool{dir + "@s+a@1.0.0_b@1.0.0_c@1.0.0__d@1.0.0": true}, false},
		{"a name with a hash", begin + "  .: {devDependencies: {A: {version: 1.0.0}}}\nsnapshots: {A@1.0.0: {}}\n", nil, true},
		{"a URL with a fragment", begin + "  .: {devDependencies: {a: {version: 'https://h/a.git#1'}}}\nsnapshots: {'a@https://h/a.git#1': {}}\n", nil, true},
		{"an older version", "lockfileVersion: '6.0'\n", nil, true},
		{"no YAML", "a: [", nil, true},
		{"empty", "", nil, true},
	} {
		got, err := PnpmLock([]byte(c.text))
		if diff := cmp.Diff(c.want, got); diff != "" || c.fails != (err != nil) {
			t.Errorf("%s: error %v, %s", c.name, err, diff)
		}
	}
}
