package shell_test

import (
	"testing"

	"github.com/ctxsize/ctxsize/internal/shell"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestCacheParse(t *testing.T) {
	env := map[string]string{"A": "1", "B": "2"}
	tests := []struct {
		text string
		o    shell.Options
	}{
		{`echo "$A" && cd x && make`, shell.Options{Env: env, Dir: "/src"}},
		{`echo "$A" && cd x && make`, shell.Options{Env: env, Dir: "/src"}},
		{`echo "$A" && cd x && make`, shell.Options{Env: env, Dir: "/other"}},
		{`echo "$A" && cd x && make`, shell.Options{Env: map[string]string{"A": "3"}, Dir: "/src"}},
		{`echo "$A" && cd x && make`, shell.Options{Dir: "/src"}},
		{`[[ a == b ]]`, shell.Options{Shell: "bash"}},
		{`[[ a == b ]]`, shell.Options{Shell: "fish"}},
		{`echo '`, shell.Options{}},
	}
	for _, cache := range []*shell.Cache{nil, shell.NewCache()} {
		for _, tt := range tests {
			got, want := cache.Parse(tt.text, tt.o), shell.Parse(tt.text, tt.o)
			if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(shell.Command{})); diff != "" {
				t.Errorf("Parse(%q, %v) with a cache (-want +got):\n%s", tt.text, tt.o, diff)
			}
		}
	}
}

// TestEnvKey: environments that differ have different keys, however their names and values join.
func TestEnvKey(t *testing.T) {
	known := map[string]map[string]string{}
	for _, env := range []map[string]string{{}, {"A": "1"}, {"A": "11"}, {"A1": "1"}, {"A": "", "B": ""}, {"A": "B"}, {"A": "1:B0:"}, {"A": "", "B": "1"}, {"A": "1", "B": ""}} {
		key := shell.NewCache().Reader(shell.Options{Env: env}).EnvKey()
		if other, same := known[key]; same {
			t.Errorf("%v and %v have the same key %q", env, other, key)
		}
		known[key] = env
	}
	a, b := map[string]string{"A": "1", "B": "2", "C": "3"}, map[string]string{"C": "3", "B": "2", "A": "1"}
	if shell.NewCache().Reader(shell.Options{Env: a}).EnvKey() != shell.NewCache().Reader(shell.Options{Env: b}).EnvKey() {
		t.Error("equal environments have different keys")
	}
}
