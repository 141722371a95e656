package audit

import "slices"

// categorySecrets is the category of suggestions that exclude secrets.
const categorySecrets = "secrets"

// Categories returns the categories of suggestions, sorted.
func Categories() []string {
	list := []string{gitignoreStyle, mistaken, categorySecrets}
	for _, r := range known().Rules {
		list = append(list, r.Category)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Reaches returns how far a secret can get: how [Finding].Reach reports it, the nearest first.
func Reaches() []string { return []string{reachEligible, reachSent, reachStage, reachFinal} }
