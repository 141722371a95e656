package engine

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
)

// Entry is one header of the tar.
type Entry struct {
	Path     string // without the slash that ends a directory's name
	Type     byte   // the tar type flag
	Size     int64
	Linkname string
}

// list reads a whole tar and counts its bytes, padding and trailer included.
func list(body io.Reader) (Sent, error) {
	count := &counter{r: body}
	sent := Sent{Entries: []Entry{}}
	for r := tar.NewReader(count); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Sent{}, fmt.Errorf("listing the tar after %d entries: %w", len(sent.Entries), err)
		}
		sent.Entries = append(sent.Entries, entry(h))
	}
	if _, err := io.Copy(io.Discard, count); err != nil {
		return Sent{}, err
	}
	sent.Bytes = count.n
	return sent, nil
}

func entry(h *tar.Header) Entry {
	path := h.Name
	if h.Typeflag == tar.TypeDir && len(path) > 1 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	return Entry{Path: path, Type: h.Typeflag, Size: h.Size, Linkname: h.Linkname}
}

// counter counts what was read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
