package ignore

import "bytes"

// globIndex finds the globs that could match a name by its extension, its last or its first byte.
type globIndex struct {
	extensions map[string][]*edge
	lengths    [256]uint64 // by the last byte of extensions: which lengths there are
	lasts      byByte
	firsts     byByte
	loose      []*edge // globs without literal ends
}

// byByte gives the globs for a byte: a number of the list, which begins with an empty one.
type byByte struct {
	numbers [256]uint16
	list    [][]*edge
}

func (b *byByte) add(c byte, e *edge) {
	if len(b.list) == 0 {
		b.list = make([][]*edge, 1)
	}
	if b.numbers[c] == 0 {
		b.numbers[c] = uint16(len(b.list))
		b.list = append(b.list, nil)
	}
	n := b.numbers[c]
	b.list[n] = append(b.list[n], e)
}

func (b *byByte) of(c byte) []*edge {
	if n := b.numbers[c]; n != 0 {
		return b.list[n]
	}
	return nil
}

func newGlobIndex(globs []*edge) *globIndex {
	x := &globIndex{extensions: map[string][]*edge{}}
	for _, e := range globs {
		x.add(e)
	}
	return x
}

func (x *globIndex) add(e *edge) {
	extensions, firsts, tail := e.glob.extensions(), e.glob.firsts(), e.glob.tail
	switch {
	case extensions != nil:
		for _, ext := range extensions {
			x.extensions[ext] = append(x.extensions[ext], e)
			x.lengths[ext[len(ext)-1]] |= lengthBit(len(ext))
		}
	case firsts != nil:
		for _, c := range firsts {
			x.firsts.add(c, e)
		}
	case tail != "":
		x.lasts.add(tail[len(tail)-1], e)
	default:
		x.loose = append(x.loose, e)
	}
}

// extension gives that of a name, nil where no glob could match for its sake.
func (x *globIndex) extension(name []byte) []byte {
	lengths := x.lengths[name[len(name)-1]]
	if lengths == 0 {
		return nil
	}
	if dot := bytes.LastIndexByte(name, '.'); dot >= 0 && lengths&lengthBit(len(name)-dot) != 0 {
		return name[dot:]
	}
	return nil
}

// may says whether a glob could match. The name is not empty.
func (x *globIndex) may(name []byte) bool {
	last := name[len(name)-1]
	if x.extension(name) != nil {
		return true
	}
	return matchAny(x.firsts.of(name[0]), name) || matchAny(x.lasts.of(last), name) || matchAny(x.loose, name)
}

func (x *globIndex) find(name []byte, direct []uint64, next *[]*node) {
	if ext := x.extension(name); ext != nil {
		findGlobs(x.extensions[string(ext)], name, direct, next)
	}
	findGlobs(x.firsts.of(name[0]), name, direct, next)
	findGlobs(x.lasts.of(name[len(name)-1]), name, direct, next)
	findGlobs(x.loose, name, direct, next)
}
