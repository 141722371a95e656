package walker_test

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

// made lays a tree out and walks it with the lines of an ignore file.
func made(t testing.TB, spec, lines string, o walker.Options) (*walker.Tree, *ignore.PatternList) {
	t.Helper()
	dir := t.TempDir()
	testtree.Make(t, dir, spec)
	return walked(t, dir, lines, o)
}

func walked(t testing.TB, dir, text string, o walker.Options) (*walker.Tree, *ignore.PatternList) {
	t.Helper()
	lines := parse(t, text)
	o.Filters = append(o.Filters, walker.Filter{Patterns: lines})
	tree, err := walker.Walk(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return tree, lines
}

func parse(t testing.TB, text string) *ignore.PatternList {
	t.Helper()
	lines, err := ignore.Parse([]byte(text), ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func viewed(t testing.TB, tree *walker.Tree, a walker.Query) *walker.View {
	t.Helper()
	v, err := tree.View(a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func listed(v *walker.View, set walker.Set) string {
	var words []string
	v.Each(set, func(e walker.Entry) bool {
		word := e.Path
		if e.Kind == walker.Dir {
			word += "/"
		}
		words = append(words, word)
		return true
	})
	return strings.Join(words, " ")
}

func TestSets(t *testing.T) {
	tree, lines := made(t, "a b.log d/c d/e.log out/x keep/k", "**/*.log\nout\n", walker.Options{})
	requested, err := tree.FollowPaths([]string{"d"})
	if err != nil {
		t.Fatal(err)
	}
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}, Request: requested})
	for set, want := range map[walker.Set]string{
		walker.Eligible: "a d/ d/c keep/ keep/k",
		walker.Sent:     "d/ d/c",
		walker.Unused:   "a keep/ keep/k",
		walker.Excluded: "b.log d/e.log out/",
	} {
		if got := listed(v, set); got != want {
			t.Errorf("set %d: %s, expected %s", set, got, want)
		}
	}
	want := []walker.Counts{{Bytes: 30, Files: 3, Dirs: 2}, {Bytes: 10, Files: 1, Dirs: 1}, {Bytes: 20, Files: 2, Dirs: 1}, {Bytes: 20, Files: 2, Dirs: 1}}
	got := []walker.Counts{v.Totals(walker.Eligible), v.Totals(walker.Sent), v.Totals(walker.Unused), v.Totals(walker.Excluded)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
	if v.ExcludedComplete() {
		t.Error("out was not entered, and what is excluded counts as complete")
	}
}

func TestFullSizesWhatIsExcluded(t *testing.T) {
	tree, lines := made(t, "a out/x out/d/y:30", "out\n", walker.Options{Full: true})
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
	if diff := cmp.Diff(walker.Counts{Bytes: 40, Files: 2, Dirs: 2}, v.Totals(walker.Excluded)); diff != "" || !v.ExcludedComplete() {
		t.Errorf("excluded, complete %v (-want +got):\n%s", v.ExcludedComplete(), diff)
	}
	if use := v.PatternUses[0]; use.Files != 2 || use.Bytes != 40 {
		t.Errorf("the line decided %+v", use)
	}
}

func TestNothingRequested(t *testing.T) {
	tree, lines := made(t, "a d/b", "", walker.Options{})
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}, NoContext: true})
	if v.Totals(walker.Sent) != (walker.Counts{}) || v.Totals(walker.Eligible).Files != 2 || listed(v, walker.Sent) != "" {
		t.Errorf("sent %+v, eligible %+v", v.Totals(walker.Sent), v.Totals(walker.Eligible))
	}
}

