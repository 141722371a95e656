package inventory

import (
	"bytes"
	"encoding/binary"

	"github.com/ctxsize/ctxsize/internal/budget"
)

const (
	// maxIndex is the size of the largest index file that is read, in bytes: that of a million files has about 100 MB.
	maxIndex = 256 << 20
	// maxIndexNames is the maximum total length of all paths of an index, in bytes: version 4 stores only the difference from the path before.
	maxIndexNames = 64 << 20

	indexHeader  = 12
	indexEntry   = 62 // bytes of an entry in front of its name
	extendedFlag = 0x40
)

// checkIndex returns an error where an index would take too much memory to decode (gitformat-index).
func checkIndex(path string, text []byte) error {
	if len(text) < indexHeader {
		return nil
	}
	version, entries := binary.BigEndian.Uint32(text[4:]), binary.BigEndian.Uint32(text[8:])
	if int64(entries)*indexEntry > int64(len(text)) {
		return budget.Exceeded(path, 0, "%d entries do not fit in %d bytes", entries, len(text))
	}
	if version == 4 && expandedNames(text[indexHeader:], int(entries)) > maxIndexNames {
		return budget.Exceeded(path, 0, "the paths expand to more than %d bytes", maxIndexNames)
	}
	return nil
}

// expandedNames returns the total length of the paths of an index of version 4.
func expandedNames(rest []byte, entries int) int {
	total, length := 0, 0
	for range entries {
		if len(rest) < indexEntry+2 {
			break
		}
		extended := rest[indexEntry-2]&extendedFlag != 0
		if rest = rest[indexEntry:]; extended {
			rest = rest[2:]
		}
		strip, size := offsetVarint(rest)
		rest = rest[size:]
		end := bytes.IndexByte(rest, 0)
		if end < 0 {
			break
		}
		if length = max(length-strip, 0) + end; total+length > maxIndexNames {
			return total + length
		}
		total += length
		rest = rest[end+1:]
	}
	return total
}

// offsetVarint reads a number as git writes offsets (varint.c, decode_varint).
func offsetVarint(text []byte) (value, size int) {
	for size < len(text) && size < 5 {
		b := text[size]
		value |= int(b & 0x7f)
		if size++; b&0x80 == 0 {
			break
		}
		value = (value + 1) << 7
	}
	return value, size
}
