package ignore

import (
	"strings"
	"unicode/utf8"
)

// glob is a pattern for one name that has wildcards.
type glob struct {
	head, tail string // what a match begins and ends with; they do not overlap
	// ops are between head and tail; nil for a single "*".
	ops []op
}

type op struct {
	kind  opKind
	text  string   // of opText
	class asciiSet // of opClass
}

type opKind uint8

const (
	opText  opKind = iota
	opAny          // one character
	opClass        // one of the class
	opStar         // any number of characters
)

// asciiSet is a set of ASCII characters, one bit each.
type asciiSet [2]uint64

func (a *asciiSet) add(from, to byte) {
	for c := int(from); c <= int(to); c++ {
		a[c>>6] |= 1 << (c & 63)
	}
}

func (a *asciiSet) has(c byte) bool { return c < utf8.RuneSelf && a[c>>6]&(1<<(c&63)) != 0 }

func (a *asciiSet) members() []byte {
	var out []byte
	for c := range byte(utf8.RuneSelf) {
		if a.has(c) {
			out = append(out, c)
		}
	}
	return out
}

// affixGlob returns the glob of all names with this prefix and suffix, compared by bytes.
func affixGlob(head, tail string) *glob { return &glob{head: head, tail: tail} }

// newGlob returns the glob of a list of operations, whose literal prefix and suffix are compared first.
func newGlob(ops []op) *glob {
	g := &glob{}
	if ops[0].kind == opText {
		g.head, ops = ops[0].text, ops[1:]
	}
	if last := len(ops) - 1; last >= 0 && ops[last].kind == opText {
		g.tail, ops = ops[last].text, ops[:last]
	}
	if len(ops) != 1 || ops[0].kind != opStar {
		g.ops = ops
	}
	return g
}

func (g *glob) match(name []byte) bool {
	if len(name) < len(g.head)+len(g.tail) || string(name[:len(g.head)]) != g.head || string(name[len(name)-len(g.tail):]) != g.tail {
		return false
	}
	return g.ops == nil || matchOps(g.ops, name[len(g.head):len(name)-len(g.tail)])
}

// matchOps backtracks to the last star only, because what an earlier star takes can always be taken by a later one. It takes
// O(len(ops) len(name)).
func matchOps(ops []op, name []byte) bool {
	at, n := 0, 0
	star, from := -1, 0
	for n < len(name) || at < len(ops) {
		if at < len(ops) {
			if ops[at].kind == opStar {
				star, from = at, n
				at++
				continue
			}
			if size, ok := ops[at].consume(name[n:]); ok {
				at++
				n += size
				continue
			}
		}
		if star < 0 || from >= len(name) {
			return false
		}
		_, size := utf8.DecodeRune(name[from:])
		from += size
		at, n = star+1, from
	}
	return true
}

// consume returns how many bytes an operation other than a star matches at the beginning of name.
func (o *op) consume(name []byte) (int, bool) {
	if len(name) == 0 {
		return 0, false
	}
	switch o.kind {
	case opAny:
		_, size := utf8.DecodeRune(name)
		return size, true
	case opClass:
		return 1, o.class.has(name[0])
	default:
		return len(o.text), len(name) >= len(o.text) && string(name[:len(o.text)]) == o.text
	}
}

// extensions returns the possible suffixes of a matching name, from the last dot on; nil where they are unknown.
func (g *glob) extensions() []string {
	if n := strings.LastIndexByte(g.tail, '.'); n >= 0 {
		return []string{g.tail[n:]}
	}
	last := len(g.ops) - 1
	if g.tail != "" || last < 1 || g.ops[last].kind != opClass || g.ops[last-1].kind != opText {
		return nil
	}
	text := g.ops[last-1].text
	n := strings.LastIndexByte(text, '.')
	if n < 0 {
		return nil
	}
	var out []string
	for _, c := range g.ops[last].class.members() {
		out = append(out, text[n:]+string(c))
	}
	return out
}

// firstBytes returns the possible first bytes of a matching name; nil where they are unknown.
func (g *glob) firstBytes() []byte {
	switch {
	case g.head != "":
		return []byte{g.head[0]}
	case len(g.ops) > 0 && g.ops[0].kind == opClass:
		return g.ops[0].class.members()
	}
	return nil
}

// lengthBit returns the bit of a length. Lengths from 63 on share one.
func lengthBit(n int) uint64 { return 1 << (min(n, 63) & 63) }