func TestHardLinksCountOnceInEachSet(t *testing.T) {
	tree, lines := made(t, "a:100 b=>a c=>a", "", walker.Options{})
	requested, err := tree.FollowPaths([]string{"b", "c"})
	if err != nil {
		t.Fatal(err)
	}
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}, Request: requested})
	if e, s := v.Totals(walker.Eligible), v.Totals(walker.Sent); e.Bytes != 100 || e.Files != 3 || s.Bytes != 100 || s.Files != 2 {
		t.Errorf("eligible %+v, sent %+v", e, s)
	}
	var got []string
	v.Each(walker.Sent, func(e walker.Entry) bool {
		got = append(got, fmt.Sprintf("%s link=%q bytes=%d size=%d", e.Path, e.Link, e.Bytes, e.Size))
		return true
	})
	if diff := cmp.Diff([]string{`b link="" bytes=100 size=100`, `c link="b" bytes=0 size=100`}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWhatIfNeedsNoDisk removes the tree and goes on asking.
func TestWhatIfNeedsNoDisk(t *testing.T) {
	tree, lines := made(t, "a.log d/b.log d/c", "", walker.Options{})
	if err := os.RemoveAll(tree.Root); err != nil {
		t.Fatal(err)
	}
	edited, err := lines.Try("**/*.log")
	if err != nil {
		t.Fatal(err)
	}
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: edited}})
	if got := listed(v, walker.Eligible); got != "d/ d/c" {
		t.Errorf("eligible: %s", got)
	}
}

// TestTakenBackLines makes a view with fewer patterns than those of the walk.
func TestTakenBackLines(t *testing.T) {
	tree, _ := made(t, "a out/x", "out\n", walker.Options{})
	v := viewed(t, tree, walker.Query{})
	if diff := cmp.Diff([]string{"out"}, v.SkippedDirs); diff != "" || v.Complete() {
		t.Errorf("complete %v, directories that were not walked (-want +got):\n%s", v.Complete(), diff)
	}
}

func TestResolve(t *testing.T) {
	tree, lines := made(t, "d/a out/x l->out/x ok->d/a up->../../d loop->loop abs->/d", "out\n", walker.Options{})
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
	for path, want := range map[string]walker.Presence{"d/a": walker.Present, "ok": walker.Present, "up/a": walker.Present, "abs/a": walker.Present,
		"l": walker.NotSent, "out/x": walker.NotSent, "loop": walker.TooManyLinks, "d/none": walker.Missing, "d/a/b": walker.Missing} {
		if got, at := v.Resolve(path); got != want {
			t.Errorf("%s: %d at %s, expected %d", path, got, at, want)
		}
	}
}

func TestGlob(t *testing.T) {
	tree, lines := made(t, "d/a.go d/b.go d/s/c.go out/x l->d d/dangling->nowhere .d/link->/d", "out\n", walker.Options{})
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
	for pattern, want := range map[string]string{"d/*.go": "0 2", "l/*.go": "0 2", ".d/*": "0 1", "*": "0 3", "d/*/c.go": "0 1", "l*/a.go": "0 0", "none/*": "2 0",
		"out/*": "1 0", "d/dang*": "2 1", "d/a.go/*": "0 0", "x*": "0 0"} {
		found, _, matches := v.Glob(pattern)
		if got := fmt.Sprint(found, " ", matches); got != want {
			t.Errorf("%s: %s, expected %s", pattern, got, want)
		}
	}
}

