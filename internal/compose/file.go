package compose

import (
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// IsCompose says whether a file is one of compose by its name: one of the usual names, or one with something between.
func IsFile(name string) bool {
	ext := filepath.Ext(name)
	stem := strings.TrimPrefix(strings.ToLower(strings.TrimSuffix(name, ext)), "docker-")
	rest, ok := strings.CutPrefix(stem, "compose")
	return ok && (ext == ".yml" || ext == ".yaml") && (rest == "" || strings.ContainsAny(rest[:1], ".-_"))
}

// composeFiles are those that docker compose takes in a directory: the first of the usual names, and its override.
func Files(dir string) []string {
	var paths []string
	for _, names := range [][]string{cli.DefaultFileNames, cli.DefaultOverrideFileNames} {
		for _, name := range names {
			if path := filepath.Join(dir, name); projectfile.Exists(path) {
				paths = append(paths, path)
				break
			}
		}
		if len(paths) == 0 {
			return nil
		}
	}
	return paths
}
