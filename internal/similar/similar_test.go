package similar_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/similar"
)

func TestNames(t *testing.T) {
	known := []string{"api", "frontend", "worker", "worker-beat"}
	for name, want := range map[string][]string{
		"frontnd":                {"frontend"},
		"FRONTEND":               {"frontend"},
		"work":                   {"worker", "worker-beat"},
		"apo":                    {"api"},
		"database":               nil,
		"":                       nil,
		strings.Repeat("a", 999): nil,
	} {
		if got := similar.Names(name, known); !slices.Equal(got, want) {
			t.Errorf("Names(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestHint(t *testing.T) {
	if got, want := similar.Hint("work", []string{"worker", "worker-beat"}), "did you mean worker or worker-beat?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := similar.Hint("x", []string{"worker"}); got != "" {
		t.Errorf("got %q, want no hint", got)
	}
}
