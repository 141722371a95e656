package inventory

import (
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/walker"
)

// TestStepsOfBuilds: builds of one Dockerfile share no trace where an argument, an ENV or a source leads to another script.
func TestStepsOfBuilds(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "quiet/build.sh", "echo\n")
	write(t, dir, "asks/build.sh", "git describe\n")
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
