package attribution

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/bake"
	"github.com/ctxsize/ctxsize/internal/compose"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/walker"
)

// maxChoices is how many files of a kind a message proposes.
const maxChoices = 3

// missingDockerfile returns the finding that the context root has no Dockerfile. Its fix lists the flags for the files below that describe builds.
func missingDockerfile(c *inventory.Usage) lint.Finding {
	f := lint.New(lint.DockerfileMissing, "No Dockerfile in the context root: everything eligible counts as sent.")
	if choices := buildFlags(c); len(choices) > 0 {
		f.Fix = &lint.Fix{Kind: "edit", Text: fmt.Sprintf("ctxsize audit %s, or one of %s", c.Context.Given, strings.Join(choices, ", "))}
	}
	return f
}

// buildFlags returns the flags for the Dockerfiles, compose and bake files of a context, those near the root first.
func buildFlags(c *inventory.Usage) []string {
	if c.View == nil {
		return nil
	}
	kinds := []struct {
		flag string
		is   func(name string) bool
	}{{"-f ", dockerfile.IsDockerfile}, {"--compose=", compose.IsFile}, {"--bake=", bake.IsFile}}
	var found []string
	c.View.Search(inventory.DockerfileDepth, func(name []byte, k walker.Kind, _ int) uint8 {
		for _, one := range kinds {
			if k == walker.File && one.is(string(name)) {
				return 1
			}
		}
		return 0
	}, func(p string, _ walker.SearchResult) bool {
		if !knowledge.InRepository(p) && !strings.Contains("/"+p, "/node_modules/") {
			found = append(found, p)
		}
		return false
	})
	slices.SortStableFunc(found, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
	var list []string
	for _, one := range kinds {
		n := 0
		for _, p := range found {
			if n < maxChoices && one.is(path.Base(p)) && !strings.Contains(path.Base(p), ".override.") {
				n++
				list = append(list, one.flag+path.Join(c.Context.Given, p))
			}
		}
	}
	return list
}
