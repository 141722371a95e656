package knowledge

import (
	"bytes"
	"path"
	"strings"
)

// byName finds patterns by the last part of a path. Most names match none, and take some nanoseconds.
type NameIndex[T any] struct {
	exact  map[string][]Pattern[T]
	whole  sieve                   // of the names in exact
	ending map[string][]Pattern[T] // "*.ext", by what follows the last dot
	last   sieve                   // of those endings
	first  map[byte][]Pattern[T]   // by the byte that a name begins with
	head   sieve                   // of the first three bytes of those
	after  map[uint32][]Pattern[T] // that have a dot and what follows it somewhere in the middle, by the two bytes behind the dot
	behind sieve                   // of those bytes
	tail   map[byte][]Pattern[T]   // "*~", by the byte that a name ends with
	end    byteSet                 // of those
	rest   []Pattern[T]
}

// sieve rejects most keys that are not in a set, and none that is.
type sieve [1 << (sieveBits - 6)]uint64

const sieveBits = 14

func (s *sieve) add(key uint32) { s[spread(key)>>6] |= 1 << (spread(key) & 63) }

func (s *sieve) has(key uint32) bool { return s[spread(key)>>6]&(1<<(spread(key)&63)) != 0 }

// open makes the sieve accept every key.
func (s *sieve) open() {
	for n := range s {
		s[n] = ^uint64(0)
	}
}

// spread is a multiplicative hash (Knuth, The Art of Computer Programming, volume 3, section 6.4).
func spread(key uint32) uint32 { return key * 2654435769 >> (32 - sieveBits) }

// outline is a key that few names share.
func outline(name []byte) uint32 {
	n := len(name)
	return uint32(name[0]) | uint32(name[n/2])<<8 | uint32(name[n-1])<<16 | uint32(n)<<24
}

// pair is the key of two bytes.
func pair(a, b byte) uint32 { return uint32(a) | uint32(b)<<8 }

// start is the key of the first three bytes of a name.
func start(name []byte) uint32 {
	key := uint32(name[0])
	if len(name) > 1 {
		key |= uint32(name[1]) << 8
	}
	if len(name) > 2 {
		key |= uint32(name[2]) << 16
	}
	return key
}

// byteSet is a set of bytes.
type byteSet [4]uint64

func (s *byteSet) add(c byte) { s[c>>6] |= 1 << (c & 63) }

func (s *byteSet) has(c byte) bool { return s[c>>6]&(1<<(c&63)) != 0 }

func NewNameIndex[T any]() *NameIndex[T] {
	return &NameIndex[T]{exact: map[string][]Pattern[T]{}, ending: map[string][]Pattern[T]{}, first: map[byte][]Pattern[T]{},
		after: map[uint32][]Pattern[T]{}, tail: map[byte][]Pattern[T]{}}
}

// IndexNames returns an index of base names, which may have wildcards, at any depth.
func IndexNames(names []string) *NameIndex[string] {
	ix := NewNameIndex[string]()
	for _, name := range names {
		ix.Add(Pattern[string]{Owner: &name, Text: "**/" + name})
	}
	return ix
}

// Add adds a pattern. A leading "**/" matches at any depth.
func (ix *NameIndex[T]) Add(n Pattern[T]) {
	n.tail, n.float = strings.CutPrefix(n.Text, "**/")
	n.deep = strings.Count(n.tail, "/")
	for _, base := range spelt(path.Base(n.tail)) {
		ix.put(base, n)
	}
}

