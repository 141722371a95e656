package conformance

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/conformance/cases"
)

// Modules of the cache are drawn anew on each run; large ones are left out, so
// that a run stays short.
const (
	moduleCount   = 36
	moduleEntries = 4_000
	moduleBytes   = 24_000_000
)

func realTrees(t *testing.T) map[string]string {
	t.Helper()
	trees := map[string]string{"repository": checkout(t), "made": made(t)}
	for _, dir := range modules(t) {
		trees[filepath.Base(dir)] = dir
	}
	for _, dir := range filepath.SplitList(os.Getenv("CTXSIZE_CONFORMANCE_TREES")) {
		trees["given "+filepath.Base(dir)] = dir
	}
	return trees
}

// checkout copies this repository, because others may be working in it.
func checkout(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ctxsize")
	if out, err := exec.CommandContext(t.Context(), "cp", "-a", "..", dir).CombinedOutput(); err != nil {
		t.Fatalf("copying this repository: %v\n%s", err, out)
	}
	return dir
}

func made(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := cases.Made(shared.seed).Write(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// modules draws from what this module depends on, which is in the cache after
// the daemon was built.
func modules(t *testing.T) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "all").Output()
	if err != nil {
		t.Fatalf("listing modules: %v", err)
	}
	dirs := slices.DeleteFunc(strings.Fields(string(out)), func(dir string) bool { return !strings.Contains(dir, "@") })
	rng := rand.New(rand.NewPCG(shared.seed, 0))
	rng.Shuffle(len(dirs), func(i, j int) { dirs[i], dirs[j] = dirs[j], dirs[i] })
	var drawn []string
	for _, dir := range dirs {
		if len(drawn) < moduleCount && bearable(t, dir) {
			drawn = append(drawn, dir)
		}
	}
	if len(drawn) == 0 {
		t.Fatal("NOTHING WAS COMPARED: the Go module cache holds no module; run `go mod download`")
	}
	return drawn
}

func bearable(t *testing.T, dir string) bool {
	t.Helper()
	entries, bytes := 0, int64(0)
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		entries++
		bytes += info.Size()
		if entries > moduleEntries || bytes > moduleBytes {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries <= moduleEntries && bytes <= moduleBytes
}
