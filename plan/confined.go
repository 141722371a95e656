package plan

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// maxFile is the largest Dockerfile and ignore file that BuildKit reads (frontend/dockerui, ReadFile).
const maxFile = 16 << 20

// tooLarge is a file that BuildKit refuses to read.
type tooLarge struct{ path string }

func (e *tooLarge) Error() string {
	return fmt.Sprintf("%s exceeds maximum allowed size of %d bytes", e.path, maxFile)
}

// confined finds what a name in a directory leads to, if that directory were the root of the file system: absolute links start
// there, and ".." does not lead out. It gives the path without links, relative to root.
func confined(root, name string) (string, error) { return projectfile.Resolve(root, name) }

// readConfined reads a file as the builder finds it after the transfer of a directory.
func readConfined(root, name string) ([]byte, error) {
	resolved, err := confined(root, name)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(root, resolved)
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: filepath.Join(root, name), Err: errors.New("is not a regular file")}
	}
	return readLimited(path)
}

func readLimited(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, &tooLarge{path}
	}
	return text, nil
}

// exists: there is an entry of that name, whatever it is.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
