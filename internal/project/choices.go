package project

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/scope"
)

// Choice is a file that describes builds, with the flag that names it. Paths are absolute.
type Choice struct {
	Flag    string // -f, --compose or --bake; "" for the Dockerfile that a build of the context finds without a flag
	File    string
	Context string // of a Dockerfile
}

// maxChoices is how many files of a kind are proposed.
const maxChoices = 3

// Choices returns the Dockerfiles, compose and bake files of a directory, of each kind those near to it first. An unreadable directory has none.
func Choices(ctx context.Context, base build.Request, root string) []Choice {
	found, err := Find(ctx, root)
	if err != nil {
		return nil
	}
	found.Scope = scope.Find(base.Env, base.Dir, root)
	s := searcher{base: base, found: found}
	var list []Choice
	for _, file := range nearest(found.Dockerfiles) {
		// The context of a Dockerfile that cannot be read is its directory.
		text, _ := found.Scope.Read(file, projectfile.MaxSize)
		c := Choice{Flag: "-f", File: file}
		if c.Context, _ = s.guessContext(file, text); filepath.Join(c.Context, dockerfile.DefaultName) == file {
			c.Flag = ""
		}
		list = append(list, c)
	}
	for _, file := range nearest(withoutOverrides(found.Compose)) {
		list = append(list, Choice{Flag: "--compose", File: file})
	}
	for _, file := range nearest(withoutOverrides(found.Bake)) {
		list = append(list, Choice{Flag: "--bake", File: file})
	}
	return list
}

// withoutOverrides returns the files that do not add to another one.
func withoutOverrides(files []string) []string {
	return slices.DeleteFunc(slices.Clone(files), func(file string) bool { return strings.Contains(filepath.Base(file), ".override.") })
}

// nearest returns the first files by the number of their parent directories.
func nearest(files []string) []string {
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b string) int {
		return strings.Count(a, string(filepath.Separator)) - strings.Count(b, string(filepath.Separator))
	})
	return files[:min(len(files), maxChoices)]
}
