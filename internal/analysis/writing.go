package analysis

import (
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// NewChange returns the change that gives the ignore file of one of the build's contexts, counted as [Result.Usages] does, another text: the file
// in force, or a new one in the context's root. [edit.Target.Check] reports whether it may be written.
func (b *Result) NewChange(n int, after []byte) edit.Change {
	c := b.usage(n).Context
	t := edit.Target{Path: c.Ignore.Path, Real: c.Ignore.Real, Link: c.Ignore.Link, Root: c.Ignore.Root, Locate: func() (string, error) { return project.LocateIgnoreFile(c.Ignore) }, Project: b.projectDir}
	if c.Ignore.Path == "" {
		t.Path, t.Root = filepath.Join(c.Root, ".dockerignore"), c.Root
		t.Real, t.Locate = t.Path, func() (string, error) { return resolveMissing(t.Path) }
	}
	return edit.Change{Target: t, Before: c.Ignore.Text, New: c.Ignore.Path == "", After: after}
}

// resolveMissing returns the path of a file that does not exist, or is not a symbolic link.
func resolveMissing(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	if info.Mode()&fs.ModeSymlink == 0 {
		return path, nil
	}
	target, err := os.Readlink(path)
	if err != nil {
		return "", err
	}
	return "", &edit.RefusedError{Path: path, Reason: "it is a symbolic link to " + target + ", which the builder cannot read", Hint: "remove the link"}
}

// projectDir returns the directory, without symbolic links, of the project whose files describe a build: where it was searched, else the work
// tree of the file, else the directory of the file. It is "" for a build of the command line.
func projectDir(b build.Build, found *project.Files) string {
	if b.Origin.Kind == build.Plain {
		return ""
	}
	dir := filepath.Dir(b.Origin.File)
	if found != nil {
		dir = found.Root
	} else if tree := projectfile.WorkTree(dir); tree != "" {
		dir = tree
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return real
	}
	return dir
}
