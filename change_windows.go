package ctxsize

import (
	"io/fs"
	"os"
)

// names cannot be told from what the system gives with a file's other facts.
func names(fs.FileInfo) uint64 { return 1 }

// keepOwner: a file in the same directory inherits the same rights.
func keepOwner(*os.File, fs.FileInfo) error { return nil }

func umask() fs.FileMode { return 0o022 }
