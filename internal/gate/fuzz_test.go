package gate

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
)

// FuzzBaseline: no earlier report makes the program crash.
func FuzzBaseline(f *testing.F) {
	f.Add(`{"schema_version": 1, "builds": [{"name": "a", "context": ".", "dockerfile": "Dockerfile", "totals": {"sent": {"bytes": 5}}, "named_contexts": [{"totals": {"sent": {"bytes": 9223372036854775807}}}]}]}`, "a")
	f.Add(`{"schema_version": 1, "builds": [{"name": "a"}, {"name": "a", "dockerfile": null, "remote": true}]}`, "a")
	f.Add(`{"schema_version": 1, "builds": [null, {"totals": {"sent": {"bytes": -1}}}]}`, "")
	f.Fuzz(func(t *testing.T, text, name string) {
		file := filepath.Join(t.TempDir(), "baseline.json")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		old, err := ReadBaseline(file)
		if err != nil {
			return
		}
		b := ctxsize.Result{Build: &ctxsize.Build{Name: name}, Main: ctxsize.Usage{Context: &ctxsize.Context{Name: name}}}
		if n, err := old.sent(&b, report.Options{}); err == nil && n < 0 {
			t.Errorf("%d bytes were sent", n)
		}
	})
}
