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
	got, err := lines.OpenExcluded(path)
	want, wantErr := pm.MatchesOrParentMatches(path)
	if verdict(got, err) != verdict(want, wantErr) {
		t.Fatalf("OpenExcluded: %q, %q: %v, %v, expected %v, %v", text, path, got, err, want, wantErr)
	}
	got, err = lines.OneParentExcluded(path)
	want, wantErr = patternmatcher.Matches(path, lines.Patterns())
	if verdict(got, err) != verdict(want, wantErr) {
		t.Fatalf("OneParentExcluded: %q, %q: %v, %v, expected %v, %v", text, path, got, err, want, wantErr)
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
