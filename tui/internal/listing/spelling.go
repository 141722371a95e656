package listing

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// Patterns returns the patterns by which an item of a directory can be excluded: it alone, the directories above it in its chain, everything
// with its name, everything with its extension. It fails where no pattern can match it.
func Patterns(dir string, i *Item) ([]string, error) {
	literal, err := ignore.Literal(i.Path)
	if err != nil {
		return nil, err
	}
	list := []string{literal}
	add := func(pattern string) {
		if _, err := ignore.Parse([]byte(pattern), ignore.Options{}); err == nil && !slices.Contains(list, pattern) {
			list = append(list, pattern)
		}
	}
	for p := path.Dir(i.Path); p != dir && p != "." && p != "/"; p = path.Dir(p) {
		if above, err := ignore.Literal(p); err == nil {
			add(above)
		}
	}
	base := path.Base(i.Path)
	add("**/" + ignore.EscapeName(base))
	if ext := path.Ext(base); !i.IsDir() && ext != "" && ext != base && !strings.ContainsAny(ext, " \t") {
		add("**/*" + ignore.EscapeName(ext))
	}
	return list, nil
}

// SearchPattern returns the pattern that excludes what a search has found; ok is false where there is none.
func SearchPattern(dir, query string) (pattern string, ok bool) {
	if query = strings.Trim(query, "/ "); query == "" {
		return "", false
	}
	if !IsPattern(query) {
		query = "*" + ignore.EscapeName(query) + "*"
	}
	if query = strings.TrimPrefix(query, "**/"); query == "*" || query == "**" {
		return "", false
	}
	pattern = "**/" + query
	if dir != "." {
		above, err := ignore.Literal(dir)
		if err != nil {
			return "", false
		}
		pattern = above + "/" + pattern
	}
	_, err := ignore.Parse([]byte(pattern), ignore.Options{})
	return pattern, err == nil
}