func TestLargest(t *testing.T) {
	tree, lines := made(t, "web/node_modules/x:9000 web/y:10 a:500 b/c:100 b/d:100 empty/", "", walker.Options{})
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
	var got []string
	for _, l := range v.Largest(3) {
		got = append(got, fmt.Sprint(l.Path, " ", l.Kind, " ", l.Bytes))
	}
	if diff := cmp.Diff([]string{"web/node_modules/x file 9000", "a file 500", "b dir 200"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTarSize compares with an archive that archive/tar writes with the settings of the legacy builder.
func TestTarSize(t *testing.T) {
	long := strings.Repeat("directory/", 12)
	tree, lines := made(t, "a:100 b=>a l->a é:600 "+long+"file:513 l2->"+long+"file "+strings.Repeat("n", 120)+" empty/", "", walker.Options{})
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines, Rules: walker.Tar}})
	got, err := v.TarSize(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	first := true
	v.Each(walker.Sent, func(e walker.Entry) bool {
		h := tar.Header{Name: e.Path, Linkname: e.Link, Size: e.Bytes, Typeflag: tar.TypeReg, Format: tar.FormatPAX, ModTime: time.Unix(1, 0)}
		switch {
		case e.HardLink:
			h.Typeflag, first = tar.TypeLink, false
		case e.Kind == walker.Dir:
			h.Typeflag, h.Name = tar.TypeDir, e.Path+"/"
		case e.Kind == walker.Symlink:
			h.Typeflag, h.Size = tar.TypeSymlink, 0
		}
		if err := errors.Join(w.WriteHeader(&h), write(w, h.Size)); err != nil {
			t.Fatal(err)
		}
		return true
	})
	if err := w.Close(); err != nil || first {
		t.Fatal(err, first)
	}
	if got != int64(out.Len()) {
		t.Errorf("%d bytes, archive/tar writes %d", got, out.Len())
	}
}

func write(w io.Writer, size int64) error {
	_, err := w.Write(make([]byte, size))
	return err
}

// TestLegacyTriesItsLines has a line that fails only by the rule by which the legacy builder tries its lines.
func TestLegacyTriesItsLines(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "src/foo.bar/b")
	filter := walker.Filter{Patterns: parse(t, "src/foo.bar/b\n!src/\\Makefile\nsrc/**\n!src\n"), Rules: walker.Tar}
	tree, err := walker.Walk(t.Context(), dir, walker.Options{Filters: []walker.Filter{filter}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tree.View(walker.Query{Filter: filter}); err == nil {
		t.Error("the line is accepted")
	}
}

// TestLegacyArchiveIsCut has a line that fails where the legacy builder did not try it.
func TestLegacyArchiveIsCut(t *testing.T) {
	tree, lines := made(t, "a d/b d/c d/f z", "d\n!d/b\n!d/c\n[z-a]\n", walker.Options{})
	a := walker.Query{Filter: walker.Filter{Patterns: lines}}
	if _, err := tree.View(a); err == nil {
		t.Error("BuildKit accepts a line that is no pattern")
	}
	tree, lines = made(t, "d/b d/c z", "**\n!d/b\nd/[z-a]\n!z", walker.Options{})
	a = walker.Query{Filter: walker.Filter{Patterns: lines, Rules: walker.Tar}}
	v := viewed(t, tree, a)
	if got := listed(v, walker.Sent); got != "" || len(v.Problems) != 1 || v.Complete() {
		t.Errorf("sent %q, problems %v", got, v.Problems)
	}
}

// TestNamesThatCannotBeSent has a name that is no UTF-8, where it is sent and where it is not.
func TestNamesThatCannotBeSent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("names are UTF-8 here")
	}
	tree, lines := made(t, "a d/\xff l->\xfe", "", walker.Options{})
	for path, want := range map[string]int{"a": 0, "d": 1, ".": 2} {
		requested, err := tree.FollowPaths([]string{path})
		if err != nil {
			t.Fatal(err)
		}
		v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}, Request: requested})
		if len(v.Problems) != want || v.Fatal() != (want > 0) || !v.Complete() {
			t.Errorf("%s: problems %v", path, v.Problems)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := walker.Walk(ctx, t.TempDir(), walker.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestRootMustBeDirectory(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "file link->.")
	for path, want := range map[string]string{"file": "not a directory", "none": "no such file"} {
		if _, err := walker.Walk(t.Context(), filepath.Join(dir, path), walker.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", path, err)
		}
	}
	tree, err := walker.Walk(t.Context(), filepath.Join(dir, "link"), walker.Options{})
	if err != nil || tree.Entries() != 2 {
		t.Errorf("a link to a directory: %v", err)
	}
}

// TestOutputDoesNotDependOnWorkers walks some thousands of entries, hard links among them, and a directory that is large enough for several
// workers.
func TestOutputDoesNotDependOnWorkers(t *testing.T) {
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 100 {
		plan := make([]byte, 60)
		for i := range plan {
			plan[i] = byte(random.Uint32())
		}
		sub := filepath.Join(dir, fmt.Sprint("d", n%10), fmt.Sprint("e", n))
		if err := os.MkdirAll(sub, 0o755); err != nil {
			t.Fatal(err)
		}
		grow(t, sub, plan)
	}
	for n := range 6000 {
		name := filepath.Join(dir, "d0", fmt.Sprintf("file-of-many-%d", n))
		var err error
		switch n % 100 {
		case 1:
			err = os.Mkdir(name, 0o755)
		case 2:
			err = os.Link(filepath.Join(dir, "d0", fmt.Sprintf("file-of-many-%d", n-2)), name)
		case 3:
			err = os.Symlink("d0", name)
		default:
			err = os.WriteFile(name, make([]byte, n%7), 0o644)
		}
		if n%100 == 4 && err == nil {
			old := time.Unix(-int64(n), 0)
			err = os.Chtimes(name, old, old)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var first string
	for _, workers := range []int{1, 2, 7, 64} {
		tree, lines := walked(t, dir, "**/node_modules\n!**/node_modules/*.go\n[a]z\n", walker.Options{Workers: workers, Attributes: workers > 2})
		v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
		tar := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines, Rules: walker.Tar}})
		tarSize, err := tar.TarSize(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(v.Transfer(), v.Totals(walker.Excluded), tarSize, "\n", announced(v))
		if first == "" {
			first = got
		} else if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("%d workers:\n%s", workers, diff)
		}
	}
}

