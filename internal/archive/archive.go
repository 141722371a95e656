// Package archive packs what a build sends as a tar archive, for builders that take one.
package archive

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/walker"
)

// ErrChanged is the error about a file that is not as it was when the context was scanned.
var ErrChanged = errors.New("it changed since the context was scanned")

// A File is a file that is added to the context, such as the Dockerfile.
type File struct {
	Name string // slash-separated path in the archive
	Text []byte
}

// Write writes an uncompressed PAX archive of what a view sends: names, modes, links, hard links and contents as the builder receives them, owned
// by root, with times in whole seconds. A file that is sent empty is empty. added follows, unless the context has a file of that name. The files
// are read below root without following links. Extended attributes other than capabilities are left out, as the legacy builder does.
func Write(ctx context.Context, w io.Writer, root string, v *walker.View, added []File) error {
	dir, err := projectfile.OpenRoot(root)
	if err != nil {
		return err
	}
	defer dir.Close()
	p := packer{root: dir, out: tar.NewWriter(w), names: map[string]bool{}}
	if err := v.TarEntries(ctx, p.entry); err != nil {
		return err
	}
	for _, f := range added {
		if err := p.add(f); err != nil {
			return err
		}
	}
	return p.out.Close()
}

type packer struct {
	root  *os.Root
	out   *tar.Writer
	names map[string]bool
}

// entry packs an entry of the context.
func (p *packer) entry(h *tar.Header) error {
	name := strings.TrimSuffix(h.Name, "/")
	p.names[name] = true
	if err := p.pack(h, filepath.FromSlash(name)); err != nil {
		return fmt.Errorf("cannot pack %s: %w", name, err)
	}
	return nil
}

func (p *packer) pack(h *tar.Header, name string) error {
	info, err := p.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrChanged
	}
	if err != nil {
		return err
	}
	h.ModTime = info.ModTime().Truncate(time.Second)
	if h.Typeflag != tar.TypeReg || h.Size == 0 {
		return p.out.WriteHeader(h)
	}
	f, err := projectfile.OpenIn(p.root, name)
	if err != nil {
		return err
	}
	defer f.Close()
	opened, err := f.Stat()
	if err != nil {
		return err
	}
	if opened.Size() != h.Size || !os.SameFile(info, opened) {
		return ErrChanged
	}
	if err := p.out.WriteHeader(h); err != nil {
		return err
	}
	if n, err := io.Copy(p.out, io.LimitReader(f, h.Size)); err != nil || n < h.Size {
		return errors.Join(err, ErrChanged)
	}
	return nil
}

// add packs a file that the context does not have.
func (p *packer) add(f File) error {
	if p.names[f.Name] {
		return nil
	}
	h := tar.Header{Name: f.Name, Typeflag: tar.TypeReg, Format: tar.FormatPAX, Mode: 0o644, Size: int64(len(f.Text)), ModTime: time.Unix(0, 0)}
	err := p.out.WriteHeader(&h)
	if err == nil {
		_, err = p.out.Write(f.Text)
	}
	if err != nil {
		return fmt.Errorf("cannot pack %s: %w", f.Name, err)
	}
	return nil
}
