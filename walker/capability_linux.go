package walker

import "golang.org/x/sys/unix"

// capability is the length of a file's security.capability attribute, the only one that the legacy builder keeps.
func capability(path string) int {
	n, err := unix.Lgetxattr(path, "security.capability", nil)
	if err != nil {
		return 0
	}
	return n
}
