package needs

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestFinder compares index with a search for each word.
func TestFinder(t *testing.T) {
	words := append([]string{"git", "Git", "GIT"}, plainLibraries()...)
	r := rand.New(rand.NewPCG(1, 2))
	f := newFinder(words)
	for range 2000 {
		var text []byte
		for range r.IntN(20) {
			w := words[r.IntN(len(words))]
			text = append(text, w[:r.IntN(len(w)+1)/(1+r.IntN(2))]...)
			text = append(text, strings.Repeat("\x00gi", r.IntN(3))...)
		}
		want := -1
		for _, w := range words {
			if at := bytes.Index(text, []byte(w)); at >= 0 && (want < 0 || at < want) {
				want = at
			}
		}
		if got := f.index(text); got != want {
			t.Fatalf("index(%q) = %d, want %d", text, got, want)
		}
	}
}

func BenchmarkTextUsesGit(b *testing.B) {
	text := []byte(strings.Repeat("export const revision = buildInformation(services.versionOf(\"web\"), { readOnly: true });\n", 12_000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if words, _ := TextUsesGit(text); words != "" {
			b.Fatal(words)
		}
	}
}
