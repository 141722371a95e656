package suggest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

const dump = "--\n-- PostgreSQL database dump\n--\n"

// TestSuggestAsksAboutUsedData: what the image or the build may load is never safe, however certain it is what it is.
func TestSuggestAsksAboutUsedData(t *testing.T) {
	for _, c := range []struct{ name, files, dockerfile, want string }{
		{"nothing speaks for it", "dump.sql app/a.py", "COPY . /app", "safe /dump.sql: Dump of a database (recognized by its first line), possibly with personal data."},
		{"a directory that is named", "pg/init.sql", "COPY pg /docker-entrypoint-initdb.d/",
			"review pg/init.sql: COPY pg /docker-entrypoint-initdb.d/ (line 2 of Dockerfile) copies pg/init.sql for the database to load when it starts. Keep it if it should be loaded."},
		{"a directory that is named and no database's", "app/schema.sql", "COPY app /app",
			"review app/schema.sql: COPY app /app (line 2 of Dockerfile) reads app. Keep it if the image uses it."},
		{"a mount", "app/db/schema.sql", "RUN --mount=source=app,target=/app make",
			"review app/db/schema.sql: RUN --mount=source=app,target=/app make (line 2 of Dockerfile) reads app. Keep it if the image uses it."},
		{"a command that mentions it", "app/schema.sql", "COPY app /app\nRUN psql < /app/schema.sql",
			"review app/schema.sql: Line 3 of Dockerfile mentions schema.sql. Keep the file if this line reads it."},
		{"an entry point that mentions it", "db.dump", "COPY . /app\nENTRYPOINT [\"pg_restore\", \"/app/db.dump\"]",
			"review /db.dump: Line 3 of Dockerfile mentions db.dump. Keep the file if this line reads it."},
		{"a wildcard", "a/x.dump", "COPY . /app\nCMD for f in /app/a/$NAME.dump; do pg_restore $f; done",
			"review a/x.dump: Line 3 of Dockerfile mentions *.dump. Keep x.dump if this pattern is meant for it."},
		{"the whole context for a database", "init.sql a.dump", "COPY . /docker-entrypoint-initdb.d/",
			"review /a.dump: COPY . /docker-entrypoint-initdb.d/ (line 2 of Dockerfile) copies a.dump for the database to load when it starts. Keep it if it should be loaded.\n" +
				"review /init.sql: COPY . /docker-entrypoint-initdb.d/ (line 2 of Dockerfile) copies init.sql for the database to load when it starts. Keep it if it should be loaded."},
		{"by way of another stage", "a.dump", "COPY . /src\nFROM postgres\nCOPY --from=0 /src /docker-entrypoint-initdb.d",
			"review /a.dump: COPY --from to /docker-entrypoint-initdb.d (line 4 of Dockerfile) copies files for the database to load when it starts. Keep a.dump if it is one of them."},
		{"a fixture", "testdata/seed.sql", "COPY . .",
			"review testdata/seed.sql: testdata usually holds files of the project. Keep it if tests or the image use it."},
		{"one of several", "pg/init.dump old.dump", "COPY . /app\nCOPY pg /pg",
			"safe /old.dump: Dump or backup of a database, possibly with personal data.\n" +
				"review pg/init.dump: COPY pg /pg (line 3 of Dockerfile) reads pg. Keep it if the image uses it."},
		{"a script that is run", "a.sql", "COPY . /app\nENTRYPOINT [\"/app/run.sh\"]",
			"review /a.sql: Line 3 of run.sh mentions a.sql. Keep the file if this line reads it."},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Write(t, dir, "run.sh", []byte("#!/bin/sh\n# b.sql\npsql -f \"$DIR/a.sql\"\n"))
			for name := range strings.FieldsSeq(c.files) {
				testtree.Write(t, dir, name, []byte(dump))
			}
			testtree.Write(t, dir, "Dockerfile", []byte("FROM postgres:16\n"+c.dockerfile+"\n"))
			if diff := cmp.Diff(c.want, strings.Join(reasons(t, dir), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// reasons are the suggestions for a directory with what is said about them, in the order of lines.
func reasons(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	for _, s := range testanalysis.Of(t, dir).Builds[0].Suggestions {
		if s.Category != "vcs" {
			list = append(list, s.Safety.String()+" "+s.Line+": "+s.Reason)
		}
	}
	return list
}

// TestSuggestOtherClones: that no other clone has something is said only where git says so.
func TestSuggestOtherClones(t *testing.T) {
	dir := t.TempDir()
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
	testtree.Write(t, dir, "dump.sql", []byte(dump))
	const without = "safe /dump.sql: Dump of a database (recognized by its first line), possibly with personal data."
	if diff := cmp.Diff([]string{without}, reasons(t, dir)); diff != "" {
		t.Error(diff)
	}
	testtree.Repository(t, dir, "Dockerfile")
	if diff := cmp.Diff([]string{without + " No other clone has it."}, reasons(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestSuggestHabitAsksAboutUsedData: another spelling of a pattern excludes no files that the image may use, except for review.
func TestSuggestHabitAsksAboutUsedData(t *testing.T) {
	dir := t.TempDir()
	testtree.Write(t, dir, "pg/init.dump", []byte(dump))
	testtree.Write(t, dir, "Dockerfile", []byte("FROM postgres:16\nCOPY pg /docker-entrypoint-initdb.d/\n"))
	testtree.Write(t, dir, ".dockerignore", []byte("*.dump\n"))
	for _, s := range testanalysis.Of(t, dir).Builds[0].Suggestions {
		if s.Safety == inventory.Safe {
			t.Errorf("%s is safe", s.Line)
		}
	}
}

// TestSuggestUnproved: what has the name of a cache or of output, and nothing that proves it, is for review; an ordinary word is not offered.
func TestSuggestUnproved(t *testing.T) {
	for _, c := range []struct{ name, tree, want string }{
		{"no tag", ".mypy_cache/3.12/a:20000 api/.ruff_cache/a:30000", "review **/.mypy_cache: Probably a cache of mypy (matched by name only, no CACHEDIR.TAG, *.json or missing_stubs in it).\n" +
			"review **/.ruff_cache: Probably a cache of ruff (matched by name only, no CACHEDIR.TAG in it)."},
		{"others", ".pytest_cache/v/a:20000 htmlcov/a.css:20000", "review **/.pytest_cache: Probably a cache of pytest (matched by name only, no CACHEDIR.TAG in it).\n" +
			"review **/htmlcov: Probably a coverage report of local test runs (matched by name only, no index.html or status.json in it)."},
		{"too small a question", ".mypy_cache/3.12/a:2000", ""},
		{"ordinary words", "build/a:20000 dist/a:20000 out/a:20000 target/a:20000 env/a:20000 lib/a:20000 coverage/a:20000 bin/a:20000", ""},
		{"proved and not", ".ruff_cache/CACHEDIR.TAG:3 b/.ruff_cache/a:20000", "safe /.ruff_cache: Cache of ruff.\n" +
			"review **/.ruff_cache: Probably a cache of ruff (matched by name only, no CACHEDIR.TAG in it)."},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, c.tree)
			testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
			got := reasons(t, dir)
			slices.Sort(got)
			want := strings.Split(c.want, "\n")
			slices.Sort(want)
			if diff := cmp.Diff(strings.Join(want, "\n"), strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSuggestUnprovedTracked: what git tracks is none of it, whatever its name.
func TestSuggestUnprovedTracked(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "a/.mypy_cache/x:20000 b/.mypy_cache/x:30000")
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
	testtree.Repository(t, dir, "a/.mypy_cache")
	got := reasons(t, dir)
	if len(got) != 1 || !strings.HasPrefix(got[0], "review b/.mypy_cache: ") {
		t.Errorf("%q", got)
	}
}
