package edit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// maxSize is the largest file that is compared before it is replaced, in bytes.
const maxSize = projectfile.MaxSize

// Write makes the change. Nobody ever sees half of the new text: it is written to a file without a name, which then takes the place of the
// old one. Owner, mode, access control lists and extended attributes stay.
//
// The error is a *[RefusedError] if the file may not be written, and a *[ChangedError] if it is no longer as it was read; then it is as it
// was.
//
// Other writers. A lock on the directory, which ends with the process, keeps two ctxsize from writing at once. Others are not locked out, so
// the file is compared again right before it is replaced: its content, inode, size, mode and time of modification. On Linux the two files
// then change places in one step (renameat2, RENAME_EXCHANGE) under a lease of the old one, and the old one is compared once more; if it
// differs, or if somebody waits to open it for writing, they change back. What remains: an edit is lost if its writer found the file by its
// name before the exchange and does not open it before the comparison is over, or if the process is killed between an exchange that met an
// edit and the exchange back. Where the system grants no lease, also if its writer had the file open all the while; where it has no
// exchange, if the edit falls between the comparison and the rename, a few microseconds.
//
// Temporary files. On Linux the new text has no name until it is complete (O_TMPFILE), and it gets its name in a directory
// outside of the context: the user's cache directory, the one for temporary files, or the one above the context and the project. A builder that
// reads the context in this moment cannot send it. Only if all of these are on other file systems or not the user's own, or the system has
// no such files, a file called NAME.ctxsize-tmp lies beside the ignore file; with O_TMPFILE for a few system calls. What a killed process leaves of either, the next one removes: it holds the lock, so that the file belongs to nobody.
func (c Change) Write() error {
	if err := c.Check(); err != nil {
		return err
	}
	if err := c.locate(c.New); err != nil {
		return err
	}
	rel, err := filepath.Rel(c.Root, c.Real)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", c.Path, err)
	}
	e, err := openEntry(c.Root, rel)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", c.Path, err)
	}
	defer e.close()
	e.path, e.contextDirs = c.Path, append(e.contextDirs, c.Project)
	if err := e.lock(); err != nil {
		return err
	}
	old, err := e.read()
	if err != nil {
		return e.wrap(err)
	}
	if err := c.compare(old); err != nil || !c.Changes() {
		return err
	}
	if err := e.writable(old); err != nil {
		return err
	}
	return e.replace(old, textContent(c.After), c.compare)
}

// Clean removes the temporary file that a killed process may have left beside the ignore file. It does so only where the file may be written,
// and waits for other writers.
func (t Target) Clean() {
	if t.Check() != nil {
		return
	}
	rel, err := filepath.Rel(t.Root, t.Real)
	if err != nil {
		return
	}
	e, err := openEntry(t.Root, rel)
	if err != nil {
		return
	}
	defer e.close()
	// An error is not reported: there may be nothing to remove.
	_ = e.lock()
}

// compare returns a *[ChangedError] unless a file is as the change expects it; nil is none.
func (c Change) compare(f *state) error {
	switch {
	case f == nil && c.New:
		return nil
	case f == nil:
		return &ChangedError{Path: c.Path}
	case c.New || !bytes.Equal(f.text, c.Before):
		return &ChangedError{Path: c.Path, Now: f.text}
	}
	return nil
}

// entry is a name in an open directory.
type entry struct {
	root        *os.Root // the directory itself
	dir         *os.File // the same
	unlock      func()   // nil while it is not locked
	name        string
	path        string   // to show
	contextDirs []string // directories that a builder may read: no temporary file is to be in them
}

// openEntry opens the directory of a file by its path below root, which no link in that path leads out of.
func openEntry(root, rel string) (*entry, error) {
	r, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	e := &entry{name: filepath.Base(rel), path: filepath.Join(root, rel), contextDirs: []string{root}}
	if e.root, err = r.OpenRoot(filepath.Dir(rel)); err != nil {
		return nil, err
	}
	if e.dir, err = e.root.Open("."); err != nil {
		return nil, errors.Join(err, e.root.Close())
	}
	return e, nil
}

// lock waits for other writers in the directory, and removes what a killed one left.
func (e *entry) lock() (err error) {
	if e.unlock, err = lock(e.dir); err != nil {
		return err
	}
	// Whoever made it is gone: it would have the lock.
	_ = e.root.Remove(e.temporaryName())
	return nil
}

// close releases the lock.
func (e *entry) close() {
	if e.unlock != nil {
		e.unlock()
	}
	_ = e.dir.Close()
	_ = e.root.Close()
}

// temporaryName returns the name of a temporary file beside the entry.
func (e *entry) temporaryName() string { return e.name + ".ctxsize-tmp" }

// state is a file as it was at one moment.
type state struct {
	info fs.FileInfo
	text []byte
}

