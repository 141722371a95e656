package walker

import (
	"runtime"
	"slices"
	"sort"

	"github.com/ctxsize/ctxsize/internal/parallel"
)

// minMerged is how many records of the largest batch a part has that is worth a goroutine.
const minMerged = 1024

// merge takes the records of several batches in the order of their names. Large ones are merged in parts, at the same time.
func (c *chunk) merge(batches []*batch) (linked bool) {
	parts := split(batches)
	merged := make([]chunk, len(parts))
	at, count := len(c.records), c.count
	for n, part := range parts {
		// Each writes where its records belong.
		merged[n] = chunk{records: c.records[at:at:cap(c.records)], count: count}
		for _, b := range part {
			for _, k := range b.keys {
				at += int(k.size)
			}
			count += uint32(len(b.keys))
		}
	}
	parallel.Do(len(parts), func(n int) { merged[n].mergeAll(parts[n]) })
	for _, m := range merged {
		linked = c.appendMerged(&m) || linked
	}
	return linked
}

// split divides sorted batches by the names in the largest of them, each part with all names up to those of the next one.
func split(batches []*batch) [][]*batch {
	largest := slices.MaxFunc(batches, func(a, b *batch) int { return len(a.keys) - len(b.keys) })
	count := min(len(largest.keys)/minMerged+1, runtime.GOMAXPROCS(0))
	parts := make([][]*batch, count)
	for _, b := range batches {
		from := 0
		for n := range parts {
			to := len(b.keys)
			if n+1 < count {
				border := largest.keys[len(largest.keys)*(n+1)/count]
				to = sort.Search(len(b.keys), func(i int) bool { return b.compare(b.keys[i], largest, border) >= 0 })
			}
			part := *b
			part.keys = b.keys[from:to]
			parts[n], from = append(parts[n], &part), to
		}
	}
	return parts
}

// mergeAll takes the records of several batches one after another, always the one whose name comes first.
func (c *chunk) mergeAll(batches []*batch) {
	for {
		var first *batch
		for _, b := range batches {
			if len(b.keys) > 0 && (first == nil || b.compare(b.keys[0], first, first.keys[0]) < 0) {
				first = b
			}
		}
		if first == nil {
			return
		}
		c.appendKey(first, first.keys[0])
		first.keys = first.keys[1:]
	}
}

// join puts behind the records those of a chunk that lies there already, and says whether any of its entries has other names.
func (c *chunk) appendMerged(m *chunk) (linked bool) {
	at := uint32(len(c.records))
	c.records, c.count = c.records[:len(c.records)+len(m.records)], m.count
	for _, mark := range m.marks {
		c.marks = append(c.marks, at+mark)
	}
	for _, l := range m.links {
		c.links = append(c.links, link{at + l.at, l.inode})
	}
	for where, o := range m.extras {
		c.setExtras(at+where, o)
	}
	return len(m.links) > 0
}
