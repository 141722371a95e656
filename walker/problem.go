package walker

import (
	"cmp"
	"errors"
	"io/fs"
	"strings"
	"syscall"
)

var errNotDirectory = errors.New("not a directory")

// ErrNotUTF8 is the problem of a name, or of a link's target, that BuildKit cannot send.
var ErrNotUTF8 = errors.New("the name is not UTF-8")

// ErrTooLarge is the problem of sizes whose sum does not fit: it is shown as [math.MaxInt64] and is more.
var ErrTooLarge = errors.New("the sizes add up to 8 EiB or more")

// Problem is something that could not be read, or that the builder could not.
type Problem struct {
	Path       string // relative to the context, "." for the context itself
	Op         string // "open", "lstat", "readlink", "listxattr", "send", "match", "size"
	Err        error  // without path and operation
	Fatal      bool   // the builder would fail
	Incomplete bool   // what is eligible is not known whole without it
}

// treeProblem is a problem as the walk met it; whether it is fatal depends on whether a builder comes by.
type treeProblem struct {
	Problem
	dir int32 // number of the directory whose reader meets it
}

func (p treeProblem) vanished() bool {
	return errors.Is(p.Err, fs.ErrNotExist) || errors.Is(p.Err, syscall.ENOTDIR)
}

// ofEntry says that an entry of the directory is meant, and not the directory itself.
func (p treeProblem) isEntry() bool { return p.Op == "lstat" || p.Op == "readlink" }

// bare takes path and operation off, which a Problem has in fields of their own.
func withoutPath(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// TooLarge is the problem of a context whose sizes do not add up to a number that fits.
func TooLargeProblem() Problem {
	return Problem{Path: ".", Op: "size", Err: ErrTooLarge, Incomplete: true}
}

func join(dir, name string) string {
	if dir == "" {
		return name
	}
	return dir + "/" + name
}

func compareProblems(a, b Problem) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Op, b.Op))
}
