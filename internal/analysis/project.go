package analysis

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/advise"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/check"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/suggest"
)

// inspect adds suggestions, and the findings that need them. Builds that use the same ignore file share the suggestions; the savings are those of
// each build.
func (a *analyzer) inspect() {
	byFile, byQuestion := map[string][]inventory.Suggestion{}, map[string][]inventory.Suggestion{}
	for n := range a.result.Builds {
		b := &a.result.Builds[n]
		for m := range b.Usages() {
			c := b.usage(m)
			file := c.Context.Name + "\x00" + c.Context.Root + "\x00" + c.Context.Ignore.Path
			asked := file + "\x00" + cacheKey(b, c)
			suggestions, ok := byQuestion[asked]
			if first, shared := byFile[file]; !ok && shared && c.Context.Root != "" {
				suggestions = suggest.Remeasure(first, *c)
			} else if !ok {
				suggestions = a.result.prevent(b, m, a.result.Suggest(b, m))
				byFile[file] = suggestions
			}
			byQuestion[asked] = suggestions
			a.inspectContext(b, m, suggestions)
		}
		if a.Audit {
			b.Findings = append(b.Findings, a.result.advise(b, b.Suggestions)...)
			b.Findings = slices.DeleteFunc(b.Findings, a.result.isJudged)
		}
		lint.SortFindings(b.Findings)
		phrase.WithholdFixes(b.Findings)
		if a.Audit {
			b.countEffects()
		}
	}
}

func (a *analyzer) inspectContext(b *Result, n int, suggestions []inventory.Suggestion) {
	b.usage(n).Suggestions = suggestions
	if n == 0 {
		b.Suggestions = suggestions
	}
	b.Findings = append(b.Findings, check.Inspect(check.Inspection{Build: b.Build, Usage: *b.usage(n), Suggestions: suggestions, ScanContent: a.ScanContent,
		Missing: a.result.missingFile(b)})...)
}

// judge adds the findings about the project as a whole.
func (a *analyzer) judge() {
	if a.Audit {
		a.result.Findings = a.result.judge()
		return
	}
	a.result.Findings = advise.JudgeFiles(a.result.files())
}

// Root returns the directory of the project: where it was searched, else the deepest one around all contexts and all files that define builds.
func (a *Analysis) Root() string {
	if f := a.project.Found; f != nil {
		return f.Root
	}
	root := ""
	for n := range a.Builds {
		b := &a.Builds[n]
		for _, dir := range []string{filepath.Dir(b.Build.Origin.File), b.Main.Context.Root} {
			if !filepath.IsAbs(dir) {
				continue
			}
			if root == "" {
				root = dir
			}
			for !isWithin(dir, root) {
				root = filepath.Dir(root)
			}
		}
	}
	return root
}

// Skipped returns the builds of CI workflows, makefiles and scripts that cannot be known without a run.
func (a *Analysis) Skipped() []project.Skipped { return a.project.Skipped }

func isWithin(dir, root string) bool {
	rel, err := filepath.Rel(root, dir)
	return err == nil && filepath.IsLocal(rel)
}

// Label returns a short name of a build: its service or target, with the stage if one was selected, else its Dockerfile.
func (b *Result) Label() string {
	if b.Build.Name != "" && b.Build.TargetNamed {
		return b.Build.Name + " → " + b.Build.Target
	} else if b.Build.Name != "" {
		return b.Build.Name
	}
	if b.Build.Dockerfile != nil && filepath.IsAbs(b.Build.Dockerfile.Path) {
		return filepath.Base(filepath.Dir(b.Build.Dockerfile.Path)) + "/" + filepath.Base(b.Build.Dockerfile.Path)
	}
	return b.Main.Context.Given
}

// Transfers returns the builds whose main contexts are sent when everything is built once. Targets of one bake, and services of one docker compose
// build, with equal requests share a transfer (github.com/docker/buildx build, detectSharedMounts); so do the platforms of a build.
func (a *Analysis) Transfers() []*Result {
	var list []*Result
	seen := map[string]bool{}
	for n := range a.Builds {
		b := &a.Builds[n]
		if key := transferKey(b, &b.Main); !seen[key] || b.Main.Context.Root == "" {
			seen[key] = true
			list = append(list, b)
		}
	}
	return list
}

// NamedTransfers returns the named contexts that are sent when everything is built once.
func (a *Analysis) NamedTransfers() []*Usage {
	var list []*Usage
	seen := map[string]bool{}
	for n := range a.Builds {
		b := &a.Builds[n]
		for m := range b.Named {
			c := &b.Named[m]
			if key := transferKey(b, c); c.View != nil && !seen[key] {
				seen[key] = true
				list = append(list, c)
			}
		}
	}
	return list
}

// transferKey returns a key that is the same for contexts that are sent in one transfer. The legacy builder gets a tar for each service.
func transferKey(b *Result, c *Usage) string {
	if b.Build.Builder == build.Legacy {
		return b.Build.Origin.File + "\x00" + b.Build.Name + "\x00" + b.Build.Platform + "\x00" + cacheKey(b, c)
	}
	switch b.Build.Origin.Kind {
	case build.Compose, build.Bake:
		return cacheKey(b, c)
	}
	return b.Label() + cacheKey(b, c)
}

// repeatedContexts finds contexts that several builds send separately, in part or whole.
func (a *Analysis) repeatedContexts() []lint.Finding {
	byRoot, roots := map[string][]*Result{}, []string{}
	for _, b := range a.Transfers() {
		root := b.Main.Context.Root
		if root == "" || !b.Main.Context.Requested || b.SentBytes() == 0 {
			continue
		}
		if byRoot[root] == nil {
			roots = append(roots, root)
		}
		byRoot[root] = append(byRoot[root], b)
	}
	var list []lint.Finding
	for _, root := range roots {
		if builds := byRoot[root]; len(builds) > 1 && overlap(builds) >= minRepeated {
			list = append(list, repeated(root, builds))
		}
	}
	return list
}

// minRepeated is the minimum number of bytes that are sent more than once, for a finding.
const minRepeated = 1 << 20

// repeatedBytes returns the bytes that builds send, those of the largest build apart.
func repeatedBytes(builds []*Result) int64 {
	var sum, most int64
	for _, b := range builds {
		sum, most = saturate.Add(sum, b.SentBytes()), max(most, b.SentBytes())
	}
	return saturate.Sub(sum, most)
}

// maxNamed is the maximum number of builds in a message.
const maxNamed = 4

func repeated(root string, builds []*Result) lint.Finding {
	var bytes int64
	for _, b := range builds {
		bytes = saturate.Add(bytes, b.SentBytes())
	}
	names, rest := labelsOf(builds)
	cause := "the builds request different paths"
	if builds[0].Build.Builder == build.Legacy {
		cause = "the legacy builder gets it for each build"
	}
	f := lint.New(lint.ContextSentRepeatedly, "This context is sent %d times, because %s: %s%s.", len(builds), cause, strings.Join(names, ", "), rest).At(root, 0)
	f.Bytes = bytes
	return f
}

// AllFindings returns the findings about the project and its builds.
func (a *Analysis) AllFindings() []lint.Finding {
	list := slices.Clone(a.Findings)
	for n := range a.Builds {
		list = append(list, a.Builds[n].Findings...)
	}
	return list
}
