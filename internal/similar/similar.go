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
	return "did you mean " + Or(names) + "?"
}

// difference returns the distance of two names, 0 if one contains the other.
func difference(name, known string) int {
	if len(name) > 2 && strings.Contains(known, name) {
		return 0
	}
	return distance(name, known)
}

// distance returns the optimal string alignment distance of two names: how many bytes have to be inserted, removed, replaced, or exchanged with the
// next one.
func distance(a, b string) int {
	a, b = a[:min(len(a), maxCompared)], b[:min(len(b), maxCompared)]
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replaced := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			rows[i][j] = min(replaced, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
