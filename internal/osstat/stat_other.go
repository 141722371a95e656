//go:build !unix

package osstat

import (
	"io/fs"
	"time"
)

// Of returns nothing: BuildKit's client knows no hard links here (github.com/tonistiigi/fsutil mkstat).
func Of(fs.FileInfo) Stat { return Stat{} }

// ProcessorTime is not known.
func ProcessorTime() (used time.Duration, known bool) { return 0, false }
