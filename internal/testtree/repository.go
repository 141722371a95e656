package testtree

import (
	"os"
	"os/exec"
	"testing"
)

// Repository makes a directory a Git repository that tracks some paths. The test is skipped if git is not installed.
func Repository(t testing.TB, dir string, tracked ...string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	for _, args := range [][]string{{"init", "-q"}, append([]string{"add", "-f"}, tracked...)} {
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}
