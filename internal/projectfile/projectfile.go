// Package projectfile opens and reads the files of an untrusted project: a checkout may hold a FIFO called Dockerfile, a
// link to a device, or a link to a file of somebody else.
//
// No function blocks on what it opens, reads more than the caller allows, or returns the content of anything but a regular file. They differ
// in how far a symbolic link may lead:
//
//   - [ReadIn] and [Resolve] treat a directory as the root of the file system, as BuildKit does with what it was sent.
//   - [ReadWithin] and [OpenWithin] follow links as the operating system does, and refuse one that leads out of a directory.
//   - [Scope.Read] does that for a file that was found, in the outermost directory of the project that holds it.
//   - [ReadNamed] follows every link: only for files that the user named, on the command line or in the environment.
//   - [ReadOwn] follows every link, too, but waits for no FIFO: only for the user's own configuration, outside of any project.
package projectfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// MaxSize is the largest Dockerfile and ignore file that BuildKit reads (frontend/dockerui, ReadFile), in bytes.
const MaxSize = 16 << 20

// maxLinks is how many symbolic links are followed before they are called a loop.
const maxLinks = 255

// A NotRegularError reports a path that leads to something other than a regular file, such as a FIFO, a device or a directory.
type NotRegularError struct {
	Path string
	Mode fs.FileMode
}

func (e *NotRegularError) Error() string { return e.Path + " " + e.Reason().Error() }

// Reason returns the error without the path.
func (e *NotRegularError) Reason() error {
	return fmt.Errorf("is not a regular file (%s)", kind(e.Mode))
}

func kind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "directory"
	case mode&fs.ModeNamedPipe != 0:
		return "FIFO"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeDevice != 0:
		return "device"
	}
	return "special file"
}

// A TooLargeError reports a file with more bytes than the reader accepts.
type TooLargeError struct {
	Path string
	Max  int64
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s exceeds maximum allowed size of %d bytes", e.Path, e.Max)
}

// An OutsideError reports a path that leads out of the directory that it has to stay in.
type OutsideError struct {
	Path string // that was asked for
	Real string // where its links lead
	Dir  string
}

func (e *OutsideError) Error() string {
	if e.Real == e.Path {
		return fmt.Sprintf("%s is outside of %s", e.Path, e.Dir)
	}
	return fmt.Sprintf("%s links to %s, outside of %s", e.Path, e.Real, e.Dir)
}

// Resolve returns the path without symbolic links, relative to root, that name leads to if root were the root of the file system: absolute
// links start there, and ".." does not lead out.
func Resolve(root, name string) (string, error) {
	resolved, links := "", 0
	rest := split(name)
	for len(rest) > 0 {
		part := rest[0]
		rest = rest[1:]
		if part == ".." {
			resolved = strings.TrimPrefix(filepath.Dir(string(filepath.Separator)+resolved), string(filepath.Separator))
			continue
		}
		next := filepath.Join(resolved, part)
		info, err := os.Lstat(filepath.Join(root, next))
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			resolved = next
			continue
		}
		if links++; links > maxLinks {
			return "", &fs.PathError{Op: "open", Path: filepath.Join(root, name), Err: errors.New("too many links")}
		}
		target, err := os.Readlink(filepath.Join(root, next))
		if err != nil {
			return "", err
		}
		if filepath.IsAbs(target) {
			target, resolved = target[len(filepath.VolumeName(target)):], ""
		}
		rest = append(split(target), rest...)
	}
	return resolved, nil
}

// split returns the parts of a path without empty ones and ".".
func split(path string) []string {
	var parts []string
	for part := range strings.SplitSeq(filepath.ToSlash(path), "/") {
		if part != "" && part != "." {
			parts = append(parts, part)
		}
	}
	return parts
}

// ReadIn returns the content of the regular file that name leads to if root were the root of the file system.
func ReadIn(root, name string, limit int64) ([]byte, error) {
	resolved, err := Resolve(root, name)
	if err != nil {
		return nil, err
	}
	f, err := openBelow(root, resolved)
	if err != nil {
		return nil, err
	}
	return read(f, limit)
}

// RealWithin returns the path of a file with its links resolved as the operating system does, relative to dir with its links resolved. The
// error is an *[OutsideError] where that is not below dir.
func RealWithin(dir, path string) (realDir, rel string, err error) {
	if realDir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", "", err
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", "", err
	}
	if realDir, err = filepath.Abs(realDir); err != nil {
		return "", "", err
	}
	if real, err = filepath.Abs(real); err != nil {
		return "", "", err
	}
	rel, err = filepath.Rel(realDir, real)
	if err != nil || !filepath.IsLocal(rel) {
		return "", "", &OutsideError{Path: path, Real: real, Dir: dir}
	}
	return realDir, rel, nil
}

