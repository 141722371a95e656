package walker

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	tarBlock   = 512
	tarTrailer = 2 * tarBlock
	tarName    = 100     // bytes of a name that a header holds
	tarSize    = 1 << 33 // the first size that eleven octal digits do not hold
)

// TarSize is the number of bytes that the legacy builder prints as "Sending build context to Docker daemon": an uncompressed archive in
// PAX format of all that is sent (github.com/moby/go-archive addTarFile, archive/tar). Capabilities of files are part of it and are
// read from disk; the error is that of ctx.
func (v *View) TarSize(ctx context.Context) (int64, error) {
	w := tarWriter{View: v, first: map[uint64]string{}, bytes: tarTrailer}
	v.Tree.each(0, nil, func(i item, path []byte) bool {
		if v.in(Sent, i.node) && ctx.Err() == nil {
			w.header(i, string(path))
		}
		return ctx.Err() == nil
	})
	return w.bytes, context.Cause(ctx)
}

type tarWriter struct {
	*View
	bytes int64
	first map[uint64]string
}

func (w *tarWriter) header(i item, path string) {
	var records int
	name, target := path, ""
	switch {
	case i.isDir():
		name += "/"
	case i.kind() == Symlink:
		target = string(i.target())
	}
	var size int64
	if w.again(i.node, true) {
		target = w.first[i.inode()]
	} else {
		if i.linked() {
			w.first[i.inode()] = name
		}
		if i.kind() == File {
			size = i.size
		}
	}
	records += paxName("path", name) + paxName("linkpath", target)
	if size >= tarSize {
		records += paxRecord("size", len(strconv.FormatInt(size, 10)))
	}
	if s := i.extra().seconds; s < 0 || s >= maxOctalTime {
		records += paxRecord("mtime", len(strconv.FormatInt(s, 10)))
	}
	if value := capability(filepath.Join(w.Tree.Root, path)); i.kind() == File && value > 0 {
		records += paxRecord("SCHILY.xattr.security.capability", value)
	}
	w.bytes += tarBlock + blocks(size)
	if records > 0 {
		w.bytes += tarBlock + blocks(int64(records))
	}
}

// paxName is the record for a name that does not fit the header.
func paxName(key, name string) int {
	if len(name) <= tarName && !strings.ContainsFunc(name, func(r rune) bool { return r >= 0x80 || r == 0 }) {
		return 0
	}
	return paxRecord(key, len(name))
}

// paxRecord is the length of "LENGTH KEY=VALUE\n", whose length counts itself.
func paxRecord(key string, value int) int {
	size := len(" =\n") + len(key) + value
	total := size + len(strconv.Itoa(size))
	return size + len(strconv.Itoa(total))
}

func blocks(bytes int64) int64 { return (bytes + tarBlock - 1) / tarBlock * tarBlock }
