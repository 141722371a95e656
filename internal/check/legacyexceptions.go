package check

import (
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/walker"
)

// maxSearched is the maximum number of entries on disk that are searched below directories that the legacy builder does not enter.
const maxSearched = 5000

// deadExceptions finds exceptions without effect: the legacy builder enters an excluded directory only if an exception begins with its exact
// name.
func (i *Inspection) deadExceptions() []lint.Finding {
	c := i.Usage
	if c.View.Query.Rules != walker.Tar || !c.Patterns.HasExceptions() || c.Context.Ignore.Path == "" {
		return nil
	}
	var list []lint.Finding
	dead := map[int]bool{}
	searched := 0
	c.View.Each(walker.Excluded, func(e walker.Entry) bool {
		if e.Kind != walker.Dir || c.Judge(e.Path).Path != e.Path {
			return searched < maxSearched
		}
		// Unreadable entries are ignored.
		_ = filepath.WalkDir(filepath.Join(c.Context.Root, filepath.FromSlash(e.Path)), func(file string, d fs.DirEntry, err error) error {
			if searched++; searched > maxSearched {
				return fs.SkipAll
			}
			rel, relErr := filepath.Rel(c.Context.Root, file)
			if err != nil || relErr != nil || d.IsDir() {
				return nil
			}
			p := filepath.ToSlash(rel)
			v := c.Judge(p)
			if n := v.Ineffective; n >= 0 && !dead[n] {
				dead[n] = true
				list = append(list, deadException(&c, c.Patterns.All()[n], p, v))
			}
			return nil
		})
		return searched < maxSearched
	})
	return list
}

func deadException(c *inventory.Usage, line ignore.Pattern, p string, v walker.Verdict) lint.Finding {
	f := lint.New(lint.ExceptionWithoutEffect, "%q does not re-include %s: line %d excludes %s, and the legacy builder does not enter it.", line.Text, p,
		c.Patterns.All()[v.Index].Line, v.Path).At(c.Context.Ignore.Path, line.Line)
	f.Path, f.Fix = p, &lint.Fix{Kind: "edit", Text: "build with BuildKit"}
	if literal := phrase.Exception(p); literal != "" {
		f.Fix.Text = fmt.Sprintf("write %s, or build with BuildKit", literal)
	}
	return f
}
