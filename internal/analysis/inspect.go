package analysis

import (
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize/internal/advise"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/check"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// Inspect returns the findings of an audit about one of a build's contexts with these suggestions, and with the main context also those about the
// Dockerfile.
func (a *Analysis) Inspect(b *Result, n int, suggestions []inventory.Suggestion) []lint.Finding {
	list := check.Inspect(check.Inspection{Build: b.Build, Usage: *b.usage(n), Suggestions: suggestions, Missing: a.missingFile(b)})
	if n == 0 {
		list = append(list, a.advise(b, suggestions)...)
	}
	list = slices.DeleteFunc(list, a.isJudged)
	phrase.WithholdFixes(list)
	a.present(list, b)
	return list
}

// advise returns the findings about a Dockerfile.
func (a *Analysis) advise(b *Result, suggestions []inventory.Suggestion) []lint.Finding {
	return advise.Advise(advise.Advice{Build: b.Build, Instructions: b.Build.Instructions, Usages: b.Usages(), Suggestions: suggestions,
		Text: a.definition, Assumed: a.isAssumed(b)})
}

// isJudged reports whether a finding is one of [Analysis.Judge], too: ignore files that were found in the whole project have findings of their own.
func (a *Analysis) isJudged(f lint.Finding) bool {
	found := a.project.Found
	return f.Code == lint.IgnoreFileNeverRead && found != nil && slices.Contains(found.IgnoreFiles, f.File)
}

// Judge returns the findings of an audit about the project as a whole, none for a single build. It reads files of the project.
func (a *Analysis) Judge() []lint.Finding {
	if !a.ofProject {
		return nil
	}
	list := a.judge()
	a.present(list, a.builds()...)
	return list
}

func (a *Analysis) judge() []lint.Finding {
	p := a.files()
	list := advise.JudgeFiles(p)
	if p.Found != nil {
		p.Mentions = advise.Mentions(p.Found)
	}
	p.Others = a.siblings()
	list = append(list, advise.Judge(p)...)
	list = append(list, a.unusedIgnoreFiles()...)
	repeated := a.repeatedContexts()
	reported := []string{}
	for _, f := range repeated {
		reported = append(reported, f.File)
	}
	list = slices.Concat(list, repeated, a.evictedContexts(reported))
	lint.SortFindings(list)
	phrase.WithholdFixes(list)
	return list
}

// files returns the builds of a project with the files that define them.
func (a *Analysis) files() advise.Builds {
	p := advise.Builds{Found: a.project.Found, Unset: a.project.Unset, Failures: a.Failures, Skipped: a.project.Skipped}
	for n := range a.Builds {
		p.Builds = append(p.Builds, a.Builds[n].Build)
	}
	return p
}

// missingFile returns where the ignore file of a build belongs in the project, if it has none.
func (a *Analysis) missingFile(b *Result) check.MissingFile {
	if !a.ofProject {
		return check.MissingFile{}
	}
	root, found := b.Main.Context.Root, a.project.Found
	m := check.MissingFile{Dir: "the context"}
	if found == nil {
		return m
	}
	m.Root = found.Root != root && !slices.ContainsFunc(a.Builds, func(o Result) bool { return o.Main.Context.Root == found.Root })
	if rel, err := filepath.Rel(found.Root, root); err == nil && filepath.IsLocal(rel) && rel != "." {
		m.Dir = filepath.ToSlash(rel)
	}
	return m
}

// definition returns the content of a file of the project, nil if it cannot be read.
func (a *Analysis) definition(path string) []byte {
	if a.project.Found == nil {
		return nil
	}
	text, err := a.project.Found.Scope.Read(path, projectfile.MaxSize)
	if err != nil {
		return nil
	}
	return text
}

// isAssumed reports whether nothing but the location of a build's Dockerfile shows which context it is for. The one in the project root has no other.
func (a *Analysis) isAssumed(b *Result) bool {
	found := a.project.Found
	return b.Build.Origin.Kind == build.Standalone && (found == nil || filepath.Dir(b.Build.Origin.File) != found.Root)
}
