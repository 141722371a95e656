package git

import (
	"bytes"
	"path"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/config"
)

// Submodules returns the paths of the submodules in the text of a .gitmodules, relative to its directory. A file that cannot be parsed has none.
func Submodules(text []byte) []string {
	parsed := config.New()
	if config.NewDecoder(bytes.NewReader(text)).Decode(parsed) != nil {
		return nil
	}
	var list []string
	for _, s := range parsed.Section("submodule").Subsections {
		if p := path.Clean(s.Option("path")); p != "." && !path.IsAbs(p) && !strings.HasPrefix(p, "..") {
			list = append(list, p)
		}
	}
	return list
}

// SubmoduleOf returns the submodule that a path is, or is in, "" for none.
func SubmoduleOf(submodules []string, p string) string {
	for _, s := range submodules {
		if p == s || strings.HasPrefix(p, s+"/") {
			return s
		}
	}
	return ""
}
