package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/history"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/revision"
)

// base is a git revision to compare a context with.
type base struct {
	world
	context, name, commit string
	repository            *history.Repository
}

// absentError reports that a revision has nothing to compare with.
type absentError struct{ reason string }

func (e absentError) Error() string { return "it " + e.reason }

// isAbsent reports whether a revision has nothing to compare with.
func isAbsent(err error) bool {
	_, absent := errors.AsType[absentError](err)
	return absent
}

// openRevision returns the revision of --base.
func (w world) openRevision(ctx context.Context, context, name string) (*base, error) {
	r, err := history.Find(ctx, w.path(context), w.env)
	if err != nil {
		return nil, hintError{fmt.Errorf("--base %s: %w", name, err), "run it in a git clone"}
	}
	commit, err := r.Resolve(ctx, name)
	if err != nil {
		return nil, hintError{fmt.Errorf("--base: %w", err), "name a branch, a tag or a commit, as in --base origin/main"}
	}
	return &base{w, context, name, commit, r}, nil
}

// before calls measure with the context of the revision. The error is an absentError if there is none, or if it has no builds.
func (b *base) before(ctx context.Context, measure func(w world, context string) error) error {
	err := b.unpacked(measure, func(dir string) error { return revision.Commit(ctx, b.repository, b.commit, dir) })
	switch {
	case project.NothingToBuild(err):
		return fmt.Errorf("--base %s: %w", b.name, absentError{"has no builds"})
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("--base %s: %w", b.name, absentError{"does not have the context"})
	case err != nil:
		return fmt.Errorf("--base %s: %w", b.name, err)
	}
	return nil
}

// after calls measure with the tracked files of the context as they are now.
func (b *base) after(ctx context.Context, measure func(w world, context string) error) error {
	return b.unpacked(measure, func(dir string) error { return revision.Worktree(ctx, b.repository, dir) })
}

// unpacked calls measure with the context in a copy of the work tree.
func (b *base) unpacked(measure func(w world, context string) error, unpack func(dir string) error) error {
	dir, remove, err := edit.TempDir()
	if err != nil {
		return err
	}
	defer remove()
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return err
	}
	if err := unpack(dir); err != nil {
		return err
	}
	inside := b.world
	if inside.dir, err = b.moved(b.dir, dir); err != nil {
		return err
	}
	if strings.HasPrefix(inside.dir, dir) {
		if _, err := os.Stat(inside.dir); err != nil {
			return err
		}
	}
	context := b.context
	if filepath.IsAbs(context) {
		if context, err = b.moved(context, dir); err != nil {
			return err
		}
	}
	return measure(inside, context)
}

// moved returns an absolute path in a copy of the work tree. One outside of it stays.
func (b *base) moved(p, dir string) (string, error) {
	rel, err := filepath.Rel(b.repository.Worktree, projectfile.RealPath(p))
	if err != nil {
		return "", err
	}
	if !filepath.IsLocal(rel) {
		return p, nil
	}
	return filepath.Join(dir, rel), nil
}
