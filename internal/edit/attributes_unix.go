//go:build linux || darwin

package edit

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// copyAttributes gives a new file the extended attributes of the one that it replaces, access control lists included, and removes those that
// it inherited from its directory. Losing an attribute that the user set, or an access control list, is an error; the system may refuse to
// set others (security.*, trusted.*), and sets its own.
func copyAttributes(from, to *os.File) error {
	wanted, err := listAttributes(from)
	if errors.Is(err, unix.ENOTSUP) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot list its extended attributes: %w", err)
	}
	inherited, err := listAttributes(to)
	if err != nil {
		inherited = nil
	}
	for _, name := range inherited {
		if !slices.Contains(wanted, name) && isUserAttribute(name) {
			if err := unix.Fremovexattr(int(to.Fd()), name); err != nil {
				return fmt.Errorf("cannot remove the inherited attribute %s: %w", name, err)
			}
		}
	}
	for _, name := range wanted {
		if err := copyAttribute(from, to, name); err != nil && isUserAttribute(name) {
			return fmt.Errorf("cannot copy its extended attribute %s: %w", name, err)
		}
	}
	return nil
}

// isUserAttribute reports whether an attribute is the user's own. On macOS names have no namespace, and those of the system begin with com.apple.
func isUserAttribute(name string) bool {
	if strings.HasPrefix(name, "system.posix_acl_") {
		return true
	}
	return !slices.ContainsFunc([]string{"security.", "trusted.", "system.", "com.apple."}, func(p string) bool { return strings.HasPrefix(name, p) })
}

func listAttributes(f *os.File) ([]string, error) {
	list, err := grow(func(b []byte) (int, error) { return unix.Flistxattr(int(f.Fd()), b) })
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range strings.SplitSeq(string(list), "\x00") {
		if name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

func copyAttribute(from, to *os.File, name string) error {
	value, err := grow(func(b []byte) (int, error) { return unix.Fgetxattr(int(from.Fd()), name, b) })
	if err != nil {
		return err
	}
	return unix.Fsetxattr(int(to.Fd()), name, value, 0)
}

// grow calls a function with larger buffers until what it returns fits.
func grow(read func([]byte) (int, error)) ([]byte, error) {
	for size := 1 << 10; ; size *= 4 {
		b := make([]byte, size)
		n, err := read(b)
		if errors.Is(err, unix.ERANGE) && size < 1<<20 {
			continue
		}
		if err != nil {
			return nil, err
		}
		return b[:n], nil
	}
}
