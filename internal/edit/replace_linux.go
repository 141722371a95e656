package edit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// replaceUnnamed writes a file without a name, gives it one in a stage, and exchanges it with the entry's. The error is
// [errors.ErrUnsupported] if the file system has no such files; then nothing has happened.
func (e *entry) replaceUnnamed(old *state, content content, check func(*state) error) error {
	fd, err := unix.Openat(int(e.dir.Fd()), ".", unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o666)
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EISDIR) || errors.Is(err, unix.EINVAL) {
		return errors.ErrUnsupported
	}
	if err != nil {
		return err
	}
	f := os.NewFile(uintptr(fd), e.path)
	defer f.Close()
	if err := e.fill(f, old, content); err != nil {
		return err
	}
	if old != nil {
		return e.exchange(f, old, check)
	}
	if err := e.unchanged(old, check); err != nil {
		return err
	}
	err = link(f, e.dir, e.name)
	if errors.Is(err, unix.EEXIST) {
		if err := e.unchanged(old, check); err != nil {
			return err
		}
		return &ChangedError{Path: e.path}
	}
	return err
}

// link gives a file without a name one. It fails if the name is taken.
func link(f, dir *os.File, name string) error {
	err := unix.Linkat(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", f.Fd()), int(dir.Fd()), name, unix.AT_SYMLINK_FOLLOW)
	if errors.Is(err, unix.ENOENT) {
		// No /proc here, and without it this is unsupported before Linux 6.10 for ordinary users.
		err = unix.Linkat(int(f.Fd()), "", int(dir.Fd()), name, unix.AT_EMPTY_PATH)
		if errors.Is(err, unix.ENOENT) {
			return errors.ErrUnsupported
		}
	}
	return err
}

// exchange gives a new file a name in the first stage from which it can be renamed, and puts it in the place of the entry's.
func (e *entry) exchange(f *os.File, old *state, check func(*state) error) error {
	for _, open := range []func() (*stage, error){e.stageIn(os.UserCacheDir), e.stageIn(temporaryDir), e.stageAbove, e.ownStage} {
		s, err := open()
		if err != nil {
			continue
		}
		err = link(f, s.dir, s.name)
		if errors.Is(err, unix.EXDEV) {
			s.close()
			continue
		}
		if err == nil {
			err = s.swap(e, old, check)
		}
		s.close()
		if !errors.Is(err, unix.EXDEV) {
			return err
		}
	}
	return errors.ErrUnsupported
}

// swap puts the stage's file in the place of the entry's.
func (s *stage) swap(e *entry, old *state, check func(*state) error) error {
	lease, err := e.takeLease()
	if errors.Is(err, fs.ErrNotExist) {
		return &ChangedError{Path: e.path}
	}
	if err != nil {
		return err
	}
	defer lease.release()
	if err := e.unchanged(old, check); err != nil {
		return err
	}
	ours, err := readState(s.root, s.name, e.path)
	if err != nil {
		return err
	}
	err = s.rename(e, unix.RENAME_EXCHANGE)
	switch {
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS):
		return s.rename(e, 0)
	case errors.Is(err, unix.ENOENT):
		return &ChangedError{Path: e.path}
	case err != nil:
		return err
	}
	if err := s.verify(e, old, lease, check); err != nil {
		return errors.Join(err, s.restore(e, ours))
	}
	return nil
}

// verify returns an error if the file that was replaced is not the old one any more, or is about to be written to.
func (s *stage) verify(e *entry, old *state, l *lease, check func(*state) error) error {
	now, err := readState(s.root, s.name, e.path)
	if err != nil {
		return err
	}
	if err := e.compare(old, now, check); err != nil {
		return err
	}
	if l.broken() {
		return &ChangedError{Path: e.path, Now: now.text}
	}
	return nil
}

// restore undoes an exchange that met somebody else's edit. If yet another edit changed the new file meanwhile, that is the latest, and stays.
func (s *stage) restore(e *entry, ours *state) error {
	err := s.rename(e, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.ENOENT) {
		// Somebody deleted the new file: that is the latest.
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot restore the file that another program wrote: %w", err)
	}
	if back, err := readState(s.root, s.name, e.path); err != nil || !ours.same(back) {
		return errors.Join(err, s.rename(e, unix.RENAME_EXCHANGE))
	}
	return nil
}

func (s *stage) rename(e *entry, flags uint) error {
	return unix.Renameat2(int(s.dir.Fd()), s.name, int(e.dir.Fd()), e.name, flags)
}
