package edit

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// WriteReport writes a file that the user named, by its absolute path, in one step. Below one of the untrusted directories, which are
// absolute, too, no symbolic link is followed; the file itself must not be a link anywhere. Devices, FIFOs and what the shell
// provides as /dev/fd/N are written to as they are. write may be called twice, for two files.
func WriteReport(path string, untrusted []string, write func(io.Writer) error) error {
	if isStream(path) {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
		return writeStream(f, err, path, write)
	}
	root, err := rootFor(path, untrusted)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(root, path)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	e, err := openEntry(root, rel)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	defer e.close()
	e.contextDirs = append(e.contextDirs, untrusted...)
	info, err := e.root.Lstat(e.name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	if err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeDevice) != 0 {
		f, err := e.root.OpenFile(e.name, os.O_WRONLY, 0)
		return writeStream(f, err, path, write)
	}
	if err := e.lock(); err != nil {
		return err
	}
	return e.writeReport(write)
}

// writeReport replaces the file, or makes a new one.
func (e *entry) writeReport(content content) error {
	info, err := e.root.Lstat(e.name)
	switch {
	case err != nil:
	case info.Mode()&fs.ModeSymlink != 0:
		return &RefusedError{Path: e.path, Reason: "it is a symbolic link", Hint: "remove the link, or name another file"}
	case info.IsDir():
		return &RefusedError{Path: e.path, Reason: "it is a directory", Hint: "name a file in it"}
	case info.Mode().Perm()&0o200 == 0:
		return &RefusedError{Path: e.path, Reason: "it is read-only", Hint: "chmod u+w " + e.path}
	}
	old, err := e.read()
	if err != nil {
		return e.wrap(err)
	}
	return e.replace(old, content, anyState)
}

func anyState(*state) error { return nil }

// rootFor returns the directory in which a path has to stay: the first of those that lead to it that is, or is in, an untrusted one, else the
// one that holds it.
func rootFor(path string, untrusted []string) (string, error) {
	dirs := parents(path)
	for _, dir := range dirs {
		real, err := filepath.EvalSymlinks(dir)
		if err != nil {
			return "", fmt.Errorf("cannot write %s: %w", path, err)
		}
		if !slices.ContainsFunc(untrusted, func(root string) bool { return isDirInside(real, root) }) {
			continue
		}
		return dir, checkNoLinks(dir, path)
	}
	return filepath.Dir(path), nil
}

// checkNoLinks returns an error if a directory between another one and a path in it is a symbolic link.
func checkNoLinks(dir, path string) error {
	for _, parent := range parents(path) {
		if !isInside(dir, parent) {
			continue
		}
		info, err := os.Lstat(parent)
		if err != nil {
			return fmt.Errorf("cannot write %s: %w", path, err)
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return &RefusedError{Path: path, Reason: fmt.Sprintf("%s is a symbolic link", parent), Hint: "use the target of the link"}
		}
	}
	return nil
}

// parents returns the directories that lead to a path, from the root of the file system.
func parents(path string) []string {
	var dirs []string
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		dirs = append(dirs, dir)
		if dir == filepath.Dir(dir) {
			break
		}
	}
	slices.Reverse(dirs)
	return dirs
}

// isDirInside reports whether a directory without symbolic links is another one, or in it.
func isDirInside(real, root string) bool {
	if r, err := filepath.EvalSymlinks(root); err == nil {
		root = r
	}
	return real == root || isInside(root, real)
}

// isStream reports whether the system provides a path for something that is open or for a device: /dev/stdout, /dev/fd/3, /proc/self/fd/1, NUL.
func isStream(path string) bool {
	if !filepath.IsLocal(filepath.Base(path)) {
		// A device's name on Windows, in every directory.
		return true
	}
	if !strings.HasPrefix(path, "/dev/") && !strings.HasPrefix(path, "/proc/") {
		return false
	}
	link, err := os.Lstat(path)
	if err != nil {
		return false
	}
	_, err = os.Stat(path)
	return err == nil && !link.Mode().IsRegular() && !link.IsDir()
}

func writeStream(f *os.File, err error, path string, content content) error {
	if err == nil {
		err = errors.Join(content(f), f.Close())
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return nil
}

// AppendReport appends a text to a file that the environment names by its absolute path, such as the summary of a CI job. text gets the size that
// the file has, and returns what to append.
func AppendReport(path string, text func(size int64) ([]byte, error)) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o666)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(fmt.Errorf("cannot write %s: %w", path, err), f.Close())
	}
	added, err := text(info.Size())
	if err != nil {
		return errors.Join(err, f.Close())
	}
	return writeStream(f, nil, path, textContent(added))
}
