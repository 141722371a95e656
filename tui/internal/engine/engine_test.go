package engine

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/tui/internal/draft"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/walker"
)

// open analyzes a project with packages and a log.
func open(t *testing.T) (*ctxsize.Analysis, *ctxsize.Result, *ignore.PatternList) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"Dockerfile": "FROM node\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n", ".dockerignore": "docs\n", "package.json": "{}", "package-lock.json": "{}",
		"node_modules/m/index.js": "module", "node_modules/.package-lock.json": "{}", "app.log": "log", "src/a.js": "a", "docs/b": "b",
	} {
		testtree.Write(t, dir, filepath.FromSlash(name), []byte(text))
	}
	a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{Request: ctxsize.Request{Context: ".", Dir: dir}, NoTransfer: true})
	if err != nil {
		t.Fatal(err)
	}
	b := &a.Builds[0]
	file, err := b.ParseIgnore(b.Main.Context.Ignore.Text)
	if err != nil {
		t.Fatal(err)
	}
	return a, b, file
}

// TestExamination: a draft leads to other totals, to instructions that fail, and leaves safe suggestions.
func TestExamination(t *testing.T) {
	a, b, file := open(t)
	ctx := context.Background()
	safe, found := Inspect(a, b, 0)
	if len(safe) == 0 || len(found) == 0 {
		t.Fatalf("%d suggestions, %d findings", len(safe), len(found))
	}
	d := draft.Draft{}.With("package.json")
	now, err := Decide(ctx, b, 0, d, file)
	if err != nil {
		t.Fatal(err)
	}
	e := Examination{Base: b, Now: now, Draft: d, File: file, Safe: safe, Transfer: true, Sharers: []Sharer{{Result: b}}}
	next, with, broken, err := e.Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if next.Main.Transfer == nil {
		t.Error("the transfer number is missing")
	}
	if len(broken) < 2 || !strings.Contains(broken[0], "the build fails at line 2") || !strings.Contains(broken[1], "line 2") {
		t.Errorf("broken: %q", broken)
	}
	if _, is := with.Main.View.Has("node_modules", walker.Eligible); is {
		t.Error("with the safe suggestions node_modules is still eligible")
	}
	if _, err := Decide(ctx, b, 0, draft.Draft{}.With("["), file); err == nil {
		t.Error("an invalid pattern is accepted")
	}
}

// TestExplain: of a directory the explanation lists what safe suggestions would exclude.
func TestExplain(t *testing.T) {
	a, b, _ := open(t)
	list, _ := Inspect(a, b, 0)
	x := Explain(b, 0, "node_modules", list)
	if x.Answer.Verdict() == "" || len(x.Contains) != 1 || x.Contains[0].Pattern != "**/node_modules" || x.Contains[0].Sum.Files != 2 {
		t.Errorf("node_modules: %+v", x.Contains)
	}
	if x := Explain(b, 0, "src", list); len(x.Contains) != 0 {
		t.Errorf("src: %+v", x.Contains)
	}
}

// TestPrice: every pattern is priced by itself; one that is invalid has an error.
func TestPrice(t *testing.T) {
	_, b, file := open(t)
	offers, err := Price(context.Background(), b, 0, draft.Draft{}.With("src"), file, []string{"app.log", "**/*.js", "["})
	if err != nil {
		t.Fatal(err)
	}
	var got []int64
	for _, o := range offers {
		got = append(got, o.Saves.Files)
	}
	if diff := cmp.Diff([]int64{1, 1, 0}, got); diff != "" || offers[2].Err == nil {
		t.Errorf("files (-want +got):\n%s%v", diff, offers[2].Err)
	}
}

// TestNewChange: a draft becomes the text of the file.
func TestNewChange(t *testing.T) {
	_, b, file := open(t)
	change, err := NewChange(b, 0, draft.Draft{}.With("logs").Toggle(1), file, nil)
	if err != nil || string(change.After) != "logs\n" {
		t.Errorf("got %q, %v, want %q", change.After, err, "logs\n")
	}
}

// TestInstructionTint: the color is that of the first instruction that copies an item.
func TestInstructionTint(t *testing.T) {
	_, b, _ := open(t)
	tint := InstructionTint(b, 0)
	for path, want := range map[string]int{"package.json": 0, "src": 1} {
		if got := tint(&listing.Item{Path: path, State: listing.Sent}); got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
	if got := tint(&listing.Item{Path: "docs", State: listing.Excluded}); got != listing.Untinted {
		t.Errorf("docs: got %d, want none", got)
	}
}

// TestNewPast: a context that is in no repository has no history, and the reason is a few words.
func TestNewPast(t *testing.T) {
	a, b, _ := open(t)
	dir := b.Main.Context.Root
	past, err := NewPast(context.Background(), a, b, 0, nil, nil, append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir)))
	if err == nil || past != nil || strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, %v", past, err)
	}
	if c := past.Commits(b); c != nil {
		t.Errorf("no history has %d commits", c.Count)
	}
}
