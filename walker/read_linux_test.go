//go:build amd64 || arm64

package walker

import (
	"bytes"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// TestDirname has records of each length with something behind the NUL, which the kernel does not clear.
func TestDirname(t *testing.T) {
	for n := 1; n <= maxNameBytes; n++ {
		name := bytes.Repeat([]byte{'n'}, n)
		from := int(unsafe.Offsetof(unix.Dirent{}.Name))
		record := bytes.Repeat([]byte{'x'}, (from+n+1+7)&^7)
		copy(record[from:], name)
		record[from+n] = 0
		if got := dirname(record); !bytes.Equal(got, name) {
			t.Fatalf("%d bytes: %q", n, got)
		}
	}
}
