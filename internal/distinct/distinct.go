// Package distinct removes duplicates from lists.
package distinct

// unique keeps the first of each that is not empty.
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
