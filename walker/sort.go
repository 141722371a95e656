package walker

import (
	"math/bits"
	"slices"
)

const (
	// fewKeys is up to where sorting by insertion takes less time.
	fewKeys = 32
	// keyBytes are the bytes of a name that a key has.
	keyBytes = 16
)

// sort puts the keys into byte order of the names. It is a radix sort in place, by the first byte in which any differ first (McIlroy, Bostic
// and McIlroy, Engineering Radix Sort, 1993), as far as that is worth while.
func (b *batch) sort() { b.sortKeys(b.keys) }

func (b *batch) sortKeys(keys []key) {
	if len(keys) > fewKeys {
		at := differing(keys)
		if at == keyBytes {
			slices.SortFunc(keys, func(x, y key) int { return b.compare(x, b, y) })
			return
		}
		from := 0
		for _, end := range deal(keys, at) {
			if end > from+1 {
				b.sortKeys(keys[from:end])
			}
			from = end
		}
		return
	}
	for i := 1; i < len(keys); i++ {
		k, j := keys[i], i
		for ; j > 0 && b.before(&k, &keys[j-1]); j-- {
			keys[j] = keys[j-1]
		}
		keys[j] = k
	}
}

// differing is the first byte in which not all keys are alike, keyBytes where there is none.
func differing(keys []key) int {
	var first, second uint64
	for n := range keys {
		first |= keys[n].first ^ keys[0].first
		second |= keys[n].second ^ keys[0].second
	}
	if first != 0 {
		return bits.LeadingZeros64(first) / 8
	}
	return keyBytes/2 + bits.LeadingZeros64(second)/8
}

// deal puts keys in the order of one of their bytes, and says where those of each value end.
func deal(keys []key, at int) (ends [256]int) {
	for n := range keys {
		ends[keys[n].byte(at)]++
	}
	var next [256]int
	sum := 0
	for c, count := range ends {
		next[c] = sum
		sum += count
		ends[c] = sum
	}
	for c, end := range ends {
		for next[c] < end {
			k := keys[next[c]]
			// What lies in another's place goes there, and what lay there comes here, until one belongs here.
			for to := k.byte(at); int(to) != c; to = k.byte(at) {
				keys[next[to]], k = k, keys[next[to]]
				next[to]++
			}
			keys[next[c]] = k
			next[c]++
		}
	}
	return ends
}

// byte is one of the bytes of the name, 0 behind its end.
func (k *key) byte(at int) byte {
	if at < keyBytes/2 {
		return byte(k.first >> (56 - 8*at))
	}
	return byte(k.second >> (120 - 8*at))
}

func (b *batch) before(x, y *key) bool {
	if x.first != y.first {
		return x.first < y.first
	}
	return b.compare(*x, b, *y) < 0
}
