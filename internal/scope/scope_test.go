package scope

import (
	"os"
	"path/filepath"
	"testing"
)

// TestProjectScope: a home directory and the root of the file system are no projects.
func TestProjectScope(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "home", "p"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ home, working, want string }{
		{"", dir, dir}, {"HOME=" + dir + "/home", dir, dir + "/home/p"}, {"HOME=" + dir + "/home", dir + "/home", dir + "/home/p"},
		{"HOME=" + dir + "/home/p/x", dir + "/home/p", dir + "/home/p"}, {"", "/", dir + "/home/p"},
	} {
		if got := Find([]string{c.home}, c.working, dir+"/home/p").Dir(dir + "/home/p/a"); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
