package walker

// The wire format of fsutil's Packet and Stat messages (github.com/tonistiigi/fsutil types/wire.proto and stat.proto): one byte of tag
// before each field.
const (
	tag        = 1
	packetData = 32 << 10 // content bytes in one packet
	finPacket  = 2        // a packet that holds nothing but its type
)

// Transfer is the number of bytes that BuildKit prints as "transferring context" when its builder has nothing of the context yet: the
// sum of all packets of one fsutil.Send. Extended attributes are part of it: call [Tree.ReadAttributes] for this view first.
// A context of which nothing is sent counts 2; whether it is asked for at all is the caller's knowledge.
func (v *View) Transfer() int64 {
	v.Tree.attributes.Lock()
	defer v.Tree.attributes.Unlock()
	s := sender{View: v, first: map[uint64]int{}}
	v.Tree.each(0, nil, func(i item, path []byte) bool {
		if !v.in(Sent, i.node) {
			return false
		}
		s.packet(i, len(path))
		return true
	})
	return s.bytes + finPacket
}

type sender struct {
	*View
	bytes int64
	id    uint64         // of the entry, in the order of sending
	first map[uint64]int // length of the first name of a file
}

func (s *sender) packet(i item, path int) {
	s.bytes += message(s.stat(i, path))
	if content := s.content(i); content >= 0 {
		s.bytes += dataPackets(s.id, content)
	}
	s.id++
}

// content is how much of an entry is delivered, -1 for an entry whose content the builder does not ask for.
func (s *sender) content(i item) int64 {
	if kind := i.kind(); kind != File && kind != Socket || s.again(i.node, true) {
		return -1
	}
	return s.delivered(i, true)
}

// stat is the size of a Stat message.
func (s *sender) stat(i item, path int) int {
	mode := uint64(fileMode(i.mode))
	if i.kind() == Socket {
		mode = uint64(fileMode(i.mode&^typeMask | typeFile))
	}
	size := field(path) + number(mode)
	if i.time > 0 {
		size += tag + int(i.time)
	}
	if rdev := i.extra().rdev; rdev != 0 {
		size += number(rdev>>8&0xfff) + number(rdev&0xff|rdev>>12&0xfff00)
	}
	size += s.Tree.xattrs.of(&i)
	if i.isDir() {
		return size
	}
	return size + number(uint64(i.size)) + field(s.linkName(i, path))
}

// linkName is the length of what an entry leads to: a symbolic link's target, or the first name of a hard link.
func (s *sender) linkName(i item, path int) int {
	if i.kind() == Symlink {
		return len(i.target())
	}
	if !i.linked() {
		return 0
	}
	if s.again(i.node, true) {
		return s.first[i.inode()]
	}
	s.first[i.inode()] = path
	return 0
}

// dataPackets is the size of the packets that carry a file's content, the empty one at its end included.
func dataPackets(id uint64, content int64) int64 {
	head := int64(tag + varintLen(2) + number(id))
	last := content % packetData
	bytes := content/packetData*(head+int64(field(packetData))) + head
	if last > 0 {
		bytes += head + int64(field(int(last)))
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
