package ctxsize

import (
	"syscall"

	"github.com/ctxsize/ctxsize/plan"
	"github.com/ctxsize/ctxsize/walker"
)

const (
	// longestPath is what Linux takes in one call, in bytes.
	longestPath = 4095
	// longestName is how long one name may be there: fewer directories than fit into a path cannot be too deep.
	longestName = 255
)

// noteTooLong finds what is sent and lies too deep for BuildKit's client: it asks for each entry by its absolute path, and the build fails where
// that is too long (github.com/tonistiigi/fsutil, NewFS and Walk).
func (c *Context) noteTooLong(b *Build) {
	room := longestPath - len(c.Plan.Root) - 1
	if b.Builder != plan.BuildKit || c.View == nil || c.Plan.Root == "" || !c.Plan.Requested || c.View.Tree.LongestPath() <= room {
		return
	}
	found := false
	c.View.Search(func(_ []byte, _ walker.Kind, depth int) bool { return depth >= room/(longestName+1) }, func(p string, _ walker.Kind) bool {
		if found || len(p) <= room {
			return !found
		}
		if _, sent := c.View.Has(p, walker.Sent); sent {
			found = true
			c.Problems = append(c.Problems, walker.Problem{Path: p, Op: "lstat", Err: syscall.ENAMETOOLONG, Fatal: true, Counts: false})
		}
		return !found
	})
}
