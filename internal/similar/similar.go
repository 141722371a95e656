// Package similar finds the names that a misspelled one may mean.
package similar

import (
	"slices"
	"strings"
)

const (
	// maxNames is how many similar names are returned.
	maxNames = 3
	// maxCompared is how many bytes of a name are compared.
	maxCompared = 64
)

// Names returns the known names that a misspelled one may mean, the most similar first, at most three.
func Names(name string, known []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	name = strings.ToLower(strings.TrimSpace(name))
	var list []candidate
	for _, k := range known {
		if d := difference(name, strings.ToLower(k)); d <= len(k)/3 {
			list = append(list, candidate{k, d})
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return a.distance - b.distance })
	var names []string
	for _, c := range list {
		if len(names) < maxNames && !slices.Contains(names, c.name) {
			names = append(names, c.name)
		}
	}
	return names
}

// Hint returns a question with the names that a misspelled one may mean, "" if there are none.
func Hint(name string, known []string) string {
	names := Names(name, known)
	if len(names) == 0 {
		return ""
	}
	return "did you mean " + strings.Join(names, " or ") + "?"
}

// difference returns the distance of two names, 0 if one contains the other.
func difference(name, known string) int {
	if len(name) > 2 && strings.Contains(known, name) {
		return 0
	}
	return distance(name, known)
}

// distance returns the Levenshtein distance of two names: how many bytes have to be inserted, removed or replaced.
func distance(a, b string) int {
	a, b = a[:min(len(a), maxCompared)], b[:min(len(b), maxCompared)]
	row := make([]int, len(b)+1)
	for n := range row {
		row[n] = n
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