// spelt returns the names that a pattern with a class of a few plain characters matches. No name matches two of them, because the text after
// the class is plain, too.
func spelt(base string) []string {
	head, rest, _ := strings.Cut(base, "[")
	class, tail, _ := strings.Cut(rest, "]")
	if class == "" || strings.ContainsAny(class, `*?^-[`) || strings.Contains(base, `\`) || strings.ContainsAny(tail, "*?[") {
		return []string{base}
	}
	var list []string
	for n, c := range class {
		if !strings.ContainsRune(class[:n], c) {
			list = append(list, head+string(c)+tail)
		}
	}
	return list
}

// put adds a pattern by a text that all matching names contain.
func (ix *NameIndex[T]) put(base string, n Pattern[T]) {
	if !strings.ContainsAny(base, special) {
		// A name with the key matches.
		n.named = true
		ix.exact[base] = append(ix.exact[base], n)
		ix.whole.add(outline([]byte(base)))
		return
	}
	n.ends = endsOf(base)
	e, dot := &n.ends, strings.LastIndexByte(base, '.')
	switch {
	case len(e.head) > 1:
		ix.begin(n)
	case dot > 0 && dot < len(base)-1 && !strings.ContainsAny(base[dot:], special):
		if base[:dot] == "*" {
			n.ends, n.named = ends{}, true
		}
		ix.ending[base[dot:]] = append(ix.ending[base[dot:]], n)
		ix.last.add(outline([]byte(base[dot:])))
	case len(e.part) > 2 && e.part[0] == '.':
		key := pair(e.part[1], e.part[2])
		ix.after[key] = append(ix.after[key], n)
		ix.behind.add(key)
	case e.end != "":
		c := e.end[len(e.end)-1]
		ix.tail[c] = append(ix.tail[c], n)
		ix.end.add(c)
	case e.head != "":
		ix.begin(n)
	default:
		ix.rest = append(ix.rest, n)
	}
}

// special are the characters that mean something in a pattern of path.Match.
const special = `*?[\`

// begin adds a pattern by the first bytes of matching names.
func (ix *NameIndex[T]) begin(n Pattern[T]) {
	head := n.ends.head
	ix.first[head[0]] = append(ix.first[head[0]], n)
	switch key := start([]byte(head)); len(head) {
	case 1:
		ix.head.open()
	case 2:
		for c := range uint32(256) {
			ix.head.add(key | c<<16)
		}
	default:
		ix.head.add(key)
	}
}

// Each calls visit for the patterns that a name may match, until visit returns true.
func (ix *NameIndex[T]) Each(name []byte, visit func(*Pattern[T]) (enough bool)) bool {
	if len(name) == 0 {
		return false
	}
	if ix.whole.has(outline(name)) && fitting(ix.exact[string(name)], name, visit) {
		return true
	}
	dot := bytes.LastIndexByte(name, '.')
	if dot >= 0 && ix.last.has(outline(name[dot:])) && fitting(ix.ending[string(name[dot:])], name, visit) {
		return true
	}
	if ix.head.has(start(name)) && fitting(ix.first[name[0]], name, visit) {
		return true
	}
	for first := bytes.IndexByte(name, '.'); dot >= 0; dot = bytes.LastIndexByte(name[:dot], '.') {
		if dot+2 < len(name) && ix.behind.has(pair(name[dot+1], name[dot+2])) && ix.inside(name, dot, visit) {
			return true
		}
		if dot == first {
			break
		}
	}
	last := name[len(name)-1]
	return ix.end.has(last) && fitting(ix.tail[last], name, visit) || fitting(ix.rest, name, visit)
}

// inside finds patterns by one of the dots in a name.
func (ix *NameIndex[T]) inside(name []byte, dot int, visit func(*Pattern[T]) bool) bool {
	list := ix.after[pair(name[dot+1], name[dot+2])]
	for n := range list {
		// Of several places only the first counts.
		if e := &list[n].ends; bytes.Index(name, []byte(e.part)) == dot && e.fit(name) && visit(&list[n]) {
			return true
		}
	}
	return false
}

func fitting[T any](list []Pattern[T], name []byte, visit func(*Pattern[T]) bool) bool {
	for n := range list {
		if list[n].ends.fit(name) && visit(&list[n]) {
			return true
		}
	}
	return false
}

// ends are the fixed parts of a pattern of path.Match: the prefix, the suffix, and the longest known text in the middle.
type ends struct{ head, end, part string }

// fit reports whether a name has these parts.
func (e *ends) fit(name []byte) bool {
	return len(name) >= len(e.head)+len(e.end) && string(name[:len(e.head)]) == e.head && string(name[len(name)-len(e.end):]) == e.end &&
		bytes.Contains(name, []byte(e.part))
}

// endsOf parses a pattern for one name as far as classes and escapes are unambiguous.
func endsOf(base string) ends {
	var e ends
	var run []byte
	first := true
	flush := func() {
		if first {
			e.head = string(run)
		}
		if len(run) > len(e.part) {
			e.part = string(run)
		}
		run, first = run[:0], false
	}
	for n := 0; n < len(base); n++ {
		switch c := base[n]; {
		case c == '[':
			flush()
			closing := strings.IndexByte(base[n:], ']')
			if closing < 0 || strings.ContainsAny(base[n:n+closing], `\`) {
				return e
			}
			n += closing
		case c == '*' || c == '?':
			flush()
		case c == '\\' && n+1 < len(base):
			n++
			run = append(run, base[n])
		default:
			run = append(run, c)
		}
	}
	if !first {
		e.end = string(run)
	}
	flush()
	return e
}
