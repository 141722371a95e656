package walker

import (
	"archive/tar"
	"context"
	"path/filepath"
	"strings"
	"time"

	"github.com/ctxsize/ctxsize/internal/saturate"
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
		if v.has(Sent, i.node) && ctx.Err() == nil {
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
	h := tar.Header{Name: path, Typeflag: tar.TypeReg, Format: tar.FormatPAX}
	switch {
	case i.isDir():
		h.Name, h.Typeflag = path+"/", tar.TypeDir
	case i.kind() == Symlink:
		h.Linkname, h.Typeflag = string(i.target()), tar.TypeSymlink
	}
	if w.isRepeatedLink(i.node, true) {
		h.Linkname, h.Typeflag = w.first[i.inode()], tar.TypeLink
	} else if i.linked() {
		w.first[i.inode()] = h.Name
	}
	if h.Typeflag == tar.TypeReg && i.kind() == File {
		h.Size = i.size
	}
	if i.kind() == File {
		if value := capability(filepath.Join(w.Tree.Root, path)); value > 0 {
			h.PAXRecords = map[string]string{"SCHILY.xattr.security.capability": strings.Repeat("\x01", value)}
		}
	}
	h.ModTime = time.Unix(w.Tree.secondsOf(&i), 0)
	w.bytes = saturate.Add(w.bytes, saturate.Add(headers(&h), blocks(h.Size)))
}

// headers is the size of what the archive has before an entry's content. Only names and numbers that do not fit one header are worth
// asking the library about.
func headers(h *tar.Header) int64 {
	if len(h.Name) <= tarName && len(h.Linkname) <= tarName && h.Size < tarSize && h.PAXRecords == nil && h.ModTime.Equal(time.Unix(0, 0)) && plainASCII(h.Name) && plainASCII(h.Linkname) {
		return tarBlock
	}
	var c counter
	// It fails only for a header that it cannot write at all, which the builder's client leaves out.
	_ = tar.NewWriter(&c).WriteHeader(h)
	return int64(c)
}

func plainASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 || r == 0 })
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// blocks is the room that content takes: whole blocks.
func blocks(bytes int64) int64 {
	return saturate.Mul(bytes/tarBlock+min(bytes%tarBlock, 1), tarBlock)
}
