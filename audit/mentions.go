package audit

import (
	"regexp"
	"slices"
	"sync"

	"github.com/ctxsize/ctxsize/plan"
)

const (
	// longestScript is how much of a script is looked at.
	longestScript = 256 << 10
	// mostScripts is how many scripts are looked at.
	mostScripts = 2000
)

// Mentions answers whether a stage is named as a target in one of a project's scripts, in its configuration of continuous integration, or in
// what is written about it.
// The files are read when it is asked for the first time.
func Mentions(found *plan.Found) func(stage string) bool {
	texts := sync.OnceValue(func() [][]byte {
		var list [][]byte
		files := slices.Concat(found.Others, found.Texts)
		for _, path := range files[:min(len(files), mostScripts)] {
			// What cannot be read names nothing.
			if text, err := found.Scope.Head(path, longestScript); err == nil {
				list = append(list, text)
			}
		}
		return list
	})
	return func(stage string) bool {
		named := regexp.MustCompile(`(?i)target["']?\s*[=: ,]\s*["']?` + regexp.QuoteMeta(stage) + `\b`)
		for _, text := range texts() {
			if named.Match(text) {
				return true
			}
		}
		return false
	}
}
