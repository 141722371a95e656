package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// tree is one that mktrees.sh makes.
type tree struct {
	kind string
	n    int
}

func (t tree) name() string { return fmt.Sprintf("%s-%d", t.kind, t.n) }

func (s settings) path(name string) string { return filepath.Join(s.dir, name) }

// tree makes a tree unless it is there.
func (s settings) tree(t tree) error {
	done := s.path(t.name() + ".made")
	if _, err := os.Stat(done); err == nil {
		return nil
	}
	fmt.Fprintf(os.Stderr, "making %s\n", t.name())
	dest := s.path(t.name())
	if err := os.RemoveAll(dest); err != nil {
		return err
	}
	if t.kind == "tiny" {
		if err := tiny(dest); err != nil {
			return err
		}
	} else if out, err := exec.Command("bench/mktrees.sh", t.kind, dest, strconv.Itoa(t.n)).CombinedOutput(); err != nil {
		return fmt.Errorf("making %s: %w\n%s", t.name(), err, out)
	}
	return os.WriteFile(done, nil, 0o644)
}

// tiny is a context of three files.
func tiny(dest string) error {
	for name, text := range map[string]string{"Dockerfile": "FROM scratch\nCOPY . /\n", "a.txt": "a\n", "b.txt": "b\n"} {
		if err := os.MkdirAll(dest, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dest, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// programs are the paths of what is built and found.
type programs struct {
	ctxsize, limit, fsutil string
	lines                  map[int]string // ignore files by how many lines they have
}

// programs builds what is ours.
func (s settings) programs() (programs, error) {
	p := programs{ctxsize: s.path("bin/ctxsize"), limit: s.path("bin/limit"), fsutil: s.path("bin/fsutilwalk"), lines: map[int]string{}}
	if err := os.MkdirAll(s.path("bin"), 0o755); err != nil {
		return p, err
	}
	for n, text := range ignoreFiles() {
		p.lines[n] = s.path(fmt.Sprintf("bin/lines-%d", n))
		if err := os.WriteFile(p.lines[n], []byte(text), 0o644); err != nil {
			return p, err
		}
	}
	build := exec.Command("go", "build", "-o", p.ctxsize, "./cmd/ctxsize")
	// As it is released: without the system's C library a program starts sooner.
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	limit := exec.Command("cc", "-O2", "-pthread", "-w", "-o", p.limit, "bench/floor/limit.c")
	fsutil := exec.Command("go", "build", "-o", p.fsutil, "./fsutilwalk")
	fsutil.Dir = "conformance"
	for _, c := range []*exec.Cmd{build, limit, fsutil} {
		if out, err := c.CombinedOutput(); err != nil {
			return p, fmt.Errorf("%v: %w\n%s", c.Args, err, out)
		}
	}
	return p, nil
}
