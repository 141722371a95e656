package webreport

import (
	"bytes"
	"encoding/json"
	"path/filepath"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/rebuild"
	"github.com/ctxsize/ctxsize/internal/report"
)

// churnJSON returns what commits do to the builds, nil where it is not measured.
func churnJSON(c Content, o report.Options) (json.RawMessage, error) {
	if c.Churn == nil {
		return nil, nil
	}
	var text bytes.Buffer
	if err := report.ChurnJSON(&text, c.Churn, o); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

// changed is how many commits of a work tree change each of its paths.
type changed struct {
	worktree string
	counts   map[string]int
}

// commitCounts has the counts of each history.
type commitCounts map[*rebuild.Past]*changed

// of returns the counts of a build's history, nil where it is not known.
func (k commitCounts) of(list []ctxsize.BuildChurn, build int) *changed {
	if build >= len(list) || list[build].Past == nil {
		return nil
	}
	past := list[build].Past
	if k[past] == nil {
		k[past] = countCommits(past)
	}
	return k[past]
}

// countCommits returns the counts of a history.
func countCommits(past *rebuild.Past) *changed {
	c := &changed{past.Worktree(), map[string]int{}}
	for n := range past.Commits {
		for _, one := range past.Commits[n].Changes {
			c.counts[past.Paths.Name(one.Path)]++
		}
	}
	return c
}

// commits returns how many commits change each entry of the tree, nil where that is not known. Combined entries have none of their own.
func (s *source) commits(c *changed) []int {
	if c == nil || s.context.Context.Root == "" {
		return nil
	}
	prefix, err := filepath.Rel(c.worktree, s.context.Context.Root)
	if err != nil || !filepath.IsLocal(prefix) {
		return nil
	}
	column := make([]int, len(s.kept))
	s.each(func(entry, _ int, _ *node, path string) {
		column[entry] = c.counts[filepath.ToSlash(filepath.Join(prefix, filepath.FromSlash(path)))]
	})
	return column
}
