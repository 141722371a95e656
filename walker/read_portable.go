package walker

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/ctxsize/ctxsize/internal/osstat"
)

// listPortable reads a directory by its path with the standard library, up to the length of path that the system allows.
func (w *worker) listPortable(t *task) error {
	path := t.location.path()
	dir := filepath.Join(w.root, filepath.FromSlash(path))
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	list, err := f.ReadDir(-1)
	for _, e := range list {
		if fact, ok := w.portableEntry(t, dir, e); ok {
			w.addEntry(t, &fact)
		}
	}
	return err
}

func (w *worker) portableEntry(t *task, dir string, e fs.DirEntry) (fact facts, ok bool) {
	name := e.Name()
	fact.name, fact.attributes = []byte(name), unlisted
	if e.IsDir() && w.skips(t, fact.name) {
		fact.mode, fact.skipped = typeDir, true
		return fact, true
	}
	info, err := e.Info()
	if err != nil {
		w.problem(t.number, join(t.location.path(), name), "lstat", err)
		return fact, false
	}
	fact.fillInfo(info)
	switch path := filepath.Join(dir, name); fact.mode & typeMask {
	case typeSymlink:
		target, err := os.Readlink(path)
		if err != nil {
			w.problem(t.number, join(t.location.path(), name), "readlink", err)
			return fact, false
		}
		fact.target = []byte(target)
	case typeFile:
		fact.unreadable = !readableByAll(fact.mode) && !opens(path)
	}
	return fact, true
}

// probePortable returns the error of opening a directory that is an entry of the one at hand.
func (w *worker) probePortable(t *task, name string) error {
	f, err := os.Open(filepath.Join(w.root, filepath.FromSlash(t.location.path()), name))
	if err != nil {
		return err
	}
	return f.Close()
}

// readableByAll reports whether the mode alone shows that a file may be opened.
func readableByAll(mode uint16) bool { return mode&0o444 == 0o444 }

func opens(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	f.Close()
	return true
}

// fillInfo takes over what os.Lstat returned. BuildKit's client marks everything executable on Windows (github.com/tonistiigi/fsutil mkstat).
func (f *facts) fillInfo(info fs.FileInfo) {
	f.mode, f.size = portableMode(info.Mode()), info.Size()
	if runtime.GOOS == "windows" {
		f.mode = f.mode&typeMask | (f.mode&0o777|0o111)&0o755
	}
	f.mtime, f.seconds = info.ModTime().UnixNano(), info.ModTime().Unix()
	s := osstat.Of(info)
	f.inode, f.hardLink, f.major, f.minor = s.Inode, s.HardLink, s.Major, s.Minor
}

// portableMode returns the st_mode of a mode of os.Lstat.
func portableMode(m fs.FileMode) uint16 {
	mode := uint16(m.Perm())
	switch m.Type() {
	case 0:
		mode |= typeFile
	case fs.ModeDir:
		mode |= typeDir
	case fs.ModeSymlink:
		mode |= typeSymlink
	case fs.ModeNamedPipe:
		mode |= typeFIFO
	case fs.ModeSocket:
		mode |= typeSocket
	case fs.ModeDevice | fs.ModeCharDevice:
		mode |= typeChar
	case fs.ModeDevice:
		mode |= typeBlock
	}
	for bit, flag := range map[uint16]fs.FileMode{0o4000: fs.ModeSetuid, 0o2000: fs.ModeSetgid, 0o1000: fs.ModeSticky} {
		if m&flag != 0 {
			mode |= bit
		}
	}
	return mode
}
