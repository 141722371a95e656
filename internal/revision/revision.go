// Package revision writes the files of a git commit, or those that git tracks in a work tree, into a directory. Large files are written as empty
// ones of the same size: their contents do not matter for what a build sends.
package revision

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/ctxsize/ctxsize/internal/history"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// maxContent is the size of the largest file whose content is written, in bytes.
const maxContent = 1 << 20

// file is where a content goes.
type file struct {
	path string
	mode uint32
}

// Commit writes the tree of a commit into an empty directory. It is read from git's objects; the work tree does not change.
func Commit(ctx context.Context, r *history.Repository, commit, dir string) error {
	root, err := projectfile.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	files := map[history.ObjectID][]file{}
	var ids []history.ObjectID
	paths := history.NewPaths()
	var failed error
	err = r.Tree(ctx, commit, paths, func(p int32, e history.Entry) {
		name := paths.Name(p)
		switch {
		case failed != nil || !filepath.IsLocal(filepath.FromSlash(name)):
		case e.Mode == history.ModeDir || e.Mode == history.ModeSubmodule:
			failed = root.MkdirAll(filepath.FromSlash(name), 0o755)
		default:
			if files[e.ID] == nil {
				ids = append(ids, e.ID)
			}
			files[e.ID] = append(files[e.ID], file{name, e.Mode})
		}
	})
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	return r.Contents(ctx, ids, func(id history.ObjectID, size int64, content io.Reader) error {
		var text []byte
		if size <= maxContent {
			var err error
			if text, err = io.ReadAll(content); err != nil {
				return err
			}
		}
		for _, f := range files[id] {
			if err := write(root, f, text, size); err != nil {
				return err
			}
		}
		return nil
	})
}

// write writes a file or a symbolic link.
func write(root *os.Root, f file, text []byte, size int64) error {
	name := filepath.FromSlash(f.path)
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if f.mode == history.ModeSymlink {
		return root.Symlink(string(text), name)
	}
	mode := fs.FileMode(0o644)
	if f.mode == history.ModeProgram {
		mode = 0o755
	}
	out, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	if _, err = out.Write(text); err == nil {
		err = out.Truncate(size)
	}
	return errors.Join(err, out.Close())
}

// Worktree writes the tracked files of a work tree as they are now into an empty directory. Files that are deleted are omitted.
func Worktree(ctx context.Context, r *history.Repository, dir string) error {
	list, err := r.Tracked(ctx)
	if err != nil {
		return err
	}
	from, err := projectfile.OpenRoot(r.Worktree)
	if err != nil {
		return err
	}
	defer from.Close()
	root, err := projectfile.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, name := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := transfer(from, root, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// transfer writes one file of a work tree.
func transfer(from, root *os.Root, name string) error {
	local := filepath.FromSlash(path.Clean(name))
	info, err := from.Lstat(local)
	switch {
	case errors.Is(err, fs.ErrNotExist) || !filepath.IsLocal(local):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		// A submodule.
		return root.MkdirAll(local, 0o755)
	case info.Mode()&fs.ModeSymlink != 0:
		target, err := from.Readlink(local)
		if err != nil {
			return err
		}
		return write(root, file{name, history.ModeSymlink}, []byte(target), 0)
	case !info.Mode().IsRegular():
		return nil
	}
	f := file{name, history.ModeFile}
	if info.Mode()&0o100 != 0 {
		f.mode = history.ModeProgram
	}
	var text []byte
	if info.Size() <= maxContent {
		if text, err = read(from, local); err != nil {
			return err
		}
	}
	return write(root, f, text, info.Size())
}

// read returns the content of a file.
func read(from *os.Root, name string) ([]byte, error) {
	in, err := projectfile.OpenIn(from, name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(io.LimitReader(in, maxContent))
}
