package verify

import (
	"cmp"
	"fmt"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

// The wire format of fsutil's Packet (github.com/tonistiigi/fsutil types/wire.proto): content is sent in chunks, and one packet ends it.
const (
	tag   = 1
	chunk = 32 << 10
)

// maxFiles is the number of files for which a delta is explained.
const maxFiles = 200_000

// sentFile is a file whose content is sent to an empty cache.
type sentFile struct {
	path string
	// bytes are those of the packets with its content.
	bytes    int64
	modified time.Time
}

// explain judges a number that is not that of an empty cache. A builder with files of an earlier build receives the list of all files, and the
// contents of those that were modified since.
func (l *Load) explain(c *inventory.Usage) {
	if *l.Reported > *l.Predicted {
		l.Verdict, l.Reason = Different, fmt.Sprintf("The builder received %d bytes more than predicted.", *l.Reported-*l.Predicted)
		return
	}
	files, listed := contents(c, *l.Predicted)
	switch {
	case *l.Reported < listed:
		l.Verdict, l.Reason = Different, fmt.Sprintf("Even the list of the files takes %d bytes.", listed)
	case *l.Reported == listed:
		l.Verdict, l.Reason = Delta, "The builder had all files from an earlier build."
	default:
		l.Verdict, l.Reason = Delta, newest(files, *l.Reported-listed)
	}
}

// contents returns the files whose contents are sent to an empty cache, and the bytes of everything else. The size of a packet depends on the
// number of the file among all that are listed.
func contents(c *inventory.Usage, predicted int64) (files []sentFile, listed int64) {
	listed = predicted
	id := uint64(0)
	c.View.Each(walker.Sent, func(e walker.Entry) bool {
		if (e.Kind == walker.File || e.Kind == walker.Socket) && e.Link == "" {
			f := sentFile{path: e.Path, bytes: packets(id, e.Bytes)}
			listed -= f.bytes
			if len(files) < maxFiles {
				if info, err := os.Lstat(filepath.Join(c.Context.Root, filepath.FromSlash(e.Path))); err == nil {
					f.modified = info.ModTime()
				}
			}
			files = append(files, f)
		}
		id++
		return true
	})
	return files, listed
}

// packets returns the size of all packets with the content of a file.
func packets(id uint64, content int64) int64 {
	size := int64(2)
	if id > 0 {
		size += tag + varint(id)
	}
	total := size
	for ; content > 0; content -= chunk {
		n := min(content, chunk)
		total += size + tag + varint(uint64(n)) + n
	}
	return total
}

// varint returns the size of a number in the wire format.
func varint(n uint64) int64 { return int64(bits.Len64(n|1)+6) / 7 }

// newest explains a delta by the files that were modified last, if their contents are exactly the delta.
func newest(files []sentFile, delta int64) string {
	const unexplained = "The builder had some of the files from an earlier build; which ones cannot be derived from the modification times."
	if len(files) > maxFiles {
		return unexplained
	}
	slices.SortFunc(files, func(a, b sentFile) int {
		return cmp.Or(b.modified.Compare(a.modified), strings.Compare(a.path, b.path))
	})
	for n, f := range files {
		if delta -= f.bytes; delta > 0 {
			continue
		}
		if delta < 0 {
			break
		}
		return fmt.Sprintf("The builder had all files but the %d modified since %s: %s.", n+1, f.modified.UTC().Format("2006-01-02 15:04:05 MST"), names(files[:n+1]))
	}
	return unexplained
}

// names lists a few files.
func names(files []sentFile) string {
	const most = 5
	var list []string
	for _, f := range files[:min(len(files), most)] {
		list = append(list, f.path)
	}
	text := strings.Join(list, ", ")
	if more := len(files) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
