package needs

import (
	"maps"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/manifest"
)

// hookPackages are packages named after git that only install its hooks, or that people run by hand.
var hookPackages = []string{"simple-git-hooks", "git-hooks", "git-cz", "is-git-clean", "git-url-parse", "git-up", "hosted-git-info", "git-raw-commits"}

// dependencies reports the first dependency of a package that is named after git as a doubt: the programs of the package may start it.
func (f *follower) dependencies() {
	for _, p := range f.files.Find("package.json") {
		found, known := f.files.Cache.dependencies[p]
		if !known {
			found = f.gitDependency(p)
			f.files.Cache.dependencies[p] = found
		}
		if found.name != "" {
			f.noteOpaque(p, found.line, found.name)
			return
		}
		if found.invalid {
			f.noteOpaque(p, 0, "package.json")
		}
	}
}

// gitDependency is the first dependency of a package that is named after git, with its line.
type gitDependency struct {
	name string // "" for none
	line int
	// invalid: the manifest cannot be parsed.
	invalid bool
}

// gitDependency returns that of the package with its manifest at a path.
func (f *follower) gitDependency(p string) gitDependency {
	one, err := f.files.Package(p)
	if err != nil {
		return gitDependency{invalid: true}
	}
	for _, name := range dependencyNames(one) {
		if isNamedAfterGit(name) || slices.Contains(strings.FieldsFunc(name, func(c rune) bool { return c == '-' || c == '/' }), "git") {
			return gitDependency{name: name, line: lineOf(f.files.Text(p), `"`+name+`"`)}
		}
	}
	return gitDependency{}
}

// dependencyNames returns the names of all dependencies of a package, sorted.
func dependencyNames(one manifest.Package) []string {
	names := slices.Concat(slices.Collect(maps.Keys(one.Dependencies)), slices.Collect(maps.Keys(one.DevDependencies)))
	slices.Sort(names)
	return slices.DeleteFunc(names, func(name string) bool {
		return slices.Contains(hookPackages, name) || strings.HasPrefix(name, "@types/")
	})
}
