//go:build !linux || !(amd64 || arm64)

package walker

import (
	"os"
	"path/filepath"
)

// pathLimit: this reader names files by their whole path itself and meets the limit as the builder's client does.
const pathLimit = 0

// handle has nothing to hold where directories are opened by path.
type handle struct{}

func (h *handle) retain() *handle { return h }

func (h *handle) release(*scan) {}

func (w *worker) list(t task) (*handle, error) { return nil, w.listPortable(t) }

// probe says why a directory cannot be opened.
func (w *worker) probe(t task) error {
	f, err := os.Open(filepath.Join(w.root, filepath.FromSlash(t.path)))
	if err != nil {
		return err
	}
	return f.Close()
}
