package launch_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/launch"
)

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"service", "compose.yaml", "services:\n  a:\n    command: bin/app -x\n", "3 bin/app -x"},
		{"list and health check", "compose.yaml", "services:\n  a:\n    entrypoint: [bin/app, x]\n    healthcheck:\n      test: [CMD-SHELL, bin/check]\n", "3 [bin/app x]\n5 bin/check"},
		{"project mounted", "compose.yaml", "services:\n  a:\n    volumes: ['.:/src']\n    command: bin/app\n", ""},
		{"Kubernetes", "k8s/a.yaml", "spec:\n  containers:\n  - command: [/a/app]\n    args: [serve]\n", "3 [/a/app]\n4 [serve]"},
		{"pipeline", ".circleci/config.yml", "steps:\n- run:\n    command: bin/app\n", ""},
		{"run in a pipeline", ".github/workflows/a.yml", "steps:\n- run: docker run --rm a bin/app x\n", "2 [a bin/app x]"},
		{"run with a mount", "Makefile", "a:\n\tdocker run -v .:/src a bin/app\n", ""},
		{"copy out of a container", "x.sh", "docker cp c:/a/out ./\n", "1 [cp /a/out ./]"},
		{"two lines", "x.sh", "docker run --rm \\\n a bin/app\n", "2 [a bin/app]"},
		{"Fly", "fly.toml", "[processes]\nweb = \"bin/app -x\"\n", "2 bin/app -x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, found := range launch.Read(c.file, []byte(c.text)) {
				if found.Args != nil {
					got = append(got, fmt.Sprint(found.Line, " ", found.Args))
				} else {
					got = append(got, fmt.Sprint(found.Line, " ", found.Script))
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
