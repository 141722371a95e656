package bake

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// IsFile reports whether a file is a bake file by its name.
func IsFile(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(lower, "docker-bake") && (strings.HasSuffix(lower, ".hcl") || strings.HasSuffix(lower, ".json"))
}

// FileNames are the names of bake's own files, in the order in which they are merged; compose files come before them.
var FileNames = []string{"docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"}

// Files returns the files that docker buildx bake uses in a directory, compose files included.
func Files(dir string) []string {
	var list []string
	for _, name := range slices.Concat(cli.DefaultFileNames, FileNames) {
		if p := filepath.Join(dir, name); projectfile.Exists(p) {
			list = append(list, p)
		}
	}
	return list
}
