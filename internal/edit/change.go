// Package edit shows and makes changes of ignore files, and writes reports.
//
// A project is not trusted: an entry of it may be a symbolic link to anywhere, and may become one at any time. Every file is therefore
// opened, created and renamed through a handle of a directory that it has to stay in ([os.Root]), and a [Change] is written only to the file
// that was read.
package edit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/ctxsize/ctxsize/internal/termtext"
)

// A Target is an ignore file that may be written. All paths are absolute.
type Target struct {
	// Path is where the builder looks for the file. It may be a symbolic link.
	Path string
	// Real is the file that Path leads to, without symbolic links. It need not exist if the change creates it.
	Real string
	// Link: Path is a symbolic link.
	Link bool
	// Root is the directory, without symbolic links, that Real has to be in: the context, or the directory of the Dockerfile.
	Root string
	// Project is a directory, without symbolic links, that Real has to be in, too, because a file of the project chose the context.
	// It is "" if the user named the context.
	Project string
	// Locate returns what Path leads to now, by the function that located the file when it was read.
	Locate func() (string, error)
}

// File returns the path to show for the file that is written: Real if the ignore file is a link, else Path.
func (t Target) File() string {
	if t.Link {
		return t.Real
	}
	return t.Path
}

// Check returns a *[RefusedError] if the file is not where it may be written.
func (t Target) Check() error {
	switch {
	case !isInside(t.Root, t.Real) && t.Link:
		return &RefusedError{Path: t.Path, Reason: fmt.Sprintf("it is a symbolic link to %s, outside of %s", t.Real, t.Root),
			Hint: "replace the link with a file, or edit " + t.Real + " yourself"}
	case !isInside(t.Root, t.Real):
		return &RefusedError{Path: t.Path, Reason: fmt.Sprintf("its real path %s is outside of %s", t.Real, t.Root),
			Hint: "edit " + t.Real + " yourself"}
	case t.Link && inRepository(t.Root, t.Real):
		return &RefusedError{Path: t.Path, Reason: fmt.Sprintf("it is a symbolic link to %s, which belongs to git", t.Real), Hint: "replace the link with a file"}
	case t.Project != "" && !isInside(t.Project, t.Real):
		return &RefusedError{Path: t.Path, Reason: fmt.Sprintf("%s is outside the project %s", t.Real, t.Project),
			Hint: "to write it: ctxsize suggest --write " + t.Root}
	}
	return nil
}

// inRepository reports whether a path below a directory leads through a .git.
func inRepository(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && slices.ContainsFunc(strings.Split(filepath.ToSlash(rel), "/"), func(part string) bool { return strings.EqualFold(part, ".git") })
}

// locate returns an error unless Path still leads to Real.
func (t Target) locate(isNew bool) error {
	now, err := t.Locate()
	switch {
	case errors.Is(err, fs.ErrNotExist) && isNew:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return &ChangedError{Path: t.Path}
	case err != nil:
		return fmt.Errorf("cannot write %s: %w", t.Path, err)
	case now != t.Real:
		return &RefusedError{Path: t.Path, Reason: fmt.Sprintf("its target changed from %s to %s", t.Real, now), Hint: "run ctxsize again"}
	}
	return nil
}

// isInside reports whether a path is below a directory.
func isInside(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != "." && filepath.IsLocal(rel)
}

// Change is an edit of an ignore file: show it with [Change.Diff], then make it with [Change.Write].
type Change struct {
	Target
	// Before is the text that the change was made for. New: there was no file.
	Before []byte
	New    bool
	After  []byte
}

// Changes reports whether the change makes a difference.
func (c Change) Changes() bool { return c.New || !bytes.Equal(c.Before, c.After) }

// Diff returns the change as a unified diff of a file of that slash-separated name, with three lines of context, in a form that `git apply`
// and `patch -p1` take. It is "" if nothing changes.
func (c Change) Diff(name string) string {
	if !c.Changes() {
		return ""
	}
	from, to := quoteName("a/"+name), quoteName("b/"+name)
	head := fmt.Sprintf("diff --git %s %s\n", from, to)
	if c.New {
		head += "new file mode 100644\n"
		from = "/dev/null"
	}
	return head + udiff.Unified(from, to, string(c.Before), string(c.After))
}

// quoteName returns a file name as git writes it in a diff: names with special characters are quoted (git's quote.c), and those that must
// not be printed as they are.
func quoteName(name string) string {
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
