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
		"pai":                    {"api"},
		"wroekr":                 {"worker"},
		"database":               nil,
		"":                       nil,
		strings.Repeat("a", 999): nil,
	} {
		if got := similar.Names(name, known); !slices.Equal(got, want) {
			t.Errorf("Names(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestUnknownError: a short list of names is part of the error, a long one is not. A similar name comes before the other hint.
func TestUnknownError(t *testing.T) {
	many := strings.Fields("alpha beta gamma delta epsilon zeta eta")
	for _, c := range []struct {
		err        similar.UnknownError
		text, hint string
	}{
		{similar.UnknownError{Kind: "unit", Name: "sii", Known: []string{"si", "iec", "bytes"}}, `unknown unit "sii": expected si, iec or bytes`, ""},
		{similar.UnknownError{Kind: "shell", Name: "bsh", Known: []string{"bash", "zsh"}}, `unknown shell "bsh": expected bash or zsh`, "did you mean bash or zsh?"},
		{similar.UnknownError{Kind: "letter", Name: "bet", Known: many, Else: "list them"}, `unknown letter "bet"`, "did you mean beta?"},
		{similar.UnknownError{Kind: "letter", Name: "x", Known: many, Else: "list them"}, `unknown letter "x"`, "list them"},
		{similar.UnknownError{Kind: "file", Name: "x", Known: []string{"y"}}, `unknown file "x": expected y`, ""},
	} {
		if got := c.err.Error(); got != c.text {
			t.Errorf("got %q, want %q", got, c.text)
		}
		if got := c.err.Hint(); got != c.hint {
			t.Errorf("%s: got the hint %q, want %q", c.text, got, c.hint)
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
