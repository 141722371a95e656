// Package distinct removes duplicates from lists.
package distinct

// Strings returns the strings of a list that are not empty, each once, in order of first appearance.
func Strings(list []string) []string {
	var kept []string
	seen := make(map[string]struct{}, len(list))
	for _, s := range list {
		if _, known := seen[s]; s != "" && !known {
			seen[s] = struct{}{}
			kept = append(kept, s)
		}
	}
	return kept
}
