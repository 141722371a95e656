package compose

import "testing"

// TestCircle: an error that compose-go words in one of several ways is worded in one.
func TestCircle(t *testing.T) {
	for text, want := range map[string]string{
		"x: Circular reference: b in f extends c in f extends a in f extends b in f": "x: Circular reference: a in f extends b in f extends c in f extends a in f",
		"x: Circular reference: a in f extends b in f extends a in f":                "x: Circular reference: a in f extends b in f extends a in f",
		"x: Circular reference: a in f":                                              "x: Circular reference: a in f",
		"x: no extends y":                                                            "x: no extends y",
	} {
		if got := sortCircle(text); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}
