package tui

import (
	"context"
	"fmt"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/tui/internal/draft"
)

// BenchmarkWhatIf drafts a line on a large tree, up to the new totals and the folder that is shown.
func BenchmarkWhatIf(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if testing.Short() && n > 100_000 {
				b.Skip("a million files take long to make")
			}
			dir := testtree.Large(b, n)
			s := newScreen(Options{Analysis: ctxsize.Options{NoTransfer: true, Request: build.Request{Context: ".", Dir: dir}}})
			s.resize(200, 60)
			a, err := ctxsize.Analyze(context.Background(), s.options.Analysis)
			if err != nil {
				b.Fatal(err)
			}
			scanner{s.model}.adopt(a)
			sub := s.doc()
			sub.history.Push(draft.Draft{Added: []string{"**/*.map"}})
			b.ReportAllocs()
			for b.Loop() {
				for _, j := range s.refresh(sub) {
					s.receive(j(context.Background()))
					sub.shown = draft.Draft{}
				}
			}
		})
	}
}
