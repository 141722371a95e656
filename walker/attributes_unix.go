//go:build linux || darwin

package walker

import (
	"errors"
	"strings"

	"golang.org/x/sys/unix"
)

// attributeBytes lists an entry's own attributes, without following a link. BuildKit's client leaves out what macOS keeps for itself,
// and values that it may not read.
func attributeBytes(path string) (int, error) {
	n, err := unix.Llistxattr(path, nil)
	if n == 0 || errors.Is(err, unix.ENOTSUP) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	// Room for one more attribute that appears meanwhile.
	list := make([]byte, n+256)
	if n, err = unix.Llistxattr(path, list); err != nil {
		return 0, err
	}
	size := 0
	for name := range strings.SplitSeq(strings.TrimSuffix(string(list[:n]), "\x00"), "\x00") {
		if strings.HasPrefix(name, "com.apple.") {
			continue
		}
		if value, err := unix.Lgetxattr(path, name, nil); err == nil {
			size += attribute(name, value)
		}
	}
	return size, nil
}