// TestTreeThatChanges walks while entries come and go: an answer or a problem, never a crash.
func TestTreeThatChanges(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "a/b/c d/e f")
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			name := filepath.Join(dir, "a", fmt.Sprint("n", n%50))
			_ = os.Mkdir(name, 0o755)
			_ = os.WriteFile(filepath.Join(name, "x"), make([]byte, n%100), 0o644)
			_ = os.RemoveAll(filepath.Join(dir, "a", fmt.Sprint("n", (n+25)%50)))
		}
	}()
	for range 100 {
		tree, lines := walked(t, dir, "**/x\n!a/n1/x\n", walker.Options{})
		v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
		if _, err := tree.ReadAttributes(t.Context(), v); err != nil {
			t.Error(err)
		}
		if v.Transfer() < 2 {
			t.Error("nothing was transferred")
		}
		for _, p := range v.Problems {
			if p.Fatal {
				t.Errorf("a vanished entry is fatal: %v", p)
			}
		}
	}
	close(stop)
	<-stopped
}

// TestProblems needs directories that may not be read.
func TestProblems(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("permissions do not hold here; the edge cases about them run as another user")
	}
	dir := t.TempDir()
	testtree.Make(t, dir, "a d/x d/@000 e:5@000")
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "d"), 0o755) })
	tree, lines := walked(t, dir, "", walker.Options{})
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
	want := "[{d open permission denied true true} {e open permission denied false true}]"
	if got := fmt.Sprint(v.Problems); got != want || v.Complete() || !v.Fatal() {
		t.Errorf("problems %s, complete %v, fatal %v", got, v.Complete(), v.Fatal())
	}
}

// TestPathLimit has a directory whose path has so many bytes, in which a client that names files by their whole path can ask about something
// or not.
func TestPathLimit(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere the reader meets the limit itself")
	}
	for _, c := range []struct {
		bytes int
		fatal bool
	}{{4093, false}, {4094, true}, {4095, true}, {4096, true}} {
		name := strings.Repeat("n", 199)
		dir := strings.Repeat("/"+name, c.bytes/200)
		if rest := c.bytes - len(dir); rest > 0 {
			dir += "/" + strings.Repeat("r", rest-1)
		}
		tree := walker.NewTree([]walker.ArchiveEntry{{Path: dir[1:] + "/x"}})
		if got := viewed(t, tree, walker.Query{}).Fatal(); len(dir) != c.bytes || got != c.fatal {
			t.Errorf("%d of %d bytes: %t", len(dir), c.bytes, got)
		}
	}
}
