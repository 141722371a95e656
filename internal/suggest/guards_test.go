package suggest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/google/go-cmp/cmp"
)

// TestGuards: what speaks against a line. Each project is a txtar archive, and what is suggested for it follows, a line each.
func TestGuards(t *testing.T) {
	for _, c := range []struct{ name, files, git, want string }{
		{"copied by a stage that is not reached",
			"-- Dockerfile --\nFROM scratch AS a\nCOPY node_modules /m\nFROM scratch\nCOPY . /\nRUN npm ci\n-- package.json --\n{}\n-- node_modules/a.js --\nx\n-- web/package.json --\n{}\n-- web/node_modules/b.js --\ny\n",
			"", "review web/node_modules"},
		{"copied with a variable", "-- Dockerfile --\nARG D=dist\nFROM scratch\nARG D\nCOPY . /\nCOPY .ven[v] /v\n-- .venv/pyvenv.cfg --\nx\n", "", ""},
		{"a shared ignore file", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- Dockerfile.dev --\nFROM scratch\nCOPY .venv /v\n-- .venv/pyvenv.cfg --\nx\n", "", ""},
		{"git-dirty", "-- Dockerfile --\nFROM scratch\nCOPY . /\nRUN git describe\n-- .github/workflows/a.yml --\nx\n-- .idea/misc.xml --\ny\n",
			".github", "review .git\nsafe **/.idea"},
		{"git answers already", "-- Dockerfile --\nFROM scratch\nCOPY . /\nRUN apt install git make && git clone x && cd x && git describe && make\n-- .git/HEAD --\nref\n", "", "safe .git"},
		{"setuptools-scm", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- .git/HEAD --\nref\n-- api/pyproject.toml --\nrequires = [\"setuptools-scm\"]\n", "", "review .git"},
		{"setuptools-scm is told", "-- Dockerfile --\nFROM scratch\nENV SETUPTOOLS_SCM_PRETEND_VERSION=1\nCOPY . /\n-- .git/HEAD --\nref\n-- pyproject.toml --\nrequires = [\"setuptools-scm\"]\n", "", "safe .git"},
		{"a recipe asks", "-- Dockerfile --\nFROM scratch\nCOPY . /\nRUN make build\n-- .git/HEAD --\nref\n-- Makefile --\nV := $(shell git describe --tags)\n", "", "review .git"},
		{"a recipe that is not read", "-- Dockerfile --\nFROM scratch\nCOPY .git* src /\nRUN make build\n-- .git/HEAD --\nref\n-- src/a --\nx\n-- Makefile --\nV := $(shell git describe --tags)\n", "", ""},
		{"build.rs", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- .git/HEAD --\nref\n-- Cargo.toml --\n-- build.rs --\nCommand::new(\"git\")\n", "", "review .git"},
		{"re-included on purpose", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- .dockerignore --\n*\n!.git\n-- .git/HEAD --\nref\n", "", "review .git"},
		{"a workspace member", "-- Dockerfile --\nFROM scratch\nCOPY . /\nRUN npm ci\n-- package.json --\n{\"workspaces\": [\"packages/*\", \"coverage\"]}\n-- coverage/lcov.info --\nx\n-- .idea/misc.xml --\ny\n", "", "safe **/.idea"},
		{"a lock file", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- .gitignore --\n*.lock\n-- yarn.lock --\n" + strings.Repeat("x", 1<<20) + "\n", "yarn.lock", "safe .git"},
		{"tracked", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- tests/fixture.log --\nx\n-- run/a.log --\ny\n", "tests", "safe .git\nsafe run/a.log"},
		{"only tracked", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- tests/fixture.log --\nx\n", "tests", "safe .git\nreview **/*.log"},
		{"a tracked database is no question", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- a.sqlite --\n" + strings.Repeat("x", 1<<15) + "\n", "a.sqlite", "safe .git"},
		{"embedded in Go", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- ui/ui.go --\npackage ui\n//go:embed all:.next\n-- ui/.next/BUILD_ID --\nx\n", "", "review **/.next"},
		{"embedded in Rust", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- ui/src/lib.rs --\ninclude_dir!(\"$CARGO_MANIFEST_DIR/.next\")\n-- ui/.next/BUILD_ID --\nx\n", "", "review **/.next"},
		{"a readme that a manifest names", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- pyproject.toml --\nreadme = \"docs/README.md\"\n-- docs/README.md --\n" + strings.Repeat("x", 1<<20) + "\n", "", ""},
		{"a list that allows", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- .dockerignore --\n*\n!api\n-- api/__pycache__/a.pyc --\nx\n", "", "safe **/__pycache__"},
		{"a dump by its first line", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- db.sql --\n--\n-- PostgreSQL database dump\n--\n-- migrations/1.sql --\nCREATE TABLE a\n", "", "safe /db.sql"},
		{"a dump that an image is made of", "-- Dockerfile --\nFROM postgres\nCOPY pg /docker-entrypoint-initdb.d/\n-- pg/init.sql --\n--\n-- PostgreSQL database dump\n", "", "review pg/init.sql"},
		{"a directory that is taken", "-- Dockerfile --\nFROM scratch\nCOPY app /app\n-- app/a.dump --\nx\n", "", "review app/a.dump"},
		{"a dump that a command reads", "-- Dockerfile --\nFROM scratch\nCOPY . /app\nRUN psql < /app/sql/schema.sql\n-- sql/schema.sql --\n--\n-- PostgreSQL database dump\n-- schema.sql.gz --\nx\n",
			"", "review sql/schema.sql\nsafe **/*.sql.gz"},
		{"a dump in a comment", "-- Dockerfile --\nFROM scratch\n# not schema.sql\nCOPY . /app\n-- schema.sql --\n--\n-- PostgreSQL database dump\n", "", "safe /schema.sql"},
		{"the whole context is loaded", "-- Dockerfile --\nFROM postgres\nCOPY . /docker-entrypoint-initdb.d/\n-- a.dump --\nx\n-- init.sql --\n--\n-- PostgreSQL database dump\n", "",
			"review /init.sql\nreview /a.dump"},
		{"a cache by its name alone", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- a/.mypy_cache/x --\n" + strings.Repeat("x", 1<<15) + "\n-- b/.mypy_cache/CACHEDIR.TAG --\n" +
			"Signature: 8a477f597d28d172789f06886806bc55\n-- .ruff_cache/y --\nsmall\n-- htmlcov/z --\n" + strings.Repeat("x", 1<<15) + "\n-- build/z --\n" + strings.Repeat("x", 1<<15) + "\n", "",
			"review **/.mypy_cache\nreview **/htmlcov\nsafe b/.mypy_cache"},
		{"a dump for tests", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- testdata/seed.sql --\n--\n-- PostgreSQL database dump\n", "", "review testdata/seed.sql"},
		{"a work tree of a repository elsewhere", "-- Dockerfile --\nFROM scratch\nCOPY . /\nRUN git describe\n-- .git --\ngitdir: /elsewhere\n", "", "safe .git"},
		{"a bundler reads .env", "-- Dockerfile --\nFROM scratch\nCOPY . /\n-- .dockerignore --\n.env\n-- web/.env --\nA=b\n-- web/package.json --\n{}\n", "", "review **/.env for 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Archive(t, dir, c.files)
			if c.git != "" {
				testtree.Repository(t, dir, strings.Fields(c.git)...)
			}
			a, err := analysis.Analyze(context.Background(), analysis.Options{NoTransfer: true, Suggest: true, Request: build.Request{Context: ".", Dir: dir}})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range a.Builds[0].Suggestions {
				if s.Preventive {
					continue
				}
				line := fmt.Sprintf("%s %s", s.Safety, s.Line)
				if s.Replaces > 0 {
					line += fmt.Sprintf(" for %d", s.Replaces)
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
