package walker

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSort holds batches of many sizes, whose names share long beginnings or none, against the library's order.
func TestSort(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := func(most int, letters string) string {
		b := make([]byte, random.IntN(most)+1)
		for n := range b {
			b[n] = letters[random.IntN(len(letters))]
		}
		return string(b)
	}
	kinds := map[string]func() string{
		"short":   func() string { return text(3, "ab.\xff") },
		"numbers": func() string { return fmt.Sprintf("index%d.js", random.IntN(1e6)) },
		"words":   func() string { return text(4, "ab") + "-" + text(9, "xyz") + text(30, "0123456789") },
		"long":    func() string { return "a-very-long-beginning-" + text(40, "ab") },
		"any":     func() string { return text(255, "\x01abc\x7f\x80\xff") },
	}
	for kind, name := range kinds {
		for _, count := range []int{0, 1, 2, 16, 100, 3000} {
			s := newScan("", Options{}.withDefaults())
			w := s.addWorker()
			known := map[string]bool{}
			for range count {
				if n := name(); !known[n] {
					known[n] = true
					w.add(w.batch, &facts{name: []byte(n), mode: typeFile}, 0)
				}
			}
			w.batch.sort()
			in := func(x, y key) int { return bytes.Compare(w.batch.name(x), w.batch.name(y)) }
			if len(w.batch.keys) != len(known) || !slices.IsSortedFunc(w.batch.keys, in) {
				t.Errorf("%s: %d of %d names, sorted %t", kind, len(w.batch.keys), len(known), slices.IsSortedFunc(w.batch.keys, in))
			}
		}
	}
}
