package conformance

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/cases"
	"github.com/ctxsize/ctxsize/conformance/compare"
)

func TestAdhoc(t *testing.T) {
	for line := range strings.Lines(os.Getenv("ADHOC")) {
		f := strings.Fields(line)
		if len(f) != 3 {
			continue
		}
		t.Run(f[0]+"/"+f[2], func(t *testing.T) {
			top := t.TempDir()
			if out, err := exec.Command("cp", "-a", "/tmp/w/dirty/"+f[0]+"/.", top).CombinedOutput(); err != nil {
				t.Fatal(err, string(out))
			}
			dir, file := filepath.Join(top, f[1]), filepath.Join(top, f[2])
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := cases.Scratch(text)
			if err != nil {
				t.Fatal(err)
			}
			// The suggestions are made with the real Dockerfile, and built with the rewritten one.
			build := func(when string) {
				os.WriteFile(file, []byte(s), 0o644)
				defer os.WriteFile(file, text, 0o644)
				o, err := shared.daemon.Build(t.Context(), builder.Build{Context: dir, Dockerfile: file})
				if err != nil {
					t.Fatal(err)
				}
				a, err := shared.program.Ask(t.Context(), "-f", file, dir)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%s: failure %v %v", when, o.Failure, o.Err)
				if diff := compare.BuildKit(o, a); diff != "" {
					t.Errorf("%s: differ\n%s", when, diff)
				}
			}
			build("before")
			for _, flags := range [][]string{{"--write"}, {"--write", "--all"}, {"--write", "--allowlist"}} {
				out, err := exec.Command(shared.program.Path(), append([]string{"suggest", "-f", file, dir}, flags...)...).CombinedOutput()
				t.Logf("%v %v %s", flags, err, out)
				build(strings.Join(flags, " "))
			}
		})
	}
}
