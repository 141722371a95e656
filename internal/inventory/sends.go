package inventory

import (
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
)

// Sends reports whether a build would send a path of one of its contexts, named "" for the main one, if it existed and no pattern excluded it.
func Sends(b *build.Build, context, p string) bool {
	if b.Dockerfile == nil || b.Builder == build.Legacy && context == "" {
		return true
	}
	return slices.ContainsFunc(b.Instructions, func(in build.Instruction) bool {
		return in.Reachable && in.Context == context && slices.ContainsFunc(in.Sources, func(s build.Source) bool {
			_, ok := Landing(s, p, "/")
			return ok && !s.Bogus
		})
	})
}
