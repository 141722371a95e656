package advise

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

// TestLocalDevelopment: what the local development packages take is measured where their sizes are known, and only there.
func TestLocalDevelopment(t *testing.T) {
	const single = "FROM node:20 AS b\nWORKDIR /app\nCOPY . .\nRUN npm ci\nFROM node:20\nCOPY --from=b /app /app\n"
	const member = "FROM node:20 AS b\nWORKDIR /app\nCOPY web/package*.json ./\nRUN npm ci\nFROM node:20\nCOPY --from=b /app /app\n"
	const lock = `{"packages": {"node_modules/a": {"dev": true}, "node_modules/a/node_modules/c": {"dev": true}, "node_modules/b": {}, "node_modules/b/node_modules/a": {"dev": true},
		"node_modules/o": {"devOptional": true}, "node_modules/absent": {"dev": true}, "node_modules/m": {"link": true}, "m": {}, "m/node_modules/@s/d": {"dev": true}}}`
	tree := map[string]int{
		"node_modules/a/x": 1, "node_modules/a/lib/y": 2, "node_modules/a/node_modules/c/x": 4, "node_modules/b/x": 8, "node_modules/b/node_modules/a/x": 16,
		"node_modules/o/x": 32, "node_modules/extra/x": 64, "m/node_modules/@s/d/x": 128, "m/node_modules/.bin/x": 256, "m/index.js": 512,
	}
	below := func(dir string) map[string]int {
		moved := map[string]int{}
		for name, size := range tree {
			moved[dir+name] = size
		}
		return moved
	}
	whole := lint.DevelopmentPackages{Lock: "package-lock.json", Packages: 4, Bytes: 1 + 2 + 4 + 16 + 128, Total: 511}
	in := func(lock string) *lint.DevelopmentPackages {
		moved := whole
		moved.Lock = lock
		return &moved
	}
	for _, c := range []struct {
		name, dockerfile, ignore string
		full                     bool
		tree                     map[string]int
		locks                    map[string]string
		want                     *lint.DevelopmentPackages
	}{
		{"sent", single, "", false, tree, map[string]string{"package-lock.json": lock}, in("package-lock.json")},
		{"excluded in part", single, "**/lib\n**/x\n", true, tree, map[string]string{"package-lock.json": lock}, in("package-lock.json")},
		{"excluded and read", single, "**/node_modules\n", true, tree, map[string]string{"package-lock.json": lock}, in("package-lock.json")},
		{"excluded and not read", single, "**/node_modules\n", false, tree, map[string]string{"package-lock.json": lock}, nil},
		{"a directory in it not read", single, "**/lib\n", false, tree, map[string]string{"package-lock.json": lock}, nil},
		{"a shrinkwrap first", single, "", false, tree, map[string]string{"npm-shrinkwrap.json": lock, "package-lock.json": `{}`}, in("npm-shrinkwrap.json")},
		{"in another directory", member, "", false, below("web/"), map[string]string{"web/package-lock.json": lock, "package-lock.json": `{}`}, in("web/package-lock.json")},
		{"another directory's", member, "", false, tree, map[string]string{"package-lock.json": lock, "web/package-lock.json": lock}, nil},
		{"a manifest from an unknown location", strings.ReplaceAll(single, "COPY . .", "COPY --from=node:20 /x ."), "", false, tree, map[string]string{"package-lock.json": lock}, nil},
		{"without node_modules", single, "", false, nil, map[string]string{"package-lock.json": lock}, nil},
		{"without a lock", single, "", false, tree, nil, nil},
		{"a broken lock", single, "", false, tree, map[string]string{"package-lock.json": lock[:90]}, nil},
		{"a lock that is too large", single, "", false, tree, map[string]string{"package-lock.json": lock + strings.Repeat(" ", manifest.MaxLock)}, nil},
		{"pnpm", strings.ReplaceAll(single, "npm ci", "pnpm install"), "", false, map[string]int{"node_modules/.pnpm/a@1.0.0/node_modules/a/x": 1, "node_modules/.pnpm/b@1.0.0/node_modules/b/x": 2,
			"node_modules/.pnpm/@s+c@1.0.0_b@1.0.0/node_modules/@s/c/x": 4, "node_modules/.modules.yaml": 8}, map[string]string{"pnpm-lock.yaml": "lockfileVersion: '9.0'\nimporters:\n  .:\n" +
			"    dependencies: {b: {version: 1.0.0}}\n    devDependencies: {a: {version: 1.0.0}}\nsnapshots:\n  a@1.0.0: {dependencies: {'@s/c': 1.0.0(b@1.0.0)}}\n  b@1.0.0: {}\n" +
			"  '@s/c@1.0.0(b@1.0.0)': {dependencies: {b: 1.0.0}}\n"}, &lint.DevelopmentPackages{Lock: "pnpm-lock.yaml", Packages: 2, Bytes: 5, Total: 15}},
		{"pnpm without a lock", strings.ReplaceAll(single, "npm ci", "pnpm install"), "", false, tree, map[string]string{"package-lock.json": lock}, nil},
		{"nothing for development", single, "", false, tree, map[string]string{"package-lock.json": `{"packages": {"node_modules/a": {}}}`}, nil},
		{"installed by another program", strings.ReplaceAll(single, "npm ci", "yarn"), "", false, tree, map[string]string{"package-lock.json": lock}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{"package.json": `{"devDependencies": {"a": "1"}}`, "web/package.json": `{"devDependencies": {"a": "1"}}`}
			for name, text := range c.locks {
				files[name] = text
			}
			for name, size := range c.tree {
				files[name] = strings.Repeat("x", size)
			}
			var got *lint.DevelopmentPackages
			found := false
			for _, f := range Advise(measured(t, files, c.dockerfile, c.ignore, c.full)) {
				if f.Code == lint.DependenciesCopiedToFinal {
					found, got = true, f.Development
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" || !found {
				t.Errorf("found: %t, %s", found, diff)
			}
		})
	}
}

// measured is for a build of a directory with these files and this ignore file.
func measured(t *testing.T, files map[string]string, dockerfile, ignored string, full bool) Advice {
	t.Helper()
	a := advice(t, nil, dockerfile)
	usage := &a.Usages[0]
	root := usage.Context.Root
	for name, text := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	patterns, err := ignore.Parse([]byte(ignored), ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	filter := walker.Filter{Patterns: patterns}
	tree, err := walker.Walk(t.Context(), root, walker.Options{Filters: []walker.Filter{filter}, Full: full})
	if err != nil {
		t.Fatal(err)
	}
	if usage.View, err = tree.View(walker.Query{Filter: filter}); err != nil {
		t.Fatal(err)
	}
	usage.Patterns, usage.Project = patterns, inventory.OpenProject(root, nil)
	return a
}
