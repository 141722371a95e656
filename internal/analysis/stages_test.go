package analysis_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestCopyFromExcluded: an instruction that names in a stage what only an excluded file would put there.
func TestCopyFromExcluded(t *testing.T) {
	for _, c := range []struct{ name, dockerfile, want string }{
		{"no RUN", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/scripts /s\n",
			`error COPY --from=b /app/scripts /s fails: stage b has no /app/scripts, because line 1 "scripts" of the ignore file excludes scripts.; !scripts`},
		{"an image as the base", "FROM alpine AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/scripts/x /s\n",
			`error COPY --from=b /app/scripts/x /s fails: stage b has no /app/scripts/x, because line 1 "scripts" of the ignore file excludes scripts/x.; !scripts/x`},
		{"a RUN", "FROM alpine AS b\nRUN true\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/scripts /s\n",
			`warning COPY --from=b /app/scripts /s may fail: stage b has no /app/scripts, because line 1 "scripts" of the ignore file excludes scripts, unless line 2 creates it (RUN true).; !scripts`},
		{"what is made", "FROM alpine AS b\nCOPY . /app/\nRUN npm run build\nFROM scratch\nCOPY --from=b /app/dist /s\n", ""},
		{"what is made, without a RUN", "FROM alpine AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/dist /s\n",
			`error COPY --from=b /app/dist /s fails: stage b has no /app/dist, because line 2 "dist" of the ignore file excludes dist.; !dist`},
		{"where the image may have it", "FROM alpine AS b\nCOPY . /usr/local/\nFROM scratch\nCOPY --from=b /usr/local/scripts /s\n",
			`warning COPY --from=b /usr/local/scripts /s may fail: stage b has no /usr/local/scripts, because line 1 "scripts" of the ignore file excludes scripts, unless the base image provides it.; !scripts`},
		{"a wildcard", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/scripts* /s/\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, "scripts/x dist/y a")
			testtree.Write(t, dir, "Dockerfile", []byte(c.dockerfile))
			testtree.Write(t, dir, ".dockerignore", []byte("scripts\ndist\n"))
			var list []string
			for _, f := range testanalysis.Of(t, dir).Builds[0].Findings {
				if f.Code == lint.CopyFromExcluded {
					list = append(list, f.Severity.String()+" "+f.Message+"; "+f.Fix.Text)
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(list, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSecretThroughStages: how far a secret gets is where its copies get.
func TestSecretThroughStages(t *testing.T) {
	for _, c := range []struct{ name, dockerfile, want string }{
		{"copied on with the directory", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app /app\n", "final"},
		{"another directory is copied on", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/src /app\n", "stage"},
		{"replaced before it is copied on", "FROM scratch AS b\nCOPY . /app/\nCOPY src/x /app/.env\nFROM scratch\nCOPY --from=b /app /app\n", "stage"},
		{"replaced in the final stage, whose layers keep it", "FROM scratch\nCOPY . /app/\nCOPY src/x /app/.env\n", "final"},
		{"by a link", "FROM scratch AS b\nCOPY . /app/\nFROM scratch\nCOPY --from=b /app/cur/.env /app\n", "final"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, ".env src/x cur->.")
			testtree.Write(t, dir, "Dockerfile", []byte(c.dockerfile))
			for _, f := range testanalysis.Of(t, dir).Builds[0].Findings {
				if f.Code == lint.SecretSent && f.Reach != c.want {
					t.Errorf("reach %q, want %q: %s", f.Reach, c.want, f.Message)
				}
			}
		})
	}
}
