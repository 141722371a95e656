// Package walker scans a build context concurrently, and computes the files that a builder is sent.
//
// # Scan
//
// [Walk] reads a directory and returns its [Tree]: facts only (names, kinds, sizes, links, problems), no decisions. [NewTree] makes a tree
// from the listing of an archive. A Tree does not change; the methods that read more of the disk ([Tree.FollowPaths], [Tree.ReadAttributes])
// say so.
//
// # View
//
// [Tree.View] takes a [Query], which has the patterns of an ignore file, the builder's rules and the requested paths, and decides which
// entries are eligible, sent and excluded. Other patterns make another [View] of the same Tree without the disk: that is how a pattern is
// tried. Totals, sums of directories, lists, searches and the resolution of COPY sources are methods of the View.
//
// # Transfer and tar size
//
// [View.Transfer] is the number that BuildKit prints as "transferring context", [View.TarSize] that of the legacy builder, both to the byte.
//
// # Performance
//
// Entries are packed into records without pointers (see record.go): 21 bytes an entry with the usual 17 bytes of name, and nothing for the
// garbage collector to scan. On Linux, directories are read by getdents64 and fstatat relative to the open directory. Idle workers take half
// of another's stack (work sharing), or a part of a large directory. Views, searches and the transfer size split the tree into parts, one
// processor each.
//
// Package ignore matches patterns; this package knows nothing about Dockerfiles.
package walker

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// Options are the options of [Walk]. The zero value reads everything.
type Options struct {
	// Filters are the ignore files of the builds that use the tree. A directory that all of them exclude, and that no builder
	// would enter, is skipped. Without filters no directory is.
	Filters []Filter
	// Full enters excluded directories, too, so that their size is known.
	Full bool
	// Attributes lists the extended attributes of what the filters let pass, as far as that is cheaper now than in
	// [Tree.ReadAttributes], which lists the others.
	Attributes bool
	// Times records when files were last changed, for [View.Changes]. It takes four bytes a file.
	Times bool
	// Workers is the number of goroutines that read directories, limited by the descriptors of the process. 0 is twice the Go
	// processors, at least 4 and at most 16: more than processors, because calls wait for the disk where caches are cold.
	Workers int
	// Portable reads by the standard library even where a faster reader exists.
	Portable bool
	// Progress, if given, is updated during the walk.
	Progress *Progress

	open int // directories that may stay open
}

func (o Options) withDefaults() Options {
	// More than this only costs memory.
	o.Workers = min(o.Workers, 256)
	if o.Workers <= 0 {
		o.Workers = min(max(2*runtime.GOMAXPROCS(0), 4), 16)
	}
	o.limitDescriptors()
	if o.Progress == nil {
		o.Progress = new(Progress)
	}
	return o
}

// Walk scans the directory root, whose own symbolic links are resolved first (github.com/tonistiigi/fsutil NewFS). The error
// is that of reading root, or of ctx; everything else that fails is a [Problem] of the tree.
func Walk(ctx context.Context, root string, o Options) (*Tree, error) {
	resolved, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, fmt.Errorf("resolving the context: %w", err)
	}
	info, err := os.Stat(resolved)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: root, Err: errNotDirectory}
	}
	s := newScan(resolved, o.withDefaults())
	if err := s.run(ctx); err != nil {
		return nil, fmt.Errorf("reading the context: %w", err)
	}
	t := s.tree()
	if t.dirs.at(0).state == dirFailed {
		ofRoot := slices.IndexFunc(t.problems, func(p treeProblem) bool { return p.Path == "." })
		return nil, &fs.PathError{Op: "open", Path: root, Err: t.problems[ofRoot].Err}
	}
	return t, nil
}
