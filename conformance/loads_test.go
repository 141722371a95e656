package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/conformance/builder"
)

// TestLoads compares the numbers of a named context that is requested more than once.
func TestLoads(t *testing.T) {
	for name, dockerfile := range map[string]string{
		"two paths":              "FROM scratch\nCOPY --from=s lib/x /\nCOPY --from=s o.txt /\n",
		"one path twice":         "FROM scratch\nCOPY --from=s lib/x /a\nCOPY --from=s lib/x /b\n",
		"a path by two names":    "FROM scratch\nCOPY --from=s lib/x /a\nCOPY --from=s ./lib/../lib/x /b\n",
		"two paths at once":      "FROM scratch\nCOPY --from=s lib/x o.txt /\n",
		"three paths":            "FROM scratch\nCOPY --from=s lib/x /\nCOPY --from=s o.txt /\nCOPY --from=s d /d\n",
		"two stages":             "FROM scratch AS one\nCOPY --from=s lib/x /\nFROM scratch\nCOPY --from=s o.txt /\nCOPY --from=one / /\n",
		"a stage that is unused": "FROM scratch AS one\nCOPY --from=s lib/x /\nFROM scratch\nCOPY --from=s o.txt /\n",
		"the same directory":     "FROM scratch\nCOPY --from=s lib/x /\nCOPY --from=s lib/y /\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for path, text := range map[string]string{"main/Dockerfile": dockerfile, "s/lib/x": "xx", "s/lib/y": "y", "s/o.txt": "o", "s/d/e/f": strings.Repeat("f", 40_000)} {
				path = filepath.Join(dir, path)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			main, named := filepath.Join(dir, "main"), filepath.Join(dir, "s")
			o, err := shared.daemon.Build(t.Context(), builder.Build{Context: main, Named: map[string]string{"s": named}})
			if err != nil {
				t.Fatal(err)
			}
			var want []int64
			for _, l := range o.Named["s"] {
				want = append(want, l.Bytes)
			}
			checkLoads(t, want, main, named)
		})
	}
}

func checkLoads(t *testing.T, want []int64, main, named string) {
	t.Helper()
	a, err := shared.program.Ask(t.Context(), "--build-context", "s="+named, main)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Report.Builds[0].NamedContexts) != 1 {
		t.Fatalf("named contexts: %v, want one", a.Report.Builds[0].NamedContexts)
	}
	n := a.Report.Builds[0].NamedContexts[0]
	var sum int64
	for _, l := range want {
		sum += l
	}
	got := fmt.Sprintf("%d loads of %d bytes", n.Loads, slices.Sorted(slices.Values(n.LoadBytes)))
	if expected := fmt.Sprintf("%d loads of %d bytes", len(want), slices.Sorted(slices.Values(want))); got != expected {
		t.Errorf("ctxsize: %s; BuildKit: %s", got, expected)
	}
	if n.TransferBytes == nil || *n.TransferBytes != sum {
		t.Errorf("transfer_bytes is not %d", sum)
	}
}
