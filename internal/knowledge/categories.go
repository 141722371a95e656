package knowledge

import (
	"slices"
)

// CategorySecrets is the category of suggestions that exclude secrets.
const CategorySecrets = "secrets"

// Categories returns the categories of suggestions, sorted.
func Categories() []string {
	list := []string{CategorySpelling, CategoryMistake, CategorySecrets}
	for _, r := range Known().Rules {
		list = append(list, r.Category)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
