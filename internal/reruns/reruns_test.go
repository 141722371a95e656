package reruns_test

import (
	"testing"

	"github.com/ctxsize/ctxsize/internal/reruns"
)

func TestString(t *testing.T) {
	npm := reruns.Step{Line: 12, Command: "npm ci", Before: 200, After: 57}
	build := reruns.Step{Line: 14, Command: "npm run\n\tbuild", Before: 200, After: 199}
	more := reruns.Step{Line: 15, Command: "x", Before: 2, After: 3}
	for _, c := range []struct {
		steps  []reruns.Step
		reruns int
		want   string
	}{
		{nil, 0, ""},
		{[]reruns.Step{more}, -1, ""},
		{[]reruns.Step{{Line: 3, Command: "make", Before: 5, After: 5}, npm}, 143, "saves 143 of 200 reruns of `npm ci` (line 12)"},
		{[]reruns.Step{{Line: 3, Command: "apk add a-package another-package yet-another-package", Before: 1}}, 1, "saves 1 of 1 rerun of `apk add a-package another-package yet-a…` (line 3)"},
		{[]reruns.Step{build, npm}, 144, "saves 144 reruns: 143 of 200 of `npm ci` (line 12), 1 of 200 of `npm run build` (line 14)"},
		{[]reruns.Step{more, build, npm}, 143, "saves 143 reruns: 143 of 200 of `npm ci` (line 12), 1 of 200 of `npm run build` (line 14), and 1 more"},
	} {
		if s := reruns.New(200, c.steps); s.String() != c.want || s.Reruns != c.reruns {
			t.Errorf("got %d, %q; want %d, %q", s.Reruns, s, c.reruns, c.want)
		}
	}
	if got := (*reruns.Saving)(nil).Sentence(); got != "" {
		t.Errorf("nil: %q", got)
	}
	if got := reruns.New(200, []reruns.Step{npm}).Sentence(); got != "Saves 143 of 200 reruns of `npm ci` (line 12)." {
		t.Error(got)
	}
}
