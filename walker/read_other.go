//go:build !linux || !(amd64 || arm64)

package walker

// pathLimit is none: this reader names files by their whole path and meets the limit as the builder's client does.
const pathLimit = 0

// reader has nothing to hold where the standard library reads directories.
type reader struct{}

// handle has nothing to hold where directories are opened by path.
type handle struct{}

func (h *handle) retain() {}

func (h *handle) release() {}

func (w *worker) listDirectory(t *task) error { return w.listPortable(t) }

func (w *worker) probe(t *task, name string) error { return w.probePortable(t, name) }

// readRecords is never called: this reader shares no directory.
func (w *worker) readRecords(*task, []byte) {}

// limitDescriptors changes nothing: each worker has one descriptor.
func (o *Options) limitDescriptors() {}