// OpenWithin opens the regular file that path leads to, which has to be below dir.
func OpenWithin(dir, path string) (*os.File, error) {
	root, rel, err := RealWithin(dir, path)
	if err != nil {
		return nil, err
	}
	return openBelow(root, rel)
}

// ReadWithin returns the content of the regular file that path leads to, which has to be below dir.
func ReadWithin(dir, path string, limit int64) ([]byte, error) {
	f, err := OpenWithin(dir, path)
	if err != nil {
		return nil, err
	}
	return read(f, limit)
}

// HeadWithin returns the first bytes of the regular file that path leads to, at most limit of them. It has to be below dir.
func HeadWithin(dir, path string, limit int64) ([]byte, error) {
	f, err := OpenWithin(dir, path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return head(f, limit)
}

// openBelow opens a regular file by a path without links, through a handle of root: whoever puts a link there in the meantime does not
// lead out of it.
func openBelow(root, rel string) (*os.File, error) {
	r, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return OpenIn(r, rel)
}

// OpenIn opens a regular file below an open directory. A link that leads out of that is an error.
func OpenIn(root *os.Root, rel string) (*os.File, error) {
	path := filepath.Join(root.Name(), rel)
	f, err := root.OpenFile(rel, os.O_RDONLY|nonBlocking, 0)
	if err == nil {
		return openRegular(f, path)
	}
	// A socket cannot be opened at all.
	if info, errStat := root.Stat(rel); errStat == nil && !info.Mode().IsRegular() {
		return nil, &NotRegularError{Path: path, Mode: info.Mode()}
	}
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		pe.Path = path
	}
	return nil, err
}

// HeadIn returns the first bytes of a regular file below an open directory, at most limit of them.
func HeadIn(root *os.Root, rel string, limit int64) ([]byte, error) {
	f, err := OpenIn(root, rel)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return head(f, limit)
}

// SmallIn returns the content of a regular file below an open directory, nil for one of more than limit bytes, which is not read.
func SmallIn(root *os.Root, rel string, limit int64) ([]byte, error) {
	f, err := OpenIn(root, rel)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() > limit {
		return nil, err
	}
	text := make([]byte, info.Size())
	n, err := io.ReadFull(f, text)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("reading %s: %w", f.Name(), err)
	}
	return text[:n], nil
}

// OpenRoot opens a directory, for [OpenIn] and [HeadIn].
func OpenRoot(dir string) (*os.Root, error) { return os.OpenRoot(dir) }

// openRegular returns the file if it is a regular one, and closes it otherwise.
func openRegular(f *os.File, path string) (*os.File, error) {
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &NotRegularError{Path: path, Mode: info.Mode()}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// ReadNamed returns the content of a file that the user named, wherever its links lead. It waits for the writer of a FIFO, so that a shell's
// process substitution works.
func ReadNamed(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return read(f, limit)
}

// ReadOwn returns the content of a regular file of the user's own, such as ~/.gitconfig, wherever its links lead.
func ReadOwn(path string, limit int64) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, err
	}
	if f, err = openRegular(f, path); err != nil {
		return nil, err
	}
	return read(f, limit)
}

// Entries returns entries of a directory, at most limit of them, in no order.
func Entries(dir string, limit int) ([]fs.DirEntry, error) {
	f, err := os.OpenFile(dir, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.ReadDir(limit)
}

// Exists reports whether there is an entry of that name, whatever it is and wherever it leads.
func Exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// read reads and closes a file.
func read(f *os.File, limit int64) ([]byte, error) {
	defer f.Close()
	text, err := head(f, limit+1)
	if err != nil {
		return nil, err
	}
	if int64(len(text)) > limit {
		return nil, &TooLargeError{Path: f.Name(), Max: limit}
	}
	return text, nil
}

// head returns the first bytes of a file, at most limit of them. The size of the file is a hint only: it may grow, and that of a FIFO is 0.
func head(f *os.File, limit int64) ([]byte, error) {
	var text bytes.Buffer
	if info, err := f.Stat(); err == nil {
		// One more byte than the file has, and the space in which Buffer looks for the end of the file.
		text.Grow(int(max(min(info.Size(), limit)+1, 0)) + bytes.MinRead)
	}
	_, err := text.ReadFrom(io.LimitReader(f, limit))
	if err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}
