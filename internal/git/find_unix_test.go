//go:build unix

package git

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// makeRepositories makes repositories with git itself.
func makeRepositories(t *testing.T, script string) (dir string, env []string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir + "/home", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a",
		"GIT_COMMITTER_EMAIL=a@b", "D=" + dir}
	cmd := exec.Command("sh", "-ec", script)
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir, env
}

// worktree is what git itself says, "" where it refuses.
func worktree(dir string, env []string) string {
	cmd := exec.Command("git", "rev-parse", "--show-toplevel")
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// TestFindAsGit holds Find against git.
func TestFindAsGit(t *testing.T) {
	const repository = "mkdir -p home r/a/b; git init -q r; "
	for _, c := range []struct{ name, script, dir, want string }{
		{"the root", repository, "r", "r"},
		{"below", repository, "r/a/b", "r"},
		{"none", "mkdir a", "a", ""},
		{"no HEAD", repository + "rm r/.git/HEAD", "r/a", ""},
		{"a bad HEAD", repository + "echo x > r/.git/HEAD", "r/a", ""},
		{"no objects", repository + "rmdir r/.git/objects/* r/.git/objects", "r", ""},
		{"broken inside a good one", repository + "mkdir r/a/.git", "r/a/b", "r"},
		{"a FIFO", repository + "mkfifo r/a/.git", "r/a/b", "r"},
		{"a link to a FIFO", repository + "mkfifo f; ln -s $D/f r/a/.git", "r/a/b", "r"},
		{"a file that is no gitfile", repository + "echo x > r/a/.git", "r/a/b", ""},
		{"a gitfile to nothing", repository + "echo gitdir: /nothing > r/a/.git", "r/a/b", ""},
		{"a gitfile", repository + "mkdir w; echo gitdir: ../r/.git > w/.git", "w", "w"},
		{"a gitfile to a directory that is no repository", repository + "mkdir w; echo gitdir: ../r/a > w/.git", "w", ""},
		{"a linked work tree", repository + "git -C r commit -q --allow-empty -m x; git -C r worktree add -q ../w; mkdir w/x", "w/x", "w"},
		{"a submodule's way", "mkdir -p home w; git init -q --separate-git-dir=$D/store w", "w", "w"},
		{"a link to the repository", repository + "mkdir w; ln -s ../r/.git w/.git", "w", "w"},
		{"a bare repository", "mkdir home; git init -q --bare r; mkdir r/a", "r/a", ""},
		{"inside of .git", repository, "r/.git/refs", ""},
		{"HEAD as a link", repository + "git -C r commit -q --allow-empty -m x; rm r/.git/HEAD; ln -s refs/heads/master r/.git/HEAD", "r", "r"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, env := makeRepositories(t, c.script)
			at, want := filepath.Join(dir, c.dir), ""
			if c.want != "" {
				want = filepath.Join(dir, c.want)
			}
			r, ok := Find(at, env)
			if r.Worktree = map[bool]string{true: r.Worktree}[ok]; r.Worktree != want {
				t.Errorf("%q, expected %q", r.Worktree, want)
			}
			if real := worktree(at, env); real != want {
				t.Errorf("git itself says %q", real)
			}
		})
	}
}

func TestCommonDir(t *testing.T) {
	dir, env := makeRepositories(t, "mkdir -p home r; git init -q r; git -C r commit -q --allow-empty -m x; git -C r worktree add -q ../w")
	r, ok := Find(filepath.Join(dir, "w"), env)
	if !ok || r.Dir != dir+"/r/.git/worktrees/w" || filepath.Clean(r.Common) != dir+"/r/.git" {
		t.Errorf("%+v", r)
	}
}

func TestCeiling(t *testing.T) {
	dir, env := makeRepositories(t, "mkdir -p home r/a/b; git init -q r; ln -s r l")
	for _, c := range []struct {
		ceiling string
		found   bool
	}{{"", true}, {dir, true}, {dir + "/r", false}, {dir + "/r/a", false}, {dir + "/r/a/b", true}, {dir + "/l", false}, {":" + dir + "/l", true}, {"r", true}, {"/x:" + dir + "/r/", false}} {
		env := append(env, "GIT_CEILING_DIRECTORIES="+c.ceiling)
		at := filepath.Join(dir, "r/a/b")
		if _, ok := Find(at, env); ok != c.found {
			t.Errorf("ceiling %q: found %v", c.ceiling, ok)
		}
		if real := worktree(at, env); (real != "") != c.found {
			t.Errorf("ceiling %q: git itself says %q", c.ceiling, real)
		}
	}
}

// TestForeignRepository: one of another user counts only where safe.directory lists it.
func TestForeignRepository(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a repository away")
	}
	const stranger = 54321
	for _, given := range []string{"r", "r/.git"} {
		dir, env := makeRepositories(t, "mkdir -p home r/a; git init -q r; touch r/.git/index")
		if err := os.Chown(filepath.Join(dir, given), stranger, stranger); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			config, env string
			found       bool
		}{
			{"", "", false},
			{"[safe]\ndirectory = *\n", "", true},
			{"[safe]\ndirectory = " + dir + "/r\n", "", true},
			{"[safe]\ndirectory = " + dir + "/x\n", "", false},
			{"[safe]\ndirectory = *\ndirectory =\n", "", false},
			{"", "SUDO_UID=54321", true},
			{"", "SUDO_UID=54322", false},
			{"", "GIT_CONFIG_GLOBAL=/dev/null", false},
		} {
			if err := os.WriteFile(dir+"/home/.gitconfig", []byte(c.config), 0o644); err != nil {
				t.Fatal(err)
			}
			env, at := append(env, c.env), filepath.Join(dir, "r/a")
			if _, ok := Find(at, env); ok != c.found {
				t.Errorf("%s given away, %q %s: found %v", given, c.config, c.env, ok)
			}
			if real := worktree(at, env); (real != "") != c.found {
				t.Errorf("%s given away, %q %s: git itself says %q", given, c.config, c.env, real)
			}
		}
	}
}

// TestFindBlocksOnNothing: no file of a repository is waited for.
func TestFindBlocksOnNothing(t *testing.T) {
	for _, name := range []string{".git", ".git/HEAD", ".git/commondir"} {
		dir, env := makeRepositories(t, "mkdir -p home r/a; git init -q r")
		path := filepath.Join(dir, "r", name)
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(path, 0o644); err != nil {
			t.Fatal(err)
		}
		if r, ok := Find(filepath.Join(dir, "r/a"), env); ok && name != ".git/commondir" {
			t.Errorf("%s is a FIFO: %+v", name, r)
		}
	}
}
