package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/advise"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/rebuild"
)

// RerunSaving is an ignore pattern that would have saved reruns.
type RerunSaving struct {
	Pattern string
	Safety  inventory.Safety
	// Reruns is the number of reruns of all RUN instructions that it alone would have saved on the same commits.
	Reruns int
}

// seldomNeeded are patterns for what images seldom need and commits often change. Some images do need it.
var seldomNeeded = []string{"**/*.md", "docs", "**/docs", ".github", "**/tests", "**/__tests__", "**/*.test.*", "**/*.spec.*", "**/*_test.go", ".vscode", ".devcontainer", "**/CHANGELOG*"}

// maxSavings is the number of patterns that are listed.
const maxSavings = 10

// savings returns the patterns that would have saved reruns, the most first: the suggestions for the main context, and others for review.
func savings(b *Result, past *rebuild.Past, before *rebuild.Churn) ([]RerunSaving, error) {
	if reruns(before) == 0 {
		return nil, nil
	}
	var list []RerunSaving
	for _, one := range candidates(b, before) {
		after, err := without(b, past, one.Pattern)
		if err != nil {
			return nil, err
		}
		if one.Reruns = reruns(before) - reruns(after); one.Reruns > 0 && len(after.Failing) <= len(before.Failing) && len(after.Untracked) <= len(before.Untracked) {
			list = append(list, one)
		}
	}
	slices.SortStableFunc(list, func(a, b RerunSaving) int { return cmp.Compare(b.Reruns, a.Reruns) })
	return list[:min(len(list), maxSavings)], nil
}

// reruns returns the number of reruns of all RUN instructions.
func reruns(c *rebuild.Churn) int {
	sum := 0
	for _, s := range c.Steps {
		if s.Keyword == "RUN" {
			sum += s.Reruns
		}
	}
	return sum
}

// candidates returns the patterns that match a path that makes an instruction run again.
func candidates(b *Result, c *rebuild.Churn) []RerunSaving {
	var list []RerunSaving
	for _, s := range b.Suggestions {
		if s.Replaces == 0 && !strings.HasPrefix(s.Line, "!") {
			list = append(list, RerunSaving{Pattern: s.Line, Safety: s.Safety})
		}
	}
	for _, p := range seldomNeeded {
		if !slices.ContainsFunc(list, func(o RerunSaving) bool { return o.Pattern == p }) {
			list = append(list, RerunSaving{Pattern: p})
		}
	}
	return slices.DeleteFunc(list, func(one RerunSaving) bool {
		lines, err := ignore.Compile([]string{one.Pattern})
		return err != nil || !slices.ContainsFunc(c.Steps, func(s rebuild.Step) bool {
			return slices.ContainsFunc(s.Paths, func(p rebuild.PathCount) bool { return lines.Match(strings.TrimSuffix(p.Path, "/")).Excluded })
		})
	})
}

// without replays the history with another pattern in the ignore file of the main context.
func without(b *Result, past *rebuild.Past, pattern string) (*rebuild.Churn, error) {
	contexts := b.Usages()
	lines, err := contexts[0].Patterns.Try(pattern)
	if err != nil {
		return nil, err
	}
	contexts[0].Patterns = lines
	return past.Churn(rebuild.Build{Build: b.Build, Contexts: contexts, Installs: advise.InstallFiles})
}
