package rebuild

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/ctxsize/ctxsize/internal/history"
)

// sum identifies a set of files by their paths, modes and contents. It is an incremental multiset hash (MSet-Add-Hash by Clarke and others, 2003):
// the sum of the hashes of the files, so that a change is added and subtracted without the other files.
type sum struct {
	low, high uint64
	// files is the number of entries.
	files int32
}

// entrySum returns the sum of one entry. The name of a directory's object is not part of it: the entries of the directory count by themselves.
func entrySum(path string, e history.Entry) sum {
	if !e.Exists() {
		return sum{}
	}
	if e.Mode == history.ModeDir {
		e.ID = history.ObjectID{}
	}
	text := make([]byte, 0, len(path)+len(e.ID)+8)
	text = append(text, path...)
	text = append(text, 0)
	text = binary.BigEndian.AppendUint32(text, e.Mode)
	hash := sha256.Sum256(append(text, e.ID[:]...))
	return sum{binary.BigEndian.Uint64(hash[:8]), binary.BigEndian.Uint64(hash[8:16]), 1}
}

func (s *sum) add(o sum) {
	s.low, s.high, s.files = s.low+o.low, s.high+o.high, s.files+o.files
}

func (s *sum) subtract(o sum) {
	s.low, s.high, s.files = s.low-o.low, s.high-o.high, s.files-o.files
}

// append adds a sum to the text of a key.
func (s sum) append(text []byte) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(text, s.low), s.high)
}
