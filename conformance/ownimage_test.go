package conformance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/cases"
	"github.com/ctxsize/ctxsize/conformance/compare"
)

// TestOwnImage builds the Dockerfile of this repository. The image of Go is replaced by scratch, and its compiler by a program that is compiled
// already; the context is the real one.
func TestOwnImage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	fit, err := cases.Scratch(text)
	if err != nil {
		t.Fatal(err)
	}
	fit = strings.Replace(fit, "COPY . .\n", "COPY . .\nCOPY --from=program ctxsize /ctxsize\n", 1)
	file := filepath.Join(t.TempDir(), "Dockerfile")
	write(t, file, []byte(fit))
	compiled := t.TempDir()
	copyProgram(t, filepath.Join(compiled, "ctxsize"))
	b := builder.Build{Context: "..", Dockerfile: file, Named: map[string]string{"program": compiled}}
	o := exportProgram(t, b)
	a, err := shared.program.Ask(t.Context(), "-f", file, "--build-context", "program="+compiled, "--ignore-file", "../.dockerignore", "..")
	if err != nil || a.Exit != 0 {
		t.Fatal(err, a.Stderr)
	}
	if diff := compare.BuildKit(o, a); diff != "" {
		t.Errorf("the builder (-) and ctxsize (+) differ\n%s", diff)
	}
}

// TestReleaseImage builds the Dockerfile of a release, in a context as goreleaser makes it.
func TestReleaseImage(t *testing.T) {
	t.Parallel()
	context := t.TempDir()
	for _, platform := range []string{"linux/amd64", "linux/arm64"} {
		copyProgram(t, filepath.Join(context, platform, "ctxsize"))
	}
	file, err := filepath.Abs("../packaging/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	o := exportProgram(t, builder.Build{Context: context, Dockerfile: file, Platform: "linux/arm64"})
	a, err := shared.program.Ask(t.Context(), "-f", file, "--platform", "linux/arm64", context)
	if err != nil || a.Exit != 0 {
		t.Fatal(err, a.Stderr)
	}
	if diff := compare.BuildKit(o, a); diff != "" {
		t.Errorf("the builder (-) and ctxsize (+) differ\n%s", diff)
	}
}

// copyProgram copies the compiled ctxsize.
func copyProgram(t *testing.T, to string) {
	t.Helper()
	text, err := os.ReadFile(shared.program.Path())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o755); err != nil {
		t.Fatal(err)
	}
}

// exportProgram builds an image, whose only file has to be the program.
func exportProgram(t *testing.T, b builder.Build) builder.Outcome {
	t.Helper()
	image, o, err := shared.daemon.Export(t.Context(), b)
	if err != nil || o.Failure != builder.None {
		t.Fatalf("%v %v", err, o.Err)
	}
	if _, ok := image.Find("/ctxsize"); !ok {
		t.Errorf("the image has no /ctxsize: %v", image)
	}
	return o
}
