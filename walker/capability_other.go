//go:build !linux

package walker

// capability: only Linux has them.
func capability(string) int { return 0 }
