package conformance

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize/conformance/builder"
)

var projects = flag.String("projects", "", "`directories` of real projects, separated by commas, whose whole contexts are loaded and timed")

// TestRealProjects times a build from its start to the end of "load build context" beside ctxsize, which says the same number.
func TestRealProjects(t *testing.T) {
	if *projects == "" {
		t.Skip("-projects names none")
	}
	file := filepath.Join(t.TempDir(), "Dockerfile")
	if err := os.WriteFile(file, []byte("FROM scratch\nCOPY . /\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for dir := range strings.SplitSeq(*projects, ",") {
		var theirs, ours []time.Duration
		a, err := shared.program.Ask(t.Context(), "-f", file, dir)
		if err != nil || len(a.Report.Builds) != 1 || a.Report.Builds[0].TransferBytes == nil {
			t.Fatalf("%s: %v %s", dir, err, a.Stderr)
		}
		for range 5 {
			begin := time.Now()
			o, err := shared.daemon.Build(t.Context(), builder.Build{Context: dir, Dockerfile: file})
			if err != nil || o.Err != nil {
				t.Fatal(err, o.Err)
			}
			theirs = append(theirs, o.Loaded.Sub(begin))
			if want := a.Report.Builds[0].TransferBytes; o.Main.Bytes != *want {
				t.Errorf("%s: the builder was sent %d bytes, ctxsize says %d", dir, o.Main.Bytes, *want)
			}
			begin = time.Now()
			if err := exec.CommandContext(t.Context(), shared.program.Path(), "--json", "-f", file, dir).Run(); err != nil {
				t.Fatal(err)
			}
			ours = append(ours, time.Since(begin))
		}
		slices.Sort(theirs)
		slices.Sort(ours)
		sent := a.Report.Builds[0].Totals.Sent
		t.Logf("| %s | %d files, %d bytes | %v | %v | %.1f |", filepath.Base(dir), sent.Files, sent.Bytes, theirs[2].Round(time.Millisecond),
			ours[2].Round(100*time.Microsecond), float64(theirs[2])/float64(ours[2]))
	}
}
