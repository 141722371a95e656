package analysis

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// evictedContexts finds builds that evict each other's files: BuildKit keeps one copy of a context, by the name of its directory, and deletes from it
// what the next build does not request (github.com/moby/buildkit source/local). Assumed contexts do not count. reported are the contexts that have a
// finding already.
func (a *Analysis) evictedContexts(reported []string) []lint.Finding {
	byName, names := map[string][]*Result{}, []string{}
	for _, b := range a.Transfers() {
		c := b.Main.Context
		if c.Root == "" || !c.Requested || b.Build.Origin.Kind == build.Standalone || b.Build.Builder != build.BuildKit || b.SentBytes() == 0 || slices.Contains(reported, c.Root) {
			continue
		}
		name := filepath.Base(c.Root)
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], b)
	}
	var list []lint.Finding
	for _, name := range names {
		if builds := differentRequests(byName[name]); len(builds) > 1 && repeatedBytes(builds) >= minRepeated {
			list = append(list, evicted(name, builds))
		}
	}
	return list
}

// differentRequests returns one build for each set of requested files.
func differentRequests(builds []*Result) []*Result {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(builds), func(b *Result) bool {
		key := cacheKey(b, &b.Main)
		twice := seen[key]
		seen[key] = true
		return twice
	})
}

// evicted returns the finding about builds whose contexts have directories of one name.
func evicted(name string, builds []*Result) lint.Finding {
	var bytes int64
	same := true
	for _, b := range builds {
		bytes = saturate.Add(bytes, b.SentBytes())
		same = same && b.Main.Context.Root == builds[0].Main.Context.Root
	}
	labels, rest := labelsOf(builds)
	cause, fix := fmt.Sprintf("it keeps one copy for all contexts with the directory name %s", name), "give the directories different names"
	if same {
		cause, fix = "it keeps one copy of a context, and they request different files", "give each build the directory of its own files as context, or let all request the same paths"
	} else {
		labels, rest = directoriesOf(builds)
	}
	f := lint.New(lint.ContextEvicted, "%s%s evict each other's files in the builder: %s. After one of them, the others send everything again.", strings.Join(labels, ", "), rest, cause).
		At(builds[0].Main.Context.Root, 0)
	f.Bytes, f.Fix = bytes, &lint.Fix{Kind: "edit", Text: fix}
	return f
}

// directoriesOf returns the contexts of builds, each once and with the directory around it, the first of them, and how many more there are.
func directoriesOf(builds []*Result) (names []string, rest string) {
	for _, b := range builds {
		root := b.Main.Context.Root
		if name := filepath.ToSlash(filepath.Join(filepath.Base(filepath.Dir(root)), filepath.Base(root))); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return shortened(names)
}

// labelsOf returns the labels of builds, each once, the first of them, and how many more there are.
func labelsOf(builds []*Result) (names []string, rest string) {
	for _, b := range builds {
		label := b.Label()
		if slices.ContainsFunc(builds, func(o *Result) bool { return o.Label() == label && o.Build.Origin.File != b.Build.Origin.File }) {
			label += " of " + filepath.Base(b.Build.Origin.File)
		}
		if !slices.Contains(names, label) {
			names = append(names, label)
		}
	}
	return shortened(names)
}

// shortened returns the first names, and how many more there are.
func shortened(names []string) (first []string, rest string) {
	if len(names) <= maxNamed {
		return names, ""
	}
	return names[:maxNamed], fmt.Sprintf(" and %d more", len(names)-maxNamed)
}

// overlap returns the bytes that builds of one context send more than once. The requests together make a view of their own.
func overlap(builds []*Result) int64 {
	var sum, most int64
	var paths []string
	whole := false
	for _, b := range builds {
		sum, most = saturate.Add(sum, b.SentBytes()), max(most, b.SentBytes())
		whole = whole || b.Main.Context.Paths == nil
		paths = append(paths, b.Main.Context.Paths...)
	}
	first := builds[0].Main.View
	if whole || first == nil || builds[0].Build.Builder == build.Legacy {
		return saturate.Sub(sum, most)
	}
	query := first.Query
	var err error
	if query.Request, err = first.Tree.FollowPaths(paths); err != nil {
		return saturate.Sub(sum, most)
	}
	all, err := first.Tree.View(query)
	if err != nil {
		return saturate.Sub(sum, most)
	}
	return saturate.Sub(sum, max(most, all.Totals(walker.Sent).Bytes))
}
