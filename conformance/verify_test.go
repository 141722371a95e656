package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/moby/buildkit/client"

	"github.com/ctxsize/ctxsize/conformance/builder"
)

// TestVerify builds made contexts with an empty cache, and gives the daemon's own progress to ctxsize verify.
func TestVerify(t *testing.T) {
	t.Parallel()
	for n := range 10 {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "context")
			script := fmt.Sprintf("mkdir -p %[1]s/src/deep; cd %[1]s; head -c %[2]d /dev/urandom >src/a; head -c %[3]d /dev/urandom >src/deep/b; ln -s a src/l; echo x >other; "+
				"printf 'FROM scratch\\nCOPY src /src\\n' >Dockerfile", dir, n*20_000, n)
			if out, err := exec.CommandContext(t.Context(), "sh", "-ec", script).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			var log bytes.Buffer
			o, err := shared.daemon.BuildLogged(t.Context(), builder.Build{Context: dir}, func(s *client.SolveStatus) {
				line, err := json.Marshal(s)
				if err != nil {
					t.Error(err)
				}
				log.Write(append(line, '\n'))
			})
			if err != nil || o.Failure != builder.None {
				t.Fatalf("%v, %v", err, o.Err)
			}
			cmd := exec.CommandContext(t.Context(), shared.program.Path(), "verify", "--json", dir)
			cmd.Stdin = &log
			out, err := cmd.Output()
			var answer struct{ Exact, Equal bool }
			if err != nil || json.Unmarshal(out, &answer) != nil || !answer.Exact || !answer.Equal {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
