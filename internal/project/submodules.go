package project

import (
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/git"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// submodules returns the absolute paths of the submodules that are not checked out, nil for a project that was not searched.
func (p *Project) submodules() []string {
	if p.Found == nil {
		return nil
	}
	root := p.Found.Root
	// A project without the file has no submodules.
	text, err := p.Found.Scope.Read(filepath.Join(root, ".gitmodules"), projectfile.MaxSize)
	if err != nil {
		return nil
	}
	var list []string
	for _, s := range git.Submodules(text) {
		dir := filepath.Join(root, filepath.FromSlash(s))
		if entries, err := projectfile.Entries(dir, 1); err != nil || len(entries) == 0 {
			list = append(list, dir)
		}
	}
	return list
}

// absentSubmodule returns the submodule that has the context or the Dockerfile of a build, "" for none.
func absentSubmodule(s *build.Spec, submodules []string) string {
	if dockerfile.IsRemoteAddress(s.Request.Context) {
		return ""
	}
	n := slices.IndexFunc(submodules, func(dir string) bool {
		return isBelow(dir, s.Request.AbsPath(s.Request.Context)) || isBelow(dir, dockerfilePath(s))
	})
	if n < 0 {
		return ""
	}
	return submodules[n]
}

// isBelow reports whether a path is a directory, or in it.
func isBelow(dir, p string) bool {
	rel, err := filepath.Rel(dir, p)
	return err == nil && filepath.IsLocal(rel)
}
