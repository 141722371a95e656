package ignore

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/moby/patternmatcher"
)

func checkOpen(t *testing.T, text, path string) {
	t.Helper()
	lines, pm := parsed(t, text)
	if lines == nil {
		return
	}
	got, err := lines.ExcludedOnOpen(path)
	want, wantErr := pm.MatchesOrParentMatches(path)
	if verdict(got, err) != verdict(want, wantErr) {
		t.Fatalf("OpenExcluded: %q, %q: %v, %v, expected %v, %v", text, path, got, err, want, wantErr)
	}
	if walkable(path) {
		checkOpenWalked(t, lines, path, verdict(got, err))
	}
	got, err = lines.ExcludedByOneParent(path)
	want, wantErr = patternmatcher.Matches(path, lines.ExcludePatterns())
	if verdict(got, err) != verdict(want, wantErr) {
		t.Fatalf("OneParentExcluded: %q, %q: %v, %v, expected %v, %v", text, path, got, err, want, wantErr)
	}
}

// checkOpenWalked queries the directory at which a walk ends.
func checkOpenWalked(t *testing.T, lines *PatternList, path, want string) {
	t.Helper()
	names := strings.Split(path, "/")
	last := []byte(names[len(names)-1])
	dir := lines.Root()
	for _, name := range names[:len(names)-1] {
		dir = dir.Enter([]byte(name))
	}
	out, err := dir.ExcludedOnOpen(last)
	if verdict(out, err) != want {
		t.Fatalf("OpenExcluded in its directory: %q, %q: %v, %v, expected %s", lines.ExcludePatterns(), path, out, err, want)
	}
	if d := dir.Match(last); dir.OpenAgrees() && verdict(d.Excluded, d.Err) != want {
		t.Fatalf("%q, %q: deciding gives %v, %v, opening %s", lines.ExcludePatterns(), path, d.Excluded, d.Err, want)
	}
}

func TestOpen(t *testing.T) {
	for _, s := range seeds {
		for path := range strings.SplitSeq(s[1], "|") {
			checkOpen(t, s[0], path)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 6000 {
		checkOpen(t, randomText(r, 1+r.IntN(5)), randomPath(r))
	}
}

func FuzzOpen(f *testing.F) {
	for _, s := range seeds {
		f.Add(s[0], s[1])
	}
	f.Fuzz(checkOpen)
}
