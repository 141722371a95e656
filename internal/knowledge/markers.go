package knowledge

import (
	"path"
	"slices"
	"strings"
)

// InRepository reports whether a path lies in a repository of git. What git keeps there has names of its own, and shows nothing about the
// project.
func InRepository(p string) bool {
	return strings.HasPrefix(p, ".git/") || strings.Contains(p, "/.git/")
}

// IsMade reports whether entries of a category are generated or fetched, so that entries that git tracks are not of it.
func IsMade(category string) bool {
	return slices.Contains([]string{"build-output", "dependencies", "cache", "logs", "data", "os"}, category)
}

// CategorySpelling is the category of gitignore-style patterns.
const CategorySpelling = "spelling"

// CategoryMistake is the category of lines that the builder reads otherwise than they were meant.
const CategoryMistake = "mistake"

// HasMarkers reports whether the name is not enough for the rule to speak of something.
func (r *Rule) HasMarkers() bool { return len(r.Inside)+len(r.Beside)+len(r.Root)+len(r.Magic) > 0 }

// ordinary matches words that a project may call a directory of sources by.
var ordinary = Regexp(`^[A-Za-z]?[a-z]*[0-9]*$`)

// coined are names that look like words and are none.
var coined = []string{"htmlcov", "nimcache", "xcuserdata"}

// IsDistinctive reports whether a path has the name that the pattern is for, and that name is no ordinary word.
func (n *Pattern[T]) IsDistinctive(p string) bool {
	own := func(part string) bool { return !ordinary().MatchString(part) || slices.Contains(coined, part) }
	return n.Fits(p) && slices.ContainsFunc(strings.Split(n.tail, "/"), own)
}

// Fits reports whether the pattern is for a path or, at another depth, for its name.
func (n *Pattern[T]) Fits(p string) bool {
	base, err := path.Match(n.tail, path.Base(p))
	return n.Matches(p) || base && err == nil
}

// IsKnownName reports whether a name could be that of something that is made or kept on one machine.
func IsKnownName(name string) bool {
	return RulesNamed(name, func(n *Pattern[Subject]) bool {
		ok, err := path.Match(n.tail, name)
		return ok && err == nil && !n.Holds && (n.Owner.Policy == "auto" || n.Owner.Compose || n.Owner.Ignored || n.Owner.HasMarkers()) &&
			(IsMade(n.Owner.Category) || slices.Contains([]string{"test-output", "ide", "media"}, n.Owner.Category))
	})
}
