package policy

import (
	"fmt"
	"path"
	"strings"
)

// Name is a pattern of must-exclude: names that the ignore file must exclude, whether or not such files exist.
type Name struct {
	Pattern string
	// below: a slash at the end of the pattern means what is in directories of this name.
	below bool
	// anywhere: the name must be excluded in every directory.
	anywhere bool
	sample   string // a name that the pattern matches
}

// made stands for a wildcard, and for any directory, in a sample. No pattern of an ignore file is meant for this name.
const made = "ctxsize-sample"

// parseName parses a pattern: a path relative to the context, in any directory with **/ before it. The last element may have wildcards.
func parseName(pattern string) (Name, error) {
	n := Name{Pattern: pattern}
	text, below := strings.CutSuffix(strings.TrimPrefix(pattern, "/"), "/")
	n.below = below
	if text, n.anywhere = strings.CutPrefix(text, "**/"); text == "" || path.Clean(text) != text || strings.HasPrefix(text, "..") {
		return n, fmt.Errorf("must-exclude %q: expected a path in the context, such as .env or **/*.pem", pattern)
	}
	if strings.ContainsAny(text, "[]\\!") || strings.Contains(text, "**") {
		return n, fmt.Errorf("must-exclude %q: expected a path with no wildcards but * and ?, and an optional **/ in front", pattern)
	}
	n.sample = strings.NewReplacer("*", made, "?", "x").Replace(text)
	return n, nil
}

// Shown returns a path of [Name.Samples] as reports show it: * stands for any name.
func Shown(sample string) string { return strings.ReplaceAll(sample, made, "*") }

// Samples returns paths that must not be sent. dirs are directories of the context.
func (n Name) Samples(dirs []string) []string {
	name := n.sample
	if n.below {
		name += "/" + made
	}
	list := []string{name}
	if !n.anywhere {
		return list
	}
	list = append(list, path.Join(made, name), path.Join(made, made, name))
	for _, dir := range dirs {
		list = append(list, path.Join(dir, name))
	}
	return list
}

// Matches reports whether a path of the context has the name.
func (n Name) Matches(p string) bool {
	pattern := strings.TrimPrefix(strings.Trim(n.Pattern, "/"), "**/")
	elements, parts := strings.Split(p, "/"), strings.Count(pattern, "/")+1
	for first := 0; first+parts <= len(elements); first++ {
		matched, err := path.Match(pattern, strings.Join(elements[first:first+parts], "/"))
		if err == nil && matched && (!n.below || first+parts < len(elements)) {
			return true
		}
		if !n.anywhere {
			break
		}
	}
	return false
}
