package attribution_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/internal/testview"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

// examine lays a build out and gives what there is to say about it.
func examine(t *testing.T, tree, lines, dockerfile string, builder build.Builder) attribution.Examination {
	t.Helper()
	dir := t.TempDir()
	testtree.Write(t, dir, ".dockerignore", []byte(lines))
	if dockerfile != "" {
		testtree.Write(t, dir, "Dockerfile", []byte(dockerfile))
	}
	testtree.Make(t, dir, tree)
	builds, err := project.Resolve(t.Context(), build.Request{Context: dir, Dir: dir, Builder: builder})
	if err != nil {
		t.Fatal(err)
	}
	b := &builds[0]
	query := testview.Query{Ignore: b.Context.Ignore.Text, Paths: b.Context.Paths, NoContext: !b.Context.Requested}
	if builder == build.Legacy {
		query.Rules = walker.Tar
	}
	view := testview.Of(t, dir, query)
	return attribution.Examine(b, []inventory.Usage{{Context: &b.Context, Patterns: view.Query.Patterns, View: view, Problems: view.Problems}})
}

func findings(e attribution.Examination) string {
	var b strings.Builder
	for _, f := range e.Findings {
		file := f.File[strings.LastIndexByte(f.File, os.PathSeparator)+1:]
		fmt.Fprintf(&b, "%s %s %s:%d %s\n", f.Severity, f.Code, file, f.Line, f.Path)
	}
	return b.String()
}

