package collector

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/conformance/cases"
	"github.com/ctxsize/ctxsize/conformance/llb"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
)

var (
	recipes  = flag.Int("recipes", 3000, "`number` of generated Dockerfiles")
	seedFlag = flag.Uint64("seed", 0, "`seed` of the generated Dockerfiles; 0 takes CTXSIZE_CONFORMANCE_SEED, or else a new one")
)

// TestModuleCache reads every Dockerfile of the Go module cache.
func TestModuleCache(t *testing.T) {
	found := 0
	for path, text := range moduleDockerfiles(t) {
		found++
		if diff := differ(cases.Recipe{Text: text}); diff != "" {
			t.Errorf("%s\n%s", path, diff)
		}
	}
	if found == 0 {
		t.Fatal("NOTHING WAS COMPARED: the Go module cache holds no Dockerfile; run `go mod download` in conformance/")
	}
	t.Logf("%d Dockerfiles", found)
}

// TestGenerated reads fresh ones on every run.
func TestGenerated(t *testing.T) {
	seed := newSeed(t)
	t.Logf("to repeat: CTXSIZE_CONFORMANCE_SEED=%d", seed)
	for n := range *recipes {
		r := cases.Cook(seed, n)
		if diff := differ(r); diff != "" {
			t.Errorf("seed %d, number %d, target %q, arguments %q, platform %q, contexts %q\n%s\n%s", seed, n, r.Target, r.Args, r.Platform, r.Contexts, r.Text, diff)
		}
	}
}

// FuzzCollector claims that the collector and the converter accept the same
// Dockerfiles and request the same paths.
func FuzzCollector(f *testing.F) {
	for n := range 200 {
		r := cases.Cook(1, n)
		f.Add(r.Text, r.Target, r.Args["A0"])
	}
	f.Fuzz(func(t *testing.T, text, target, arg string) {
		r := cases.Recipe{Text: text, Target: target, Contexts: []string{"shared"}}
		if arg != "" {
			r.Args = map[string]string{"A0": arg}
		}
		if diff := differ(r); diff != "" {
			t.Errorf("target %q, A0=%q\n%s\n%s", target, arg, text, diff)
		}
	})
}

// differ gives what the converter (-) and the collector (+) say differently.
// What is not UTF-8 the converter takes and cannot send, so nothing is claimed
// about it.
func differ(r cases.Recipe) string {
	if !utf8.ValidString(r.Text) || !utf8.ValidString(r.Target) || !utf8.ValidString(r.Args["A0"]) {
		return ""
	}
	want, wantErr := llb.Requests(context.Background(), []byte(r.Text), llb.Options{Target: r.Target, Args: r.Args, Platform: r.Platform, Contexts: r.Contexts})
	contexts := map[string]string{}
	for _, name := range r.Contexts {
		contexts[name] = "/" + name
	}
	got, gotErr := dockerfile.Collect([]byte(r.Text), dockerfile.Options{Target: r.Target, Args: r.Args, Platform: r.Platform, Contexts: contexts})
	doubtful := false
	for _, fault := range got.Faults {
		// The base image may say otherwise, and the executor is not asked here.
		if doubtful = doubtful || fault.Kind == build.MountDoubtful; fault.Kind != build.MountDoubtful && !strings.HasPrefix(fault.Err.Error(), "invalid mount type") {
			gotErr = fault.Err
		}
	}
	switch {
	case wantErr != nil && (gotErr != nil || doubtful):
		return ""
	case wantErr != nil || gotErr != nil:
		return fmt.Sprintf("converter: %v\ncollector: %v", wantErr, gotErr)
	}
	said := []string{say("context", got.Main)}
	for name, paths := range got.Named {
		said = append(said, say(name, paths))
	}
	said = slices.DeleteFunc(said, func(s string) bool { return s == "" })
	slices.Sort(said)
	return cmp.Diff(lines(want), said)
}

func say(name string, p dockerfile.Paths) string {
	switch {
	case !p.Requested:
		return ""
	case p.Paths == nil:
		return name + " whole"
	}
	return fmt.Sprintf("%s %q", name, p.Paths)
}

// lines unites the loads of one context: the collector has one set for each.
func lines(requests map[string][]llb.Request) []string {
	said := []string{}
	for name, loads := range requests {
		p := dockerfile.Paths{Requested: true, Paths: []string{}}
		whole := false
		for _, r := range loads {
			whole = whole || r.Whole
			p.Paths = append(p.Paths, r.Paths...)
		}
		slices.Sort(p.Paths)
		p.Paths = slices.Compact(p.Paths)
		if whole {
			p.Paths = nil
		}
		said = append(said, say(name, p))
	}
	slices.Sort(said)
	return said
}

// moduleDockerfiles gives path and text of each distinct one.
func moduleDockerfiles(t *testing.T) map[string]string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	found, seen := map[string]string{}, map[string]bool{}
	root := strings.TrimSpace(string(out))
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == filepath.Join(root, "cache"):
			return fs.SkipDir
		case !d.Type().IsRegular() || !looksLikeDockerfile(d.Name()):
			return nil
		}
		text, err := os.ReadFile(path)
		if err == nil && !seen[string(text)] {
			seen[string(text)], found[path] = true, string(text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func looksLikeDockerfile(name string) bool {
	name = strings.ToLower(name)
	return (strings.Contains(name, "dockerfile") || strings.Contains(name, "containerfile")) &&
		!slices.Contains([]string{".go", ".md", ".dockerignore", ".json"}, filepath.Ext(name))
}

func newSeed(t *testing.T) uint64 {
	t.Helper()
	if *seedFlag != 0 {
		return *seedFlag
	}
	if text := os.Getenv("CTXSIZE_CONFORMANCE_SEED"); text != "" {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return seed
	}
	return uint64(rand.Uint32())
}
