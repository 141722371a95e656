package analysis

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// unreadIgnoreFiles finds the ignore files of a project that none of its builds reads.
func (a *Analysis) unreadIgnoreFiles() []audit.Finding {
	if a.project.Found == nil {
		return nil
	}
	read, roots := map[string]bool{}, []string{}
	for n := range a.Builds {
		for _, c := range a.Builds[n].Contexts() {
			if c.Plan.Ignore.Path != "" {
				read[projectfile.RealPath(c.Plan.Ignore.Path)] = true
			}
			if c.Plan.Root != "" && !slices.Contains(roots, c.Plan.Root) {
				roots = append(roots, c.Plan.Root)
			}
		}
	}
	var list []audit.Finding
	for _, file := range a.project.Found.IgnoreFiles {
		if a.reported(file) {
			continue
		}
		if !read[projectfile.RealPath(file)] && !a.unsure(file) {
			list = append(list, a.unread(file, roots))
		}
	}
	return list
}

// unsure says whether a build that could not be answered may read a file.
func (a *Analysis) unsure(file string) bool {
	return slices.ContainsFunc(a.Failures, func(f build.Failure) bool {
		return f.Name == "" || strings.HasPrefix(file, filepath.Dir(f.Origin.File)+string(filepath.Separator))
	})
}

// unread says of an ignore file why nothing reads it, and what it would do where it is read.
func (a *Analysis) unread(file string, roots []string) audit.Finding {
	f := audit.Finding{Code: audit.IgnoreFileNeverRead, Severity: audit.Warning, File: file}
	dir, name := filepath.Dir(file), filepath.Base(file)
	switch own := strings.TrimSuffix(name, ".dockerignore"); {
	case name != ".dockerignore":
		f.Message = a.unreadOwn(filepath.Join(dir, own))
		return f
	case slices.Contains(roots, dir) && projectfile.IsLink(file):
		f.Message = "no build reads it: it is a link that leads out of the context or nowhere, and the builder sees nothing but the context"
		f.Fix = &audit.Fix{Kind: "edit", Text: "put a file in the place of the link"}
		return f
	case slices.Contains(roots, dir):
		f.Message = "no build reads it: each that has this context has an ignore file that is named after its Dockerfile"
		return f
	case slices.ContainsFunc(a.project.Found.Compose, func(p string) bool { return filepath.Dir(p) == dir }):
		f.Message = "no build reads it: it lies beside a compose file, and the services have other contexts"
	default:
		f.Message = "no build reads it: no build has this directory as its context"
	}
	a.wouldDo(&f, dir)
	return f
}

// reported reports whether a build has a finding about an ignore file that it does not read.
func (a *Analysis) reported(file string) bool {
	return slices.ContainsFunc(a.Builds, func(b Build) bool {
		return slices.ContainsFunc(b.Findings, func(f audit.Finding) bool { return f.Code == audit.IgnoreFileNeverRead && f.File == file })
	})
}

// unreadOwn returns why no build uses the ignore file that is named after a Dockerfile.
func (a *Analysis) unreadOwn(dockerfile string) string {
	name := filepath.Base(dockerfile)
	built := func(b Build) bool { return b.Dockerfile != nil && b.Dockerfile.Path == dockerfile }
	n := slices.IndexFunc(a.Builds, built)
	switch {
	case n >= 0 && a.Builds[n].Builder == build.Legacy:
		return fmt.Sprintf("no build uses it: the legacy builder reads .dockerignore in the context root only, not %s.dockerignore", name)
	case n >= 0:
		return fmt.Sprintf("no build uses it: the builds of %s take another ignore file", name)
	case projectfile.Exists(dockerfile):
		return fmt.Sprintf("no build uses it: no build uses %s", name)
	}
	return fmt.Sprintf("no build uses it: there is no file %s beside it", name)
}

// wouldDo says what the lines of an ignore file would save in the contexts below it that have none, and what those in git's manner leave in.
func (a *Analysis) wouldDo(f *audit.Finding, dir string) {
	text, err := a.project.Found.Scope.Read(f.File, projectfile.MaxSize)
	if err != nil {
		return
	}
	var moves, misses []string
	seen := map[string]bool{}
	for n := range a.Builds {
		b := &a.Builds[n]
		root := b.Main.Plan.Root
		if seen[root] || b.Main.View == nil || b.Main.Plan.Ignore.Path != "" || !strings.HasPrefix(root, dir+string(filepath.Separator)) {
			continue
		}
		seen[root] = true
		moved, err := b.With(context.Background(), 0, text)
		if err != nil || moved.SentBytes() >= b.SentBytes() {
			continue
		}
		f.Bytes = saturate.Add(f.Bytes, b.SentBytes()-moved.SentBytes())
		moves = append(moves, filepath.Join(root, ".dockerignore"))
		for _, s := range moved.suggestAlone() {
			if s.Replaces > 0 && s.SavesFiles > 0 {
				misses = append(misses, fmt.Sprintf("line %d has to be %s", s.Replaces, s.Line))
			}
		}
	}
	if len(moves) == 0 {
		return
	}
	slices.Sort(misses)
	rest := ""
	if misses = slices.Compact(misses); len(misses) > 0 {
		rest = "; and even there it misses what is nested: " + strings.Join(misses, ", ")
	}
	f.Message += rest
	f.Fix = &audit.Fix{Kind: "edit", Text: "move it to " + strings.Join(moves, " and ")}
}