// same reports whether nobody touched the file between two moments.
func (s *state) same(o *state) bool {
	if s == nil || o == nil {
		return s == o
	}
	return os.SameFile(s.info, o.info) && s.info.Size() == o.info.Size() && s.info.Mode() == o.info.Mode() &&
		s.info.ModTime().Equal(o.info.ModTime()) && bytes.Equal(s.text, o.text)
}

// read returns the entry's file as it is now, nil for none.
func (e *entry) read() (*state, error) { return readState(e.root, e.name, e.path) }

func readState(root *os.Root, name, path string) (*state, error) {
	info, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &RefusedError{Path: path, Reason: "it is not a regular file", Hint: "replace it with a file"}
	}
	f, err := projectfile.OpenIn(root, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := &state{}
	if s.info, err = f.Stat(); err == nil {
		s.text, err = io.ReadAll(io.LimitReader(f, maxSize+1))
	}
	if err != nil {
		return nil, err
	}
	if !os.SameFile(info, s.info) {
		return nil, &ChangedError{Path: path, Now: s.text}
	}
	return s, nil
}

// writable returns a *[RefusedError] for a file that must not be replaced, nil is none.
func (e *entry) writable(f *state) error {
	if f == nil {
		return nil
	}
	if n := hardLinks(f.info); n > 1 {
		return &RefusedError{Path: e.path, Reason: fmt.Sprintf("%s has %d hard links; replacing it would separate them", e.name, n),
			Hint: "edit it with an editor that writes to the file in place"}
	}
	if f.info.Mode().Perm()&0o200 == 0 {
		return &RefusedError{Path: e.path, Reason: "it is read-only", Hint: "chmod u+w " + e.path}
	}
	return nil
}

// content writes the content of a file. It may be called twice, for two files.
type content func(io.Writer) error

// textContent is the content of a file as a text.
func textContent(text []byte) content {
	return func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}
}

// replace puts a text in the place of a file, or makes a new one. Right before that, the file has to be the same as old and pass check.
func (e *entry) replace(old *state, content content, check func(*state) error) error {
	err := e.replaceUnnamed(old, content, check)
	if errors.Is(err, errors.ErrUnsupported) {
		err = e.replaceNamed(old, content, check)
	}
	if err != nil {
		return e.wrap(err)
	}
	// If this fails the file is complete all the same, with its old content or its new one.
	_ = e.dir.Sync()
	return nil
}

// wrap adds the path to errors that do not name it.
func (e *entry) wrap(err error) error {
	if _, ok := errors.AsType[*ChangedError](err); ok {
		return err
	}
	if _, ok := errors.AsType[*RefusedError](err); ok {
		return err
	}
	return fmt.Errorf("cannot write %s: %w", e.path, err)
}

// unchanged returns an error unless the entry's file is still the same and passes check.
func (e *entry) unchanged(old *state, check func(*state) error) error {
	now, err := e.read()
	if err != nil {
		return err
	}
	return e.compare(old, now, check)
}

func (e *entry) compare(old, now *state, check func(*state) error) error {
	if err := check(now); err != nil {
		return err
	}
	if !old.same(now) {
		changed := &ChangedError{Path: e.path}
		if now != nil {
			changed.Now = now.text
		}
		return changed
	}
	return nil
}

// replaceNamed writes a temporary file beside the entry and renames it.
func (e *entry) replaceNamed(old *state, content content, check func(*state) error) (err error) {
	name := e.temporaryName()
	f, err := e.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer func() {
		// Nothing has that name after a rename.
		_ = e.root.Remove(name)
	}()
	if err := errors.Join(e.fill(f, old, content), f.Close()); err != nil {
		return err
	}
	if err := e.unchanged(old, check); err != nil {
		return err
	}
	if old == nil {
		err := e.root.Link(name, e.name)
		if errors.Is(err, fs.ErrExist) {
			return &ChangedError{Path: e.path}
		}
		if err == nil {
			return nil
		}
		// The file system has no hard links.
	}
	return e.root.Rename(name, e.name)
}

// fill writes the text of a new file, copies the owner, mode and attributes of the replaced one, and flushes it to the disk.
func (e *entry) fill(f *os.File, old *state, content content) error {
	if err := content(f); err != nil {
		return err
	}
	if old != nil {
		if err := e.copyMetadata(f, old); err != nil {
			return err
		}
	}
	return f.Sync()
}

// copyMetadata copies the owner, mode and attributes of an old file to a new one.
func (e *entry) copyMetadata(f *os.File, old *state) error {
	if err := keepOwner(f, old.info); err != nil {
		return fmt.Errorf("cannot set its owner: %w", err)
	}
	if err := f.Chmod(old.info.Mode().Perm()); err != nil {
		return fmt.Errorf("cannot set its mode: %w", err)
	}
	from, err := projectfile.OpenIn(e.root, e.name)
	if err != nil {
		return err
	}
	defer from.Close()
	if info, err := from.Stat(); err != nil || !os.SameFile(info, old.info) {
		return &ChangedError{Path: e.path}
	}
	return copyAttributes(from, f)
}
