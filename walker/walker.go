// Package walker reads what is on disk below a context, concurrently, and says what of it a builder is sent.
//
// Call [Walk] first: it makes a [Tree], which holds facts only (names, kinds, sizes, links, problems). [Tree.Follow] resolves the paths
// that a build requests, and [Tree.View] decides with an ignore file's lines and those paths what is eligible and what is sent.
// Another list of lines is another View of the same Tree, without the disk. [View.Transfer] and [View.TarSize] are the very numbers that the builders print.
//
// The package decides nothing by itself about ignore files (package ignore does) or Dockerfiles (package plan does).
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

// Options says how a tree is walked; the zero value reads everything.
type Options struct {
	// Filters are the lists of the builds that use this tree. A directory that each of them takes out, and that none of their
	// builders would look into, is not entered. Without filters every directory is entered.
	Filters []Filter
	// Full enters directories that are taken out, too, so that they can be sized.
	Full bool
	// Attributes lists the extended attributes of what the filters let through, too, as far as that costs less now than in
	// [Tree.ReadAttributes], which lists the others.
	Attributes bool
	// Workers is the number of goroutines that read directories, as far as there are descriptors for them. 0 means one for each processor, at
	// most 16, and where those are seen to wait for the system twice the Go processors, between 4 and 16.
	Workers int
	// Portable reads by the operating system's general interface even where a faster one exists.
	Portable bool
	// Progress, where given, is kept up to date while the walk lasts.
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

// Walk reads the tree below root, whose own symbolic links are resolved first, as github.com/tonistiigi/fsutil NewFS does.
// It fails where root is not a directory that can be read, and when ctx ends; whatever else goes wrong is a [Problem] of the tree.
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
