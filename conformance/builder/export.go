package builder

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/moby/buildkit/client"
)

// Item is one entry of a built file system.
type Item struct {
	Type byte   // as in archive/tar
	Link string // target of a symbolic link
	Sum  [sha256.Size]byte
}

// Image is a built file system: its entries by absolute path.
type Image map[string]Item

// Export builds and returns the file system that was built. A build that the daemon refuses is an Outcome, not an error.
func (d *Daemon) Export(ctx context.Context, b Build) (Image, Outcome, error) {
	var archive bytes.Buffer
	o, err := d.solve(ctx, b, []client.ExportEntry{{Type: client.ExporterTar, Output: func(map[string]string) (io.WriteCloser, error) { return buffer{&archive}, nil }}}, func(*client.SolveStatus) {})
	if err != nil || o.Failure != None {
		return nil, o, err
	}
	image, err := readImage(&archive)
	return image, o, err
}

// Prune frees what earlier builds have left in the daemon's state and no build is using.
func (d *Daemon) Prune(ctx context.Context) error {
	if err := d.client.Prune(ctx, nil, client.PruneAll); err != nil {
		return fmt.Errorf("freeing what builds have left: %w", err)
	}
	return nil
}

type buffer struct{ io.Writer }

// Close is for the exporter, which is done then.
func (buffer) Close() error { return nil }

func readImage(r io.Reader) (Image, error) {
	image := Image{"/": {Type: tar.TypeDir}}
	for archive := tar.NewReader(r); ; {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return image, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading what was built: %w", err)
		}
		item := Item{Type: h.Typeflag, Link: h.Linkname}
		sum := sha256.New()
		if _, err := io.Copy(sum, archive); err != nil {
			return nil, fmt.Errorf("reading %s of what was built: %w", h.Name, err)
		}
		sum.Sum(item.Sum[:0])
		if h.Typeflag == tar.TypeLink {
			item = image[path.Join("/", h.Linkname)]
		}
		image[path.Join("/", h.Name)] = item
	}
}

// Find returns the path at which a path of the image is, links followed; ok is false where there is nothing.
func (m Image) Find(p string) (at string, ok bool) {
	rest, links := path.Join("/", p), 0
	for at = "/"; rest != "/" && rest != ""; {
		name, more := cut(rest)
		next := path.Join(at, name)
		item, ok := m[next]
		if !ok {
			return next, false
		}
		rest = more
		if item.Type != tar.TypeSymlink {
			at = next
			continue
		}
		if links++; links > maxLinks {
			return next, false
		}
		target := item.Link
		if !path.IsAbs(target) {
			target = path.Join(at, target)
		}
		at, rest = "/", path.Join("/", target, rest)
	}
	return at, true
}

const maxLinks = 40

// cut returns the first name of an absolute path, and the rest as an absolute path.
func cut(p string) (name, rest string) {
	for n := 1; n < len(p); n++ {
		if p[n] == '/' {
			return p[1:n], p[n:]
		}
	}
	return p[1:], "/"
}

// Below returns the image that a directory of an image is.
func (m Image) Below(dir string) Image {
	below := Image{}
	for p, item := range m {
		if rel, ok := strings.CutPrefix(p, dir); ok && (rel == "" || rel[0] == '/') {
			below[path.Join("/", rel)] = item
		}
	}
	return below
}
