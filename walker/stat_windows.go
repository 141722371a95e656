package walker

import "io/fs"

// stat takes over what os.Lstat says. BuildKit's client marks everything executable on Windows and knows no hard links there
// (github.com/tonistiigi/fsutil mkstat).
func (f *facts) stat(info fs.FileInfo) {
	f.mode, f.size = portableMode(info.Mode()), info.Size()
	f.mode = f.mode&typeMask | (f.mode&0o777|0o111)&0o755
	f.mtime, f.seconds = info.ModTime().UnixNano(), info.ModTime().Unix()
}
