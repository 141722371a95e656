// Package history reads the commits of a git repository with the git program: which paths each of them changes, the tree of a commit, and the
// contents of files. It needs no checkout.
//
// A repository may be hostile. Git is started without hooks, pagers, external diffs, text conversions, signature checks and transports, and
// never fetches objects that are missing.
package history

import (
	"encoding/hex"
	"errors"
	"fmt"
)

// File modes of git.
const (
	ModeDir       = 0o040000
	ModeFile      = 0o100644
	ModeProgram   = 0o100755
	ModeSymlink   = 0o120000
	ModeSubmodule = 0o160000
)

// ObjectID is the name of a git object. Names by SHA-1 are shorter, and end in zeros.
type ObjectID [32]byte

// sha1Length is the length of a name by SHA-1, in bytes.
const sha1Length = 20

// parseID reads the hexadecimal form of a name.
func parseID(text []byte) (id ObjectID, err error) {
	if n := hex.DecodedLen(len(text)); n != sha1Length && n != len(id) {
		return id, fmt.Errorf("%q is no object name", text)
	}
	_, err = hex.Decode(id[:], text)
	return id, err
}

// hex returns the hexadecimal form of the name of an object in a repository whose names have that many bytes.
func (id ObjectID) hex(length int) string { return hex.EncodeToString(id[:length]) }

// Entry is a file, a symbolic link, a directory or a submodule of a tree. Its zero value is nothing.
type Entry struct {
	Mode uint32
	ID   ObjectID
}

// Exists reports whether there is something.
func (e Entry) Exists() bool { return e.Mode != 0 }

// Change is a path that differs between two trees. A changed directory has changes of its own: it exists on both sides, or on one only.
type Change struct {
	// Path is an index in the table of paths.
	Path     int32
	Old, New Entry
}

// Commit is a commit with its changes against its first parent.
type Commit struct {
	ID      string
	Parents []string
	// Changes is empty for a commit without parents.
	Changes []Change
}

// Log is a part of a history.
type Log struct {
	// Commits are listed by date, the newest first; children come before their parents.
	Commits []Commit
	// Shallow: the clone lacks older commits. Those at its border have no parents.
	Shallow bool
	// Paths are slash-separated and relative to the work tree, each once.
	Paths *Paths
}

// Paths is a table of paths.
type Paths struct {
	list  []string
	index map[string]int32
}

// NewPaths returns an empty table.
func NewPaths() *Paths { return &Paths{index: map[string]int32{}} }

// Name returns the path with that index.
func (p *Paths) Name(n int32) string { return p.list[n] }

// Len returns the number of paths.
func (p *Paths) Len() int { return len(p.list) }

// add returns the index of a path.
func (p *Paths) add(name []byte) int32 {
	if n, ok := p.index[string(name)]; ok {
		return n
	}
	n := int32(len(p.list))
	p.list = append(p.list, string(name))
	p.index[p.list[n]] = n
	return n
}

// Errors of [Find] and [Repository.Log].
var (
	ErrNoGit        = errors.New("the git program is not installed")
	ErrNoRepository = errors.New("not in a git repository")
	ErrNoCommits    = errors.New("no commits")
)
