package inventory

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
)

const (
	// indexFlags is where the flags of an entry of an index begin, and nameLength is the part of them with the length of its name.
	indexFlags = 60
	nameLength = 0xfff
	// extensionHeader is the size of the name of an extension and of its length.
	extensionHeader = 8
)

// indexNames returns the paths of the entries of an index (gitformat-index), in their order. It decodes nothing else of them. ok is false for
// an index with an unusual extension, and for one that seems to be damaged.
func indexNames(text []byte) (names []string, ok bool) {
	if len(text) < indexHeader+sha1.Size || !bytes.HasPrefix(text, []byte("DIRC")) {
		return nil, false
	}
	version, entries := binary.BigEndian.Uint32(text[4:]), int(binary.BigEndian.Uint32(text[8:]))
	body, sum := text[:len(text)-sha1.Size], text[len(text)-sha1.Size:]
	if version < 2 || version > 4 || entries > len(text)/indexEntry || sha1.Sum(body) != [sha1.Size]byte(sum) {
		return nil, false
	}
	r := indexReader{text: body, at: indexHeader, version: version, starts: make([]int, 0, entries+1)}
	for range entries {
		if !r.entry() {
			return nil, false
		}
	}
	return r.split(), r.skipExtensions()
}

// indexReader reads the entries of an index one after the other.
type indexReader struct {
	text    []byte
	at      int // where the next entry begins
	version uint32
	// names are all paths, and starts is where each of them begins: that takes less memory than a copy of each.
	names  []byte
	starts []int
}

// split returns the paths that were read.
func (r *indexReader) split() []string {
	all := string(r.names)
	names := make([]string, len(r.starts))
	for n, start := range r.starts {
		end := len(all)
		if n+1 < len(r.starts) {
			end = r.starts[n+1]
		}
		names[n] = all[start:end]
	}
	return names
}

// entry reads the path of the next entry, and reports whether it could.
func (r *indexReader) entry() bool {
	header := indexEntry
	if len(r.text)-r.at < header+2 {
		return false
	}
	flags := binary.BigEndian.Uint16(r.text[r.at+indexFlags:])
	if flags>>8&extendedFlag != 0 {
		header += 2
	}
	rest := r.text[r.at+header:]
	if r.version == 4 {
		return r.shortened(rest)
	}
	end := int(flags & nameLength)
	if end == nameLength {
		end = bytes.IndexByte(rest, 0)
	}
	if end < 0 || end >= len(rest) || rest[end] != 0 {
		return false
	}
	r.starts = append(r.starts, len(r.names))
	r.names = append(r.names, rest[:end]...)
	// One to eight zero bytes follow, up to a multiple of eight.
	r.at += (header + end + 8) &^ 7
	return r.at <= len(r.text)
}

// shortened reads a path of version 4: how many bytes to remove from the end of the path before, and what to append.
func (r *indexReader) shortened(rest []byte) bool {
	strip, size := offsetVarint(rest)
	end := bytes.IndexByte(rest[size:], 0)
	before := len(r.names)
	if len(r.starts) > 0 {
		before = r.starts[len(r.starts)-1]
	}
	if keep := len(r.names) - before - strip; end >= 0 && keep >= 0 {
		r.starts = append(r.starts, len(r.names))
		r.names = append(append(r.names, r.names[before:before+keep]...), rest[size:size+end]...)
		r.at = len(r.text) - len(rest) + size + end + 1
		return true
	}
	return false
}

// skipExtensions reports whether only optional extensions follow the entries. Git ignores those of them that it does not know.
func (r *indexReader) skipExtensions() bool {
	for r.at < len(r.text) {
		rest := r.text[r.at:]
		if len(rest) < extensionHeader || rest[0] < 'A' || rest[0] > 'Z' {
			return false
		}
		size := binary.BigEndian.Uint32(rest[4:])
		if int64(size) > int64(len(rest)-extensionHeader) {
			return false
		}
		r.at += extensionHeader + int(size)
	}
	return true
}
