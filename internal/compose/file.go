package compose

import (
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// IsFile reports whether a file is a compose file by its name: a default name, or one with something between its parts.
func IsFile(name string) bool {
	ext := filepath.Ext(name)
	stem := strings.TrimPrefix(strings.ToLower(strings.TrimSuffix(name, ext)), "docker-")
	rest, ok := strings.CutPrefix(stem, "compose")
	return ok && (ext == ".yml" || ext == ".yaml") && (rest == "" || strings.ContainsAny(rest[:1], ".-_"))
}

// Files returns the files that docker compose uses in a directory: the first of the default names, and its override.
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
