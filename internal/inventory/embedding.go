package inventory

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/ctxsize/ctxsize/internal/knowledge"
)

// embedding is how the sources of a language name what they take into a program.
type embedding struct {
	marks   []string // a source that embeds files has at least one of them
	pattern func() *regexp.Regexp
}

// embeddings are those of languages, by the ending of their sources.
var embeddings = map[string]embedding{
	".go": {[]string{"//go:embed"}, knowledge.Regexp(`(?m)^//go:embed\s+(.*)$`)},
	".rs": {[]string{"include_", "#[folder"}, knowledge.Regexp(`include_(?:str|bytes|dir)!\(\s*"([^"]*)"|#\[folder\s*=\s*"([^"]*)"`)},
}

func (e embedding) in(text []byte) []string {
	if !slices.ContainsFunc(e.marks, func(mark string) bool { return bytes.Contains(text, []byte(mark)) }) {
		return nil
	}
	var list []string
	for _, m := range e.pattern().FindAllSubmatch(text, -1) {
		list = append(list, string(bytes.Join(m[1:], nil)))
	}
	return list
}
