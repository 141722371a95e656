package audit

import (
	"bytes"
	"path"
	"strings"
)

// byName finds patterns by the last part of a path. Most names fall under none, and are done within a few nanoseconds.
type byName[T any] struct {
	exact  map[string][]pattern[T]
	whole  sieve                   // of the names in exact
	ending map[string][]pattern[T] // "*.ext", by what follows the last dot
	last   sieve                   // of the last two bytes of those endings
	first  [256][]pattern[T]       // by the byte that a name begins with
	head   sieve                   // of the first two bytes of those
	after  [256][]pattern[T]       // that have a dot and what follows it somewhere in the middle, by the byte behind the dot
	rest   []pattern[T]
}

// sieve holds back most of what is not in a set, and nothing that is.
type sieve [1 << (sieveBits - 6)]uint64

const sieveBits = 12

func (s *sieve) add(key uint32) { s[spread(key)>>6] |= 1 << (spread(key) & 63) }

func (s *sieve) has(key uint32) bool { return s[spread(key)>>6]&(1<<(spread(key)&63)) != 0 }

// spread is a multiplicative hash (Knuth, The Art of Computer Programming, volume 3, section 6.4).
func spread(key uint32) uint32 { return key * 2654435769 >> (32 - sieveBits) }

// outline is a key that few names share.
func outline(name []byte) uint32 {
	n := len(name)
	return uint32(name[0]) | uint32(name[n/2])<<8 | uint32(name[n-1])<<16 | uint32(n)<<24
}

// pair is the key of two bytes.
func pair(a, b byte) uint32 { return uint32(a) | uint32(b)<<8 }

func newByName[T any]() *byName[T] {
	return &byName[T]{exact: map[string][]pattern[T]{}, ending: map[string][]pattern[T]{}}
}

// add takes a pattern in. A leading "**/" stands for any depth.
func (ix *byName[T]) add(n pattern[T]) {
	n.tail, n.float = strings.CutPrefix(n.pattern, "**/")
	n.deep = strings.Count(n.tail, "/")
	for _, base := range spelt(path.Base(n.tail)) {
		ix.put(base, n)
	}
}

// spelt gives what a pattern for one name stands for that has a class of a few plain characters. No name falls under two of them, because
// what follows the class is plain, too.
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

// put takes a pattern in by a text that all names have which it is for.
func (ix *byName[T]) put(base string, n pattern[T]) {
	meta := strings.IndexAny(base, `*?[\`)
	dot := strings.LastIndexByte(base, '.')
	n.ends = endsOf(base)
	switch {
	case meta < 0:
		ix.exact[base] = append(ix.exact[base], n)
		ix.whole.add(outline([]byte(base)))
	case n.ends.head != "":
		ix.first[n.ends.head[0]] = append(ix.first[n.ends.head[0]], n)
		for c := range 256 {
			if len(n.ends.head) == 1 || int(n.ends.head[1]) == c {
				ix.head.add(pair(n.ends.head[0], byte(c)))
			}
		}
	case dot > 0 && dot < len(base)-1 && !strings.ContainsAny(base[dot:], `*?[\`):
		ix.ending[base[dot:]] = append(ix.ending[base[dot:]], n)
		ix.last.add(pair(base[len(base)-2], base[len(base)-1]))
	case len(n.ends.part) > 1 && n.ends.part[0] == '.':
		ix.after[n.ends.part[1]] = append(ix.after[n.ends.part[1]], n)
	default:
		ix.rest = append(ix.rest, n)
	}
}

// each calls visit for the patterns that a name may fall under, until visit says that it is enough.
func (ix *byName[T]) each(name []byte, visit func(*pattern[T]) (enough bool)) bool {
	if len(name) == 0 {
		return false
	}
	n, second := len(name), byte(0)
	if ix.whole.has(outline(name)) && fitting(ix.exact[string(name)], name, visit) {
		return true
	}
	if n > 1 {
		second = name[1]
		if ix.last.has(pair(name[n-2], name[n-1])) {
			if dot := bytes.LastIndexByte(name, '.'); dot >= 0 && fitting(ix.ending[string(name[dot:])], name, visit) {
				return true
			}
		}
	}
	if ix.head.has(pair(name[0], second)) && fitting(ix.first[name[0]], name, visit) {
		return true
	}
	return ix.inside(name, visit) || fitting(ix.rest, name, visit)
}

// inside looks for patterns by the dots in a name.
func (ix *byName[T]) inside(name []byte, visit func(*pattern[T]) bool) bool {
	for at, dot := 0, bytes.IndexByte(name, '.'); dot >= 0 && at+dot < len(name)-1; dot = bytes.IndexByte(name[at:], '.') {
		at += dot
		list := ix.after[name[at+1]]
		for n := range list {
			// Of several places only the first counts.
			if e := &list[n].ends; bytes.Index(name, []byte(e.part)) == at && e.fit(name) && visit(&list[n]) {
				return true
			}
		}
		at++
	}
	return false
}

func fitting[T any](list []pattern[T], name []byte, visit func(*pattern[T]) bool) bool {
	for n := range list {
		if list[n].ends.fit(name) && visit(&list[n]) {
			return true
		}
	}
	return false
}

// ends are what a name has that a pattern of path.Match matches: how it begins, how it ends, and the longest text in it that is known.
type ends struct{ head, end, part string }

// fit says whether a name has all that.
func (e *ends) fit(name []byte) bool {
	return len(name) >= len(e.head)+len(e.end) && string(name[:len(e.head)]) == e.head && string(name[len(name)-len(e.end):]) == e.end &&
		bytes.Contains(name, []byte(e.part))
}

// endsOf reads a pattern for one name as far as classes and escapes leave no doubt.
func endsOf(base string) ends {
	var e ends
	run, first := "", true
	flush := func() {
		if first {
			e.head = run
		}
		if len(run) > len(e.part) {
			e.part = run
		}
		run, first = "", false
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
			run += base[n : n+1]
		default:
			run += base[n : n+1]
		}
	}
	if !first {
		e.end = run
	}
	flush()
	return e
}
