package inventory

import (
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/walker"
)

// TestStepsOfBuilds: builds of one Dockerfile share no trace where an argument, an ENV or a source leads to another script.
func TestStepsOfBuilds(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "quiet/build.sh", "echo\n")
	write(t, dir, "asks/build.sh", "git describe\n")
	view := viewOf(t, dir)
	for name, text := range map[string]string{
		"ARG":              "FROM alpine\nCOPY . /src\nARG PART\nRUN sh /src/$PART/build.sh\n",
		"ENV":              "FROM alpine\nCOPY . /src\nARG PART\nENV AT=/src/$PART\nRUN sh $AT/build.sh\n",
		"source":           "FROM alpine AS a\nARG PART\nCOPY $PART /src\nFROM alpine\nCOPY --from=a /src /app\nRUN sh /app/build.sh\n",
		"base of the file": "ARG PART\nFROM alpine AS quiet\nCOPY quiet /src\nFROM alpine AS asks\nCOPY asks /src\nFROM $PART\nRUN sh /src/build.sh\n",
	} {
		programs := OpenProject(dir, nil).Programs(view)
		for _, part := range []string{"quiet", "asks"} {
			found, err := dockerfile.Collect([]byte(text), dockerfile.Options{Args: map[string]string{"PART": part}})
			if err != nil {
				t.Fatal(err)
			}
			b := &build.Build{Dockerfile: &build.Dockerfile{Path: "Dockerfile"}, Stages: found.Stages, Instructions: found.Instructions, Copies: found.Copies, Runs: found.Runs}
			asks := false
			for _, step := range programs.Steps(&Share{Build: b, Usage: Usage{Context: &build.Context{}}}) {
				asks = asks || step.Trace != nil && step.Trace.Git != nil
			}
			if want := part == "asks"; asks != want {
				t.Errorf("%s: with PART=%s a script asks for git: %v", name, part, asks)
			}
		}
	}
}

// TestLaunchesOfImages: images share the trace of a command that starts them only where it starts the same scripts in them.
func TestLaunchesOfImages(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a/run.sh", "first\n")
	write(t, dir, "b/run.sh", "second\n")
	write(t, dir, "compose.yaml", "services:\n  app:\n    command: [sh, /app/run.sh]\n")
	programs := OpenProject(dir, nil).Programs(viewOf(t, dir))
	traces := map[string]*needs.Trace{}
	for _, c := range []struct{ name, text, want string }{
		{"a", "FROM alpine\nCOPY a /app\n", "first"},
		{"a with more", "FROM alpine\nCOPY a /app\nCOPY b /b\n", "first"},
		{"b", "FROM alpine\nCOPY b /app\n", "second"},
		{"another .NET SDK", "FROM sdk:8.0\nCOPY a /app\n", "first"},
	} {
		found, err := dockerfile.Collect([]byte(c.text), dockerfile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		b := &build.Build{Dockerfile: &build.Dockerfile{Path: c.name}, Stages: found.Stages, Instructions: found.Instructions, Copies: found.Copies, Runs: found.Runs}
		steps := programs.Steps(&Share{Build: b, Usage: Usage{Context: &build.Context{}}})
		if len(steps) != 1 || len(steps[0].Trace.Calls) != 2 || steps[0].Trace.Calls[1].Text != c.want {
			t.Fatalf("%s: %+v", c.name, steps)
		}
		traces[c.name] = steps[0].Trace
	}
	if traces["a"] != traces["a with more"] {
		t.Error("images with the same script do not share a trace")
	}
	if traces["a"] == traces["another .NET SDK"] {
		t.Error("images with different versions of .NET share a trace")
	}
}

// viewOf walks a directory without patterns.
func viewOf(t *testing.T, dir string) *walker.View {
	t.Helper()
	lines, err := ignore.Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	filter := walker.Filter{Patterns: lines}
	tree, err := walker.Walk(t.Context(), dir, walker.Options{Filters: []walker.Filter{filter}})
	if err != nil {
		t.Fatal(err)
	}
	view, err := tree.View(walker.Query{Filter: filter})
	if err != nil {
		t.Fatal(err)
	}
	return view
}
