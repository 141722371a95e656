package walker

import (
	"math/bits"
	"slices"
)

const (
	// fewKeys is up to where sorting by insertion takes less time.
	maxInsertion = 32
	// keyBytes are the bytes of a name that a key has.
	keyBytes = 16
)

// sort puts the keys into byte order of the names. It is a radix sort in place, by the first byte in which any differ first (McIlroy, Bostic
// and McIlroy, Engineering Radix Sort, 1993), as far as that is worth while.
func (b *batch) sort() { b.sortKeys(b.keys) }

func (b *batch) sortKeys(keys []key) {
	if len(keys) > maxInsertion {
		at := firstDifference(keys)
		if at == keyBytes {
			slices.SortFunc(keys, func(x, y key) int { return b.compare(x, b, y) })
			return
		}
		partition(keys, at)
		for from := 0; from < len(keys); {
			// Those that have the byte in common lie together now.
			end, c := from+1, keys[from].byte(at)
			for end < len(keys) && keys[end].byte(at) == c {
				end++
			}
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
func firstDifference(keys []key) int {
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

// deal puts keys in the order of one of their bytes.
func partition(keys []key, at int) {
	var next, ends [256]int
	least, most := byte(255), byte(0)
	for n := range keys {
		c := keys[n].byte(at)
		ends[c]++
		least, most = min(least, c), max(most, c)
	}
	sum := 0
	for c := int(least); c <= int(most); c++ {
		next[c] = sum
		sum += ends[c]
		ends[c] = sum
	}
	for c := int(least); c <= int(most); c++ {
		for next[c] < ends[c] {
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
