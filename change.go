package ctxsize

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/plan"
)

// Change is an edit of an ignore file: to be shown with [Change.Diff], then made with [Change.Write].
type Change struct {
	// Path is the file's, absolute. It may be a symbolic link: what that leads to is edited, .gitignore for instance.
	Path string
	// Before is the text that the change was made for, and New says that there was no file.
	Before []byte
	New    bool
	After  []byte
}

// NewChange is the change that gives a context's ignore file another text: the file in force, or a new one in the context's root.
func NewChange(c plan.Context, after []byte) Change {
	change := Change{Path: c.Ignore.Path, Before: c.Ignore.Text, After: after}
	if c.Ignore.Path == "" {
		change.Path, change.New = filepath.Join(c.Root, ".dockerignore"), true
	}
	return change
}

// Diff is the change as a unified diff with three lines of context, of a file of that slash-separated name, in a form that `git apply`
// and `patch -p1` take. It is "" where nothing changes.
func (c Change) Diff(name string) string {
	if !c.New && bytes.Equal(c.Before, c.After) {
		return ""
	}
	from, to := quoted("a/"+name), quoted("b/"+name)
	head := fmt.Sprintf("diff --git %s %s\n", from, to)
	if c.New {
		head += "new file mode 100644\n"
		from = "/dev/null"
	}
	return head + udiff.Unified(from, to, string(c.Before), string(c.After))
}

// quoted is a file name as git has it in a diff: names with special characters are quoted (git's quote.c), and those that must not be
// printed as they are.
func quoted(name string) string {
	if termtext.IsPlain(name) && !strings.ContainsAny(name, `"\\`) {
		return name
	}
	var b strings.Builder
	for n := range len(name) {
		switch c := name[n]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c >= 0x7f || c == '#' || c == ':':
			fmt.Fprintf(&b, "\\%03o", c)
		default:
			b.WriteByte(c)
		}
	}
	return `"` + b.String() + `"`
}

// ChangedError says that a file is not any more what a change was made for. Nothing was written.
type ChangedError struct {
	Path string
	Now  []byte // what it holds; nil where it is gone
}

func (e *ChangedError) Error() string {
	return fmt.Sprintf("%s has changed since it was read: nothing was written", e.Path)
}

// Write makes the change. The text goes into a new file beside the old one, which then takes its place, so that nobody ever sees half of
// it; mode and owner stay. The error is a *[ChangedError] where the file is not any more as it was read, and says what to do where it
// cannot be written. Then the file is as it was.
func (c Change) Write() error {
	path, err := c.target()
	if err != nil {
		return err
	}
	info, err := c.check(path)
	if err != nil {
		return err
	}
	return replace(path, info, c.After)
}

// File is the file that is edited: where Path is a link, what that leads to.
func (c Change) File() string {
	path := c.Path
	for range maxLinks {
		link, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(filepath.Dir(path), link)
		}
		path = link
	}
	return path
}

// target is the file with all links in its directory followed, too. It may be one that does not exist yet.
func (c Change) target() (string, error) {
	path := c.File()
	if plan.IsLink(path) {
		return "", fmt.Errorf("writing %s: too many symbolic links", c.Path)
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return "", fmt.Errorf("writing %s: %w", c.Path, err)
	}
	return filepath.Join(dir, filepath.Base(path)), nil
}

// maxLinks is how many links Linux follows.
const maxLinks = 40

// check says whether the file is still what the change was made for; info is nil where there is none.
func (c Change) check(path string) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && c.New:
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, &ChangedError{Path: c.Path}
	case err != nil:
		return nil, fmt.Errorf("writing the ignore file: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("writing %s: it is no regular file (%s)", c.Path, info.Mode().Type())
	}
	now, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("writing the ignore file: %w", err)
	}
	if c.New || !bytes.Equal(now, c.Before) {
		return nil, &ChangedError{Path: c.Path, Now: now}
	}
	if n := names(info); n > 1 {
		return nil, fmt.Errorf("writing %s: it has %s names (hard links), which replacing it would part; copy it over itself first, or edit it by hand",
			c.Path, strconv.FormatUint(n, 10))
	}
	return info, nil
}

// replace puts a text in the place of a file, or makes a new one.
func replace(path string, old fs.FileInfo, text []byte) (err error) {
	dir := filepath.Dir(path)
	if old != nil && old.Mode().Perm()&0o200 == 0 {
		return fmt.Errorf("writing %s: it is read-only; chmod u+w makes it writable", path)
	}
	f, err := os.CreateTemp(dir, ".ctxsize-*")
	if err != nil {
		return fmt.Errorf("writing %s: no file can be made beside it: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if err := fill(f, old, text); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	syncDir(dir)
	return nil
}

// fill gives a new file its text, its owner and its mode, and sees it onto the disk.
func fill(f *os.File, old fs.FileInfo, text []byte) error {
	if _, err := f.Write(text); err != nil {
		return err
	}
	if err := keepOwner(f, old); err != nil {
		return fmt.Errorf("keeping the file's owner: %w", err)
	}
	// What os.CreateTemp makes is for its owner alone.
	mode := 0o666 &^ umask()
	if old != nil {
		mode = old.Mode().Perm()
	}
	if err := f.Chmod(mode); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}

// syncDir sees a renamed file onto the disk, where the system can do that to a directory.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		// Where this fails the file is complete all the same, under its old content or its new one.
		_ = d.Sync()
		_ = d.Close()
	}
}
