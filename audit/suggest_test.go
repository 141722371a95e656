package audit

import (
	"path"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
)

// TestKnowledge: every rule is one that can match, and its line takes out what it names.
func TestKnowledge(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rules() {
		if seen[r.ID] || r.ID == "" || len(r.Names) == 0 || r.Reason == "" || heading(r.Category) == "" {
			t.Errorf("%+v", r)
		}
		seen[r.ID] = true
		if r.Policy != "auto" && r.Policy != "ask" {
			t.Errorf("%s: policy %q", r.ID, r.Policy)
		}
		if !r.Certain && len(r.Inside)+len(r.Beside) == 0 {
			t.Errorf("%s: without evidence, and not certain", r.ID)
		}
		for _, name := range r.Names {
			if _, err := path.Match(name, ""); err != nil {
				t.Errorf("%s: %s: %v", r.ID, name, err)
			}
			if r.Line == "" {
				continue
			}
			l, err := ignore.Parse([]byte(r.Line), ignore.Options{})
			if err != nil {
				t.Fatalf("%s: %v", r.ID, err)
			}
			example := "deep/in/" + path.Join(path.Dir(name), replaceStars(path.Base(name)))
			if _, d := l.Explain(example); !d.Excluded {
				t.Errorf("%s: %s leaves %s in", r.ID, r.Line, example)
			}
		}
	}
}

func replaceStars(pattern string) string {
	out := ""
	for _, c := range pattern {
		if c == '*' {
			out += "x"
		} else {
			out += string(c)
		}
	}
	return out
}
