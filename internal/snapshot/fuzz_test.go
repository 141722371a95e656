package snapshot_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/snapshot"
	"github.com/ctxsize/ctxsize/walker"
)

// FuzzRead: no snapshot makes the program crash, and the totals of one that is accepted are those of its entries.
func FuzzRead(f *testing.F) {
	var text bytes.Buffer
	if err := snapshot.Write(&text, analyze(f, ctxsize.BuildKit), "1"); err != nil {
		f.Fatal(err)
	}
	f.Add(text.String())
	f.Add(strings.ReplaceAll(text.String(), `"/`, `"../`))
	f.Add(`{"format": "ctxsize snapshot 1", "version": "1", "builds": [{}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		a, err := snapshot.Read([]byte(text), "1")
		if err != nil {
			return
		}
		for n := range a.Builds {
			// A context that is not on this machine has no list.
			if b := &a.Builds[n]; b.Main.View != nil {
				entries(b, walker.Eligible)
			}
		}
	})
}
