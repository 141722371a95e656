package knowledge

import (
	"math/rand/v2"
	"path"
	"testing"
)

// TestNameIndex holds the index to path.Match: a name that a pattern matches must be looked up with it, once.
func TestNameIndex(t *testing.T) {
	patterns := []string{"*.py[co]", "*.log.*", `\#*\#`, "*.a.*", "a*", "?b", "[ab]*.c", "*.c", "a.b", "*", "*b*", `a\*`, "a[.]b", "*.a.b*", "[^a].c", "[pp]l", "*.[ab]*", "[*]c", "a[b-c]"}
	ix := NewNameIndex[int]()
	for _, p := range patterns {
		ix.Add(Pattern[int]{Text: "**/" + p})
	}
	r := rand.New(rand.NewPCG(1, 2))
	const letters = "abc..#*ploy"
	for range 200_000 {
		name := make([]byte, 1+r.IntN(8))
		for n := range name {
			name[n] = letters[r.IntN(len(letters))]
		}
		met := map[string]int{}
		ix.Each(name, func(p *Pattern[int]) bool { met[p.tail]++; return false })
		for _, p := range patterns {
			if ok, _ := path.Match(p, string(name)); ok && met[p] != 1 || met[p] > 1 {
				t.Fatalf("%s was met %d times for %s", p, met[p], name)
			}
		}
	}
}