func TestFindings(t *testing.T) {
	for _, c := range []struct{ name, tree, lines, dockerfile, want string }{
		{"nothing wrong", "a b", "b\n", "FROM scratch\nCOPY . /\nCOPY a /\n", ""},
		{"missing", "a", "", "FROM scratch\nCOPY a /\nCOPY gone /\n", "error copy-source-missing Dockerfile:3 gone\n"},
		{"excluded", "a d/x", "# no\nd\n", "FROM scratch\nCOPY d/x /\n", "error copy-source-excluded .dockerignore:2 d/x\n"},
		{"excluded behind a link", "l->d/x d/x", "d\n", "FROM scratch\nCOPY l /\n", "error copy-source-excluded .dockerignore:1 l\n"},
		{"unreachable instructions do not fail", "a", "", "FROM scratch AS no\nCOPY gone /\nFROM scratch\nCOPY a /\n", ""},
		{"a pattern that is cleaned away", "a", "", "FROM scratch\nCOPY x*/../a y*/../gone /x/\n", "error copy-source-missing Dockerfile:2 gone\n"},
		{"a pattern that matches nothing", "a", "", "FROM scratch\nCOPY gone* /\n", "warning copy-source-empty Dockerfile:2 gone*\n"},
		{"a pattern below nothing", "a", "", "FROM scratch\nCOPY gone/* /\n", "error copy-source-missing Dockerfile:2 gone/*\n"},
		{"a pattern that matches a dangling link", "l->gone", "", "FROM scratch\nCOPY l* /\n", "error copy-source-missing Dockerfile:2 l*\n"},
		{"parents", "a/b l->a", "", "FROM scratch\nCOPY --parents a/b l/./b /x/\n", ""},
		{"parents do not follow links", "a/b l->a", "", "FROM scratch\nCOPY --parents l/b /x/\n", "error copy-source-missing Dockerfile:2 l/b\n"},
		{"parents of a name that is read as an exception", "!a b", "", "FROM scratch\nCOPY b /\nCOPY . /\nCOPY --parents ./!a /x/\n", "error copy-source-missing Dockerfile:4 !a\n"},
		{"parents of everything", "a", "", "FROM scratch\nCOPY --parents . /x/\n", "error copy-source-missing Dockerfile:2 .\n"},
		{"a mount's source is literal", "a b", "", "FROM scratch\nRUN --mount=source=a*,target=/t x\n", "error copy-source-missing Dockerfile:2 a*\n"},
		{"git is not of the context", "a", "", "FROM scratch\nADD git@example.com:r.git /\nCOPY a /\n", ""},
		{"no Dockerfile", "a", "", "", "info dockerfile-missing :0 \n"},
		{"a variable that is empty", "a", "", "FROM scratch\nARG X\nCOPY $X /\n", "info whole-context-requested Dockerfile:3 \n"},
		{"a tmpfs", "a", "", "FROM scratch\nCOPY a /\nRUN --mount=type=tmpfs,target=/t x\n", "info whole-context-requested Dockerfile:3 \n"},
		{"a mount without a source", "a", "", "FROM scratch\nRUN --mount=target=/t x\n", "info whole-context-requested Dockerfile:2 \n"},
		{"a link to the root", "a l->.", "", "FROM scratch\nCOPY a /\nCOPY l /\n", "info whole-context-requested Dockerfile:3 \n"},
		{"re-excluded", "d/f z", "d\n!d/f\nd\n", "FROM scratch\nCOPY . /\n", "error file-arrives-empty .dockerignore:2 d/f\n"},
		{"a wildcard exception", "d/x d/y k/a.go", "d\n!**/*.go\n", "FROM scratch\nCOPY . /\n", "info pruning-defeated .dockerignore:2 \n"},
		{"a wildcard source", "d/x k/a.go", "", "FROM scratch\nCOPY k/*.go /\n", "info pruning-defeated Dockerfile:2 k/*.go\n"},
		{"refused", "a", "x\ty\n", "FROM scratch\nCOPY . /\n", "error ignore-list-refused .dockerignore:1 \n"},
		{"a source that is refused", "a", "", "FROM scratch\nCOPY [\"a\", \"b\\tc*\", \"/\"]\n", "error source-refused Dockerfile:0 b\tc*\nwarning copy-source-empty Dockerfile:2 b\tc*\n"},
		{"a pattern below a file", "f ln->f", "", "FROM scratch\nCOPY . /\nCOPY f/* ln/* /x/\n", "warning copy-source-empty Dockerfile:3 f/*\nwarning copy-source-empty Dockerfile:3 ln/*\n"},
		{"parents that match a dangling link", "a ln->gone", "", "FROM scratch\nCOPY --parents **/* /x/\n", "error copy-source-missing Dockerfile:2 **/*\n"},
		{"an exclude looks at the links of the root", "a ln->gone", "", "FROM scratch\nCOPY --exclude=x . /x/\n", "error copy-source-missing Dockerfile:2 .\n"},
		{"an --exclude drops a link", "a ln->gone", "", "FROM scratch\nCOPY --exclude=l* . /x/\n", ""},
		{"parents below a pivot do not look at links", "d/ln->gone", "", "FROM scratch\nCOPY --parents d/./* /x/\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := findings(examine(t, c.tree, c.lines, c.dockerfile, build.BuildKit))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestInstructions(t *testing.T) {
	e := examine(t, "a:100 d/b:50 c:7", "", "FROM scratch AS no\nCOPY c /\nFROM scratch\nCOPY a d /\nCOPY --exclude=b d /x\nCOPY a gone /\n", build.BuildKit)
	var got []string
	for _, in := range e.Instructions {
		got = append(got, fmt.Sprint(in.Line, " ", in.Reachable, " ", in.Bytes, " ", in.Files, " ", in.Unique, " ", in.Missing))
	}
	want := []string{"2 false 0 0 0 []", "4 true 150 2 0 []", "5 true 50 1 0 []", "6 true 100 1 0 [gone]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLegacyHasNoQuirksOfTheTransfer(t *testing.T) {
	e := examine(t, "d/f z", "d\n!d/f\nd\n", "FROM scratch\nCOPY d/f /\n", build.Legacy)
	if got := findings(e); got != "" {
		t.Errorf("findings:\n%s", got)
	}
}

// TestRefused: each request of a context is refused by itself, even where the requests together ask for everything.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		loads [][]string
		want  bool
	}{
		{[][]string{nil}, false},
		{[][]string{{"a", "b\tc"}}, true},
		{[][]string{{"é", "b\tc"}}, false},
		{[][]string{nil, {"a", "b\tc"}}, true},
		{[][]string{{"é"}, {"b\tc"}}, true},
	} {
		context := inventory.Usage{Context: &build.Context{Loads: c.loads}}
		if got := context.Refused(); got != c.want {
			t.Errorf("%q: %v, want %v", c.loads, got, c.want)
		}
	}
}
