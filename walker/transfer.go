package walker

import (
	"archive/tar"
	"context"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/ctxsize/ctxsize/internal/osstat"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// The wire format of fsutil's Packet and Stat messages (github.com/tonistiigi/fsutil types/wire.proto and stat.proto): one byte of tag
// before each field.
const (
	tag        = 1
	packetData = 32 << 10 // content bytes in one packet
	finPacket  = 2        // a packet that holds nothing but its type
)

// Transfer returns the number of bytes that BuildKit prints as "transferring context" for an empty cache: the sum of all
// packets of one fsutil.Send. Extended attributes are part of it: call [Tree.ReadAttributes] for this view first. It is 2
// where nothing is sent; whether the context is requested at all is for the caller to know.
func (v *View) Transfer() int64 { return v.transfer(minPart) }

// transfer sums up directories with at least minEntries entries concurrently.
func (v *View) transfer(minEntries uint32) int64 {
	v.Tree.attributes.Lock()
	defer v.Tree.attributes.Unlock()
	s := sending{View: v, minEntries: minEntries, first: map[uint64]int{}}
	s.sender().part(0, 0, 0)
	s.running.Wait()
	for _, l := range s.later {
		s.bytes = saturate.Add(s.bytes, message(l.stat+field(s.first[l.inode])))
	}
	return saturate.Add(s.bytes, finPacket)
}

// sending is what the parts of a transfer have in common.
type sending struct {
	*View
	minEntries uint32
	running    sync.WaitGroup

	mu    sync.Mutex
	bytes int64
	first map[uint64]int // length of the first name of a file
	later []laterName
}

// laterName is a later name of a file, whose message contains the first one.
type laterName struct {
	inode uint64
	stat  int // size of the message without it
}

// sender adds up a part, and then to the whole.
type sender struct {
	*sending
	bytes int64
	first []firstName
	later []laterName
}

type firstName struct {
	inode  uint64
	length int
}

func (s *sending) sender() *sender { return &sender{sending: s} }

// part sums up a directory. id is the index of its first sent entry, and path the length of its path.
func (s *sender) part(number int32, path int, id uint64) {
	s.directory(number, path, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sending.bytes = saturate.Add(s.sending.bytes, s.bytes)
	s.sending.later = append(s.sending.later, s.later...)
	for _, f := range s.first {
		s.sending.first[f.inode] = f.length
	}
}

// directory returns the id of the next entry that is sent.
func (s *sender) directory(number int32, path int, id uint64) (next uint64) {
	for c := s.Tree.entries(s.Tree.dirs.at(number)); c.next(); {
		if !s.has(Sent, c.node) {
			continue
		}
		length := path + c.nameLen()
		if path > 0 {
			length++
		}
		s.packet(&c.item, length, id)
		id++
		if !c.isDir() {
			continue
		}
		if below := s.sums.get(Sent, c.number()).entries(); below >= s.minEntries {
			child, from := c.number(), id
			s.running.Go(func() { s.sender().part(child, length, from) })
			id += uint64(below)
		} else {
			id = s.directory(c.number(), length, id)
		}
	}
	return id
}

func (s *sender) packet(i *item, path int, id uint64) {
	stat := s.stat(i, path)
	switch {
	case i.kind() == Symlink:
		stat += field(len(i.target()))
	case !i.linked():
	case s.isRepeatedLink(i.node, true):
		s.later = append(s.later, laterName{i.inode(), stat})
		return
	default:
		s.first = append(s.first, firstName{i.inode(), path})
	}
	s.bytes = saturate.Add(s.bytes, message(stat))
	if content := s.content(i); content >= 0 {
		s.bytes = saturate.Add(s.bytes, dataPackets(id, content))
	}
}

// content returns how many bytes of an entry are delivered, -1 for an entry without content.
func (s *sender) content(i *item) int64 {
	if kind := i.kind(); kind != File && kind != Socket {
		return -1
	}
	return s.deliveredSize(*i, true)
}

// stat returns the size of a Stat message without the link.
func (s *sender) stat(i *item, path int) int {
	c := s.Tree.classOf(i)
	mode := uint64(fileMode(c.mode))
	if i.kind() == Socket {
		mode = uint64(fileMode(c.mode&^typeMask | typeFile))
	}
	size := field(path) + number(mode)
	if c.time > 0 {
		size += tag + int(c.time)
	}
	odd := i.getExtras()
	size += number(uint64(odd.major)) + number(uint64(odd.minor))
	size += s.Tree.xattrs.size(i.node, c)
	if i.isDir() {
		return size
	}
	return size + number(uint64(i.size))
}

// dataPackets is the size of the packets that carry a file's content, the empty one at its end included.
func dataPackets(id uint64, content int64) int64 {
	head := int64(tag + varintLen(2) + number(id))
	last := content % packetData
	bytes := saturate.Add(saturate.Mul(content/packetData, head+int64(field(packetData))), head)
	if last > 0 {
		bytes = saturate.Add(bytes, head+int64(field(int(last))))
	}
	return bytes
}

// message is a packet around a Stat message.
func message(stat int) int64 { return int64(tag + varintLen(uint64(stat)) + stat) }

// field is the size of a string or of bytes; empty ones are left out.
func field(length int) int {
	if length == 0 {
		return 0
	}
	return tag + varintLen(uint64(length)) + length
}

// number is the size of an integer; 0 is left out.
func number(v uint64) int {
	if v == 0 {
		return 0
	}
	return tag + varintLen(v)
}

const (
	tarBlock   = 512
	tarTrailer = 2 * tarBlock
	tarName    = 100     // bytes of a name that a header holds
	tarSize    = 1 << 33 // the first size that eleven octal digits do not hold
)

// TarSize returns the number of bytes that the legacy builder prints as "Sending build context to Docker daemon": an
// uncompressed PAX archive of all that is sent (github.com/moby/go-archive addTarFile, archive/tar). Capabilities of files are
// part of it and are read from disk; the error is that of ctx.
func (v *View) TarSize(ctx context.Context) (int64, error) {
	bytes := int64(tarTrailer)
	err := v.TarEntries(ctx, func(h *tar.Header) error {
		bytes = saturate.Add(bytes, saturate.Add(headers(h), blocks(h.Size)))
		return nil
	})
	return bytes, err
}

// TarEntries calls visit with the header of each entry of an archive of all that is sent, in the order of sending. A header is valid during the
// call. Its size is the number of bytes that are delivered, and its time is 0 unless the format needs more room for the time. The error is that
// of visit, or of ctx.
func (v *View) TarEntries(ctx context.Context, visit func(h *tar.Header) error) error {
	w := tarWriter{View: v, first: map[uint64]string{}}
	var err error
	v.Tree.each(0, nil, func(i item, path []byte) bool {
		if v.has(Sent, i.node) && ctx.Err() == nil && err == nil {
			h := w.header(i, string(path))
			err = visit(&h)
		}
		return ctx.Err() == nil && err == nil
	})
	if err != nil {
		return err
	}
	return context.Cause(ctx)
}

type tarWriter struct {
	*View
	first map[uint64]string
}

// tarTypes are the types of entries in an archive. BuildKit sends a socket as an empty file.
var tarTypes = [...]byte{File: tar.TypeReg, Dir: tar.TypeDir, Symlink: tar.TypeSymlink, FIFO: tar.TypeFifo, Socket: tar.TypeReg, Device: tar.TypeChar}

func (w *tarWriter) header(i item, path string) tar.Header {
	c := w.Tree.classOf(&i)
	h := tar.Header{Name: path, Typeflag: tarTypes[i.kind()], Format: tar.FormatPAX, Mode: int64(c.mode &^ typeMask)}
	switch i.kind() {
	case Dir:
		h.Name = path + "/"
	case Symlink:
		h.Linkname = string(i.target())
	case Device:
		if c.mode&typeMask == typeBlock {
			h.Typeflag = tar.TypeBlock
		}
		odd := i.getExtras()
		h.Devmajor, h.Devminor = int64(odd.major), int64(odd.minor)
	}
	if w.isRepeatedLink(i.node, true) {
		h.Linkname, h.Typeflag = w.first[i.inode()], tar.TypeLink
	} else if i.linked() {
		w.first[i.inode()] = h.Name
	}
	if h.Typeflag == tar.TypeReg && i.kind() == File {
		h.Size = w.deliveredSize(i, true)
	}
	if i.kind() == File {
		if value := osstat.Capability(filepath.Join(w.Tree.Root, path)); len(value) > 0 {
			h.PAXRecords = map[string]string{"SCHILY.xattr.security.capability": string(value)}
		}
	}
	h.ModTime = time.Unix(w.Tree.secondsOf(&i), 0)
	return h
}

// headers is the size of what the archive has before an entry's content. Only names and numbers that do not fit one header are worth
// asking the library about.
func headers(h *tar.Header) int64 {
	if len(h.Name) <= tarName && len(h.Linkname) <= tarName && h.Size < tarSize && h.PAXRecords == nil && h.ModTime.Equal(time.Unix(0, 0)) && plainASCII(h.Name) && plainASCII(h.Linkname) {
		return tarBlock
	}
	var c counter
	// It fails only for a header that it cannot write at all, which the builder's client leaves out.
	_ = tar.NewWriter(&c).WriteHeader(h)
	return int64(c)
}

func plainASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 || r == 0 })
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// blocks is the room that content takes: whole blocks.
func blocks(bytes int64) int64 {
	return saturate.Mul(bytes/tarBlock+min(bytes%tarBlock, 1), tarBlock)
}
