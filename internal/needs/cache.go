package needs

import (
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// A Cache holds what was found in files, so that each is looked through once for all instructions. It is not for concurrent use.
type Cache struct {
	git       map[string]gitWords // of texts
	manifests map[string]gitWords
	packages  map[string]parsedPackage
	// dependencies are those of packages that are named after git, by the paths of their manifests.
	dependencies map[string]gitDependency
	makefiles    map[string][]makeLine
	settings     map[string][]Mention
	scripts      *shell.Cache
}

// gitWords are the words of a file that use git, and their line; "" for none.
type gitWords struct {
	words string
	line  int
}

type parsedPackage struct {
	manifest.Package
	err error
}

// NewCache returns an empty cache that parses scripts by another one.
func NewCache(scripts *shell.Cache) *Cache {
	return &Cache{git: map[string]gitWords{}, manifests: map[string]gitWords{}, packages: map[string]parsedPackage{}, dependencies: map[string]gitDependency{}, makefiles: map[string][]makeLine{}, settings: map[string][]Mention{}, scripts: scripts}
}

// UsesGit is [TextUsesGit] for the file with that path and text.
func (c *Cache) UsesGit(p string, text []byte) (words string, line int) {
	found, known := c.git[p]
	if !known {
		found.words, found.line = TextUsesGit(text)
		c.git[p] = found
	}
	return found.words, found.line
}

// ManifestUsesGit is [ManifestUsesGit] for the manifest with that path and text.
func (c *Cache) ManifestUsesGit(p string, text []byte) (words string, line int) {
	found, known := c.manifests[p]
	if !known {
		found.words, found.line = ManifestUsesGit(p, text)
		c.manifests[p] = found
	}
	return found.words, found.line
}

// parsePackage is [manifest.ParsePackage] for the file with that path and text.
func (c *Cache) parsePackage(p string, text []byte) (manifest.Package, error) {
	found, known := c.packages[p]
	if !known {
		found.Package, found.err = manifest.ParsePackage(text)
		c.packages[p] = found
	}
	return found.Package, found.err
}
