package cases

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// Disk says where a case was written.
type Disk struct {
	Context string
	Named   map[string]string // directory of each named context
}

// Write makes the case's trees below dir, which has to be there.
func (c Case) Write(dir string) (Disk, error) {
	disk := Disk{Context: filepath.Join(dir, "context"), Named: map[string]string{}}
	if err := c.Main.Write(disk.Context); err != nil {
		return disk, err
	}
	for name, tree := range c.Named {
		disk.Named[name] = filepath.Join(dir, "named", name)
		if err := tree.Write(disk.Named[name]); err != nil {
			return disk, err
		}
	}
	return disk, nil
}

// Write makes one tree at root. Modes and times are set last, from the leaves
// up, so that making one entry does not change another.
func (t Tree) Write(root string) error {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	made := map[string]Entry{}
	for _, e := range t.Entries {
		if err := e.make(root, made); err != nil {
			return fmt.Errorf("making %s: %w", e, err)
		}
	}
	for path, text := range t.Texts {
		if err := writeText(root, path, text, made); err != nil {
			return fmt.Errorf("making %q: %w", path, err)
		}
	}
	paths := slices.Sorted(maps.Keys(made))
	for _, path := range slices.Backward(paths) {
		if err := made[path].dress(filepath.Join(root, path)); err != nil {
			return fmt.Errorf("dressing %s: %w", made[path], err)
		}
	}
	return nil
}

func (e Entry) make(root string, made map[string]Entry) error {
	path := filepath.Join(root, e.Path)
	made[e.Path] = e
	switch e.Kind {
	case Dir:
		return os.MkdirAll(path, 0o755)
	case File:
		return makeFile(path, e.Size)
	case Symlink:
		return os.Symlink(e.Target, path)
	case Hard:
		first := made[e.Target]
		first.Path = e.Path
		made[e.Path] = first
		return os.Link(filepath.Join(root, e.Target), path)
	case FIFO:
		return unix.Mkfifo(path, 0o644)
	case Socket:
		return makeSocket(path)
	case Device:
		return unix.Mknod(path, unix.S_IFCHR|0o644, int(unix.Mkdev(1, 3)))
	}
	return fmt.Errorf("no kind of entry: %q", e.Kind)
}

func makeFile(path string, size int64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Truncate(size), f.Close())
}

// makeSocket binds by a short name: the address of a socket has 108 bytes.
func makeSocket(path string) error {
	short, err := os.MkdirTemp("", "s")
	if err != nil {
		return err
	}
	defer os.RemoveAll(short)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(short, "s")})
	if err != nil {
		return err
	}
	l.SetUnlinkOnClose(false)
	return errors.Join(l.Close(), os.Rename(filepath.Join(short, "s"), path))
}

// writeText replaces what the tree has at that path, a link included.
func writeText(root, path, text string, made map[string]Entry) error {
	file := filepath.Join(root, path)
	for dir := filepath.Dir(path); dir != "."; dir = filepath.Dir(dir) {
		if _, ok := made[dir]; !ok {
			made[dir] = Entry{Path: dir, Kind: Dir}
		}
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := os.RemoveAll(file); err != nil {
		return err
	}
	made[path] = Entry{Path: path, Kind: File}
	return os.WriteFile(file, []byte(text), 0o644)
}

// dress sets attributes, mode and time. Attributes need a file system that
// has them; where it has not, the case is a plainer one.
func (e Entry) dress(path string) error {
	for name, value := range e.Xattrs {
		err := unix.Lsetxattr(path, name, []byte(value), 0)
		if err != nil && !errors.Is(err, unix.ENOTSUP) && !errors.Is(err, unix.EPERM) {
			return &fs.PathError{Op: "setxattr", Path: path, Err: err}
		}
	}
	if e.Kind != Symlink {
		if err := unix.Chmod(path, e.mode()); err != nil {
			return &fs.PathError{Op: "chmod", Path: path, Err: err}
		}
	}
	t := e.Time
	if t.IsZero() {
		t = time.Unix(clock, 0)
	}
	spec := unix.NsecToTimespec(t.UnixNano())
	err := unix.UtimesNanoAt(unix.AT_FDCWD, path, []unix.Timespec{spec, spec}, unix.AT_SYMLINK_NOFOLLOW)
	if err != nil {
		return &fs.PathError{Op: "utimensat", Path: path, Err: err}
	}
	return nil
}

func (e Entry) mode() uint32 {
	if e.Mode == 0 {
		if e.Kind == Dir {
			return 0o755
		}
		return 0o644
	}
	mode := uint32(e.Mode.Perm())
	for bit, raw := range map[fs.FileMode]uint32{fs.ModeSetuid: unix.S_ISUID, fs.ModeSetgid: unix.S_ISGID, fs.ModeSticky: unix.S_ISVTX} {
		if e.Mode&bit != 0 {
			mode |= raw
		}
	}
	return mode
}

// Path is the Dockerfile's path on disk, "" for the default one.
func (c Case) Path(d Disk) string {
	if c.Dockerfile == "" {
		return ""
	}
	return filepath.Join(d.Context, c.Dockerfile)
}

// Dir is the directory of a named context.
func (d Disk) Dir(name string) string { return d.Named[name] }
