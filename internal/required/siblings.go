package required

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

// mostDockerfiles is the maximum number of Dockerfiles, besides those that are built, that are considered.
const mostDockerfiles = 100

// Siblings returns the builds of standalone Dockerfiles in the context of a build. Built with this context, they use the same ignore file.
func Siblings(project *inventory.Project, share inventory.Share) []inventory.Share {
	return siblings(project, []inventory.Share{share}, false)
}

// siblings returns the builds of standalone Dockerfiles in the context of builds, those of the builds apart: with all set also those that seem to
// be for another context.
func siblings(project *inventory.Project, shares []inventory.Share, all bool) []inventory.Share {
	var built []string
	for _, share := range shares {
		if d := share.Build.Dockerfile; d != nil {
			built = append(built, d.ContextPath)
		}
	}
	main := shares[0].Usage
	if main.View == nil || main.Context.Name != "" || len(built) == 0 {
		return nil
	}
	var list []inventory.Share
	asked := project.NamedDockerfiles()
	for _, p := range slices.Concat(dockerfiles(project, main.View), asked) {
		if slices.Contains(built, p) {
			continue
		}
		built = append(built, p)
		b := project.Sibling(p)
		if b != nil && (all || slices.Contains(asked, p) || isFor(main.View, p, b.Instructions) || len(inventory.Provenance(b, main).Uses()) > 0) {
			list = append(list, inventory.Share{Build: b, Usage: main})
		}
	}
	return list
}

// maxRead is the maximum number of files that are read to find out whether they are Dockerfiles.
const maxRead = 1000

// dockerfiles returns the Dockerfiles of a context, excluded or not, without those that have an ignore file of their own. A file with another
// name is one if it parses as one: a script or a CI system may build it under a name that it computes.
func dockerfiles(project *inventory.Project, v *walker.View) []string {
	var list []string
	read := 0
	isOne := func(p, name string) bool {
		if dockerfile.IsDockerfile(name) {
			return true
		}
		if read == maxRead || !dockerfile.MayHoldDockerfile(name) {
			return false
		}
		read++
		return project.HoldsDockerfile(p)
	}
	level := []string{"."}
	for depth := 0; depth <= inventory.DockerfileDepth && len(level) < inventory.MaxDirectories; depth++ {
		var next []string
		for _, dir := range level {
			for c := range v.Names(dir) {
				switch name := string(c.Name); {
				case c.Kind == walker.Dir && !slices.Contains([]string{"node_modules", "vendor", ".git"}, name):
					next = append(next, path.Join(dir, name))
				case c.Kind == walker.File && len(list) < mostDockerfiles && isOne(path.Join(dir, name), name):
					p := path.Join(dir, name)
					if own, _ := v.Has(p+".dockerignore", walker.Eligible); !own {
						list = append(list, p)
					}
				}
			}
		}
		level = next
	}
	return list
}

// isFor reports whether a Dockerfile seems to be for this context: it is in the root, or one of its sources exists here.
func isFor(v *walker.View, p string, instructions []build.Instruction) bool {
	if !strings.Contains(p, "/") {
		return true
	}
	for _, in := range instructions {
		for _, source := range in.Sources {
			if in.Context != "" || source.Path == "." || source.Wildcard {
				continue
			}
			if exists, _ := v.Has(source.Path, walker.Eligible); exists {
				return true
			}
		}
	}
	return false
}
