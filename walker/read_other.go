//go:build !linux || !(amd64 || arm64)

package walker

// pathLimit: this reader names files by their whole path itself and meets the limit as the builder's client does.
const pathLimit = 0

// inquiry has nothing to hold where the standard library asks.
type inquiry struct{}

// handle has nothing to hold where directories are opened by path.
type handle struct{}

func (h *handle) retain() {}

func (h *handle) release() {}

func (w *worker) listDirectory(t *task) error { return w.listPortable(t) }

func (w *worker) probe(t *task, name string) error { return w.probePortable(t, name) }

// take: this reader hands no stretches to others.
func (w *worker) readRecords(*task, []byte) {}

// bounded leaves the walk as it is: each worker has one descriptor.
func (o *Options) bounded() {}
