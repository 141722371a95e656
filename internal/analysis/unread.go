package analysis

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// unusedIgnoreFiles finds the ignore files of a project that none of its builds reads.
func (a *Analysis) unusedIgnoreFiles() []lint.Finding {
	if a.project.Found == nil {
		return nil
	}
	read, roots := map[string]bool{}, []string{}
	for n := range a.Builds {
		for _, c := range a.Builds[n].Usages() {
			if c.Context.Ignore.Path != "" {
				read[projectfile.RealPath(c.Context.Ignore.Path)] = true
			}
			if c.Context.Root != "" && !slices.Contains(roots, c.Context.Root) {
				roots = append(roots, c.Context.Root)
			}
		}
	}
	var list []lint.Finding
	for _, file := range a.project.Found.IgnoreFiles {
		if a.hasFinding(file) {
			continue
		}
		if !read[projectfile.RealPath(file)] && !a.unsure(file) {
			list = append(list, a.unusedFinding(file, roots))
		}
	}
	return list
}

// unsure reports whether a build that could not be resolved may use a file.
func (a *Analysis) unsure(file string) bool {
	return slices.ContainsFunc(a.Failures, func(f build.Failure) bool {
		return f.Name == "" || strings.HasPrefix(file, filepath.Dir(f.Origin.File)+string(filepath.Separator))
	})
}

// unusedFinding returns the finding why no build uses an ignore file, with its effect where it would be used.
func (a *Analysis) unusedFinding(file string, roots []string) lint.Finding {
	dir, name := filepath.Dir(file), filepath.Base(file)
	shown := name
	if rel, err := filepath.Rel(a.project.Found.Root, file); err == nil && filepath.IsLocal(rel) {
		shown = filepath.ToSlash(rel)
	}
	never := func(format string, args ...any) lint.Finding {
		return lint.New(lint.IgnoreFileNeverRead, "%s is never used: %s.", shown, fmt.Sprintf(format, args...)).At(file, 0)
	}
	switch own := strings.TrimSuffix(name, ".dockerignore"); {
	case name != ".dockerignore":
		return never("%s", a.unusedOwnReason(filepath.Join(dir, own)))
	case slices.Contains(roots, dir) && projectfile.IsLink(file):
		f := never("it is a symbolic link that is broken or leaves the context")
		f.Fix = &lint.Fix{Kind: "edit", Text: "replace the link by a file"}
		return f
	case slices.Contains(roots, dir):
		return never("every build with this context has its own <Dockerfile>.dockerignore")
	}
	f := never("no build has %s as its context", a.shownDir(dir))
	a.addSavings(&f, dir)
	return f
}

// shownDir is a directory of the project as messages name it.
func (a *Analysis) shownDir(dir string) string {
	rel, err := filepath.Rel(a.project.Found.Root, dir)
	switch {
	case err != nil || !filepath.IsLocal(rel):
		return "this directory"
	case rel == ".":
		return "the project root"
	}
	return filepath.ToSlash(rel) + "/"
}

// hasFinding reports whether a build has a finding about an ignore file that it does not read.
func (a *Analysis) hasFinding(file string) bool {
	return slices.ContainsFunc(a.Builds, func(b Result) bool {
		return slices.ContainsFunc(b.Findings, func(f lint.Finding) bool { return f.Code == lint.IgnoreFileNeverRead && f.File == file })
	})
}

// unusedOwnReason returns why no build uses the ignore file that is named after a Dockerfile.
func (a *Analysis) unusedOwnReason(dockerfile string) string {
	name := filepath.Base(dockerfile)
	built := func(b Result) bool { return b.Build.Dockerfile != nil && b.Build.Dockerfile.Path == dockerfile }
	n := slices.IndexFunc(a.Builds, built)
	switch {
	case n >= 0 && a.Builds[n].Build.Builder == build.Legacy:
		return "the legacy builder uses only .dockerignore in the context root"
	case n >= 0:
		return fmt.Sprintf("the builds of %s use another ignore file", name)
	case projectfile.Exists(dockerfile):
		return fmt.Sprintf("no build uses %s", name)
	}
	return fmt.Sprintf("there is no file %s beside it", name)
}

// addSavings adds what the patterns of an ignore file would save in the contexts below it that have none, and which of them are gitignore-style.
func (a *Analysis) addSavings(f *lint.Finding, dir string) {
	text, err := a.project.Found.Scope.Read(f.File, projectfile.MaxSize)
	if err != nil {
		return
	}
	var moves, misses []string
	seen := map[string]bool{}
	for n := range a.Builds {
		b := &a.Builds[n]
		root := b.Main.Context.Root
		if seen[root] || b.Main.View == nil || b.Main.Context.Ignore.Path != "" || !strings.HasPrefix(root, dir+string(filepath.Separator)) {
			continue
		}
		seen[root] = true
		moved, err := b.With(context.Background(), 0, text)
		if err != nil || moved.SentBytes() >= b.SentBytes() {
			continue
		}
		f.Bytes = saturate.Add(f.Bytes, b.SentBytes()-moved.SentBytes())
		moves = append(moves, a.shownDir(root)+".dockerignore")
		for _, s := range moved.suggestAlone() {
			if s.Replaces > 0 && s.SavesFiles > 0 {
				misses = append(misses, fmt.Sprintf("%s in line %d", s.Line, s.Replaces))
			}
		}
	}
	if len(moves) == 0 {
		return
	}
	slices.Sort(misses)
	also := ""
	if misses = slices.Compact(misses); len(misses) > 0 {
		also = "; to match subdirectories, too, use " + strings.Join(misses, ", ")
	}
	f.Fix = &lint.Fix{Kind: "edit", Text: "move it to " + strings.Join(moves, " and ") + also}
}
