package analysis_test

import (
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
)

func TestNewIgnoreText(t *testing.T) {
	got := string(analysis.NewIgnoreText([]analysis.IgnoreGroup{{Heading: "Dependencies", Lines: []string{"**/node_modules"}}, {Lines: []string{"x", "y"}}, {Heading: "None"}}))
	want := "# What docker build leaves out of the context.\n\nx\ny\n\n# Dependencies\n**/node_modules\n"
	if got != want {
		t.Errorf("%q, expected %q", got, want)
	}
}
