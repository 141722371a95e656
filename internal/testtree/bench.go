package testtree

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// Large lays out a tree of n empty files and about n/17 directories with names as projects have them, the same one each time. It is
// kept between runs, in the system's directory for temporary files, because a million files take a while to make.
func Large(b *testing.B, n int) string {
	b.Helper()
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("ctxsize-bench-%d", n))
	done := dir + ".made"
	if _, err := os.Stat(done); err == nil {
		return dir
	}
	must(b, os.RemoveAll(dir))
	must(b, os.MkdirAll(dir, 0o755))
	random := rand.New(rand.NewPCG(1, uint64(n)))
	names := []string{"index", "utils", "lib", "src", "dist", "test", "core", "types", "helpers", "parser", "runtime", "node_modules"}
	ends := []string{".js", ".js", ".d.ts", ".map", ".json", ".md", ".css", ".go", ".py", ".log", ""}
	dirs := []string{dir}
	for len(dirs) < n/17+1 {
		path := filepath.Join(dirs[max(0, len(dirs)-1-random.IntN(4000))], fmt.Sprint(names[random.IntN(len(names))], len(dirs)%7))
		if os.Mkdir(path, 0o755) == nil {
			dirs = append(dirs, path)
		}
	}
	for i := range n {
		name := fmt.Sprint(names[random.IntN(len(names))], i, ends[random.IntN(len(ends))])
		f, err := os.Create(filepath.Join(dirs[random.IntN(len(dirs))], name))
		must(b, err)
		must(b, f.Close())
	}
	must(b, os.WriteFile(done, nil, 0o644))
	return dir
}
