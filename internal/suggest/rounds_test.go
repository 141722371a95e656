package suggest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// suggested returns the suggestions for files that exist, a line each.
func suggested(t *testing.T, dir string) string {
	t.Helper()
	var got []string
	for _, s := range testanalysis.Of(t, dir).Builds[0].Suggestions {
		if s.Preventive {
			continue
		}
		line := fmt.Sprintf("%s %s", s.Safety, s.Line)
		if s.Replaces > 0 {
			line += fmt.Sprintf(" for %d", s.Replaces)
		}
		got = append(got, line)
	}
	return strings.Join(got, "\n")
}

// TestRounds: a pattern is judged once more when the other suggestions are applied. Those may exclude the paths that made it uncertain.
func TestRounds(t *testing.T) {
	for _, c := range []struct{ name, tree, ignore, want string }{
		{"certain at once", "package.json web/.next/BUILD_ID:900", ".next\n", "safe **/.next for 1"},
		{"uncertain", "package.json web/.next/BUILD_ID:900 api/.next/x:70000", ".next\n", "review **/.next for 1\nsafe web/.next"},
		{"certain without what is excluded", "package.json web/.next/BUILD_ID:900 node_modules/a/.next/x:70000 node_modules/b/x:5", ".next\n", "safe **/.next for 1\nsafe **/node_modules"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, c.tree)
			testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\nRUN npm ci\n"))
			testtree.Write(t, dir, ".dockerignore", []byte(c.ignore))
			if diff := cmp.Diff(c.want, suggested(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNarrowed: a pattern that also matches what a build may need becomes the paths that it was found for, or is for review if there are more than ten.
func TestNarrowed(t *testing.T) {
	for count, want := range map[int]string{10: "safe p0/coverage safe p1/coverage", 11: "review **/coverage"} {
		dir := t.TempDir()
		testtree.Make(t, dir, "package.json node_modules/a/coverage/index.js node_modules/a/x.js")
		for n := range count {
			testtree.Make(t, dir, fmt.Sprintf("p%d/coverage/lcov.info", n))
		}
		testtree.Write(t, dir, "Dockerfile", []byte("FROM x\nCOPY . .\nCMD node x.js\n"))
		got := suggested(t, dir)
		for line := range strings.SplitSeq(strings.ReplaceAll(want, " safe", "\nsafe"), "\n") {
			if !strings.Contains("\n"+got+"\n", "\n"+line+"\n") {
				t.Errorf("%d directories: got\n%s\nwant %s", count, got, line)
			}
		}
		if lines := strings.Count(got, "coverage"); count == 10 && lines != 10 || count == 11 && lines != 1 {
			t.Errorf("%d directories: got\n%s", count, got)
		}
	}
}

// TestMounts: data that a compose file mounts is excluded, other directories of that name are not.
func TestMounts(t *testing.T) {
	for volume, want := range map[string]string{"./pgdata:/var/lib/x": "safe pgdata", "./pgdata/:/x": "safe pgdata", "./other:/x": "", "pgdata:/x": "", "/pgdata:/x": ""} {
		dir := t.TempDir()
		testtree.Make(t, dir, "main.c pgdata/PG_VERSION:5 web/pgdata/x:9")
		testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
		testtree.Write(t, dir, "compose.yaml", []byte("services:\n  db:\n    image: postgres\n    volumes:\n      - "+volume+"\n"))
		if diff := cmp.Diff(want, suggested(t, dir)); diff != "" {
			t.Errorf("%s: %s", volume, diff)
		}
	}
}

// TestHeld: a directory is data or a cache because of a file in it, if what else belongs to such a directory is there, too.
func TestHeld(t *testing.T) {
	for tree, want := range map[string]string{
		"store/PG_VERSION store/base/1": "safe /store", "store/PG_VERSION store/global/1": "safe /store", "store/PG_VERSION store/x": "", "a/store/ibdata1 a/x": "safe a/store",
		"PG_VERSION base/1": "", "store/ibdata1/x": "", "py/pyvenv.cfg py/x": "safe /py",
	} {
		dir := t.TempDir()
		testtree.Make(t, dir, "main.c "+tree)
		testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
		if diff := cmp.Diff(want, suggested(t, dir)); diff != "" {
			t.Errorf("%s: %s", tree, diff)
		}
	}
}

// TestEvidence: a directory of packages is one if its manifest is in it, or beside it.
func TestEvidence(t *testing.T) {
	for tree, want := range map[string]string{"ios/Pods/x": "", "ios/Pods/x ios/Podfile": "safe", "ios/Pods/Manifest.lock": "safe"} {
		dir := t.TempDir()
		testtree.Make(t, dir, "main.c "+tree)
		testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\nRUN cd ios && pod install\n"))
		if got, _, _ := strings.Cut(suggested(t, dir), " "); got != want {
			t.Errorf("%s: got %q, want %q", tree, suggested(t, dir), want)
		}
	}
}
