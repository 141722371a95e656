//go:build linux || darwin

package osstat

import (
	"errors"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// listGrowth is room for another attribute that appears between two calls.
const listGrowth = 256

// EachXattr calls visit with the name and the length of the value of each extended attribute of an entry itself, without following a link.
// What BuildKit's client leaves out is left out: attributes that macOS reserves, and values that may not be read.
func EachXattr(path string, visit func(name string, value int)) error {
	n, err := unix.Llistxattr(path, nil)
	if n == 0 || errors.Is(err, unix.ENOTSUP) {
		return nil
	}
	if err != nil {
		return err
	}
	list := make([]byte, n+listGrowth)
	if n, err = unix.Llistxattr(path, list); err != nil {
		return err
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(list[:n]), "\x00"), "\x00") {
		if strings.HasPrefix(name, "com.apple.") {
			continue
		}
		if value, err := unix.Lgetxattr(path, name, nil); err == nil {
			visit(name, value)
		}
	}
	return nil
}

// maxCapability is longer than every version of a capability.
const maxCapability = 64

// Capability returns the value of a file's security.capability attribute, the only one that the legacy builder sends; nil where there is none.
func Capability(path string) []byte {
	if runtime.GOOS != "linux" {
		return nil
	}
	value := make([]byte, maxCapability)
	n, err := unix.Lgetxattr(path, "security.capability", value)
	if err != nil {
		return nil
	}
	return value[:n]
}
