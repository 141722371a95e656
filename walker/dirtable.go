package walker

import (
	"math"
	"sync"
	"sync/atomic"
)

// dirTable holds the directories of a tree by their numbers, in blocks, so that it grows without moving what workers write to.
type dirTable struct {
	count  int32
	blocks []*dirBlock
}

const (
	dirBits  = 8
	blockLen = 1 << dirBits
)

type dirBlock [blockLen]directory

func (t *dirTable) at(number int32) *directory {
	return &t.blocks[number>>dirBits][number&(blockLen-1)]
}

// span are the numbers of the directories in a block, from first up to end.
func (t *dirTable) span(block int) (first, end int32) {
	first = int32(block << dirBits)
	return first, min(first+blockLen, t.count)
}

// growing is a table that several workers add to.
type dirTableBuilder struct {
	last   atomic.Int32 // number of the last directory
	mu     sync.Mutex
	blocks atomic.Pointer[[]*dirBlock]
}

// add makes a directory that lies in another, the root for nil. Its number is greater than all before.
func (g *dirTableBuilder) add(above int32, in *directory) (int32, *directory) {
	n := g.last.Add(1)
	for {
		if blocks := g.blocks.Load(); blocks != nil && int(n>>dirBits) < len(*blocks) {
			d := &(*blocks)[n>>dirBits][n&(blockLen-1)]
			d.parent = above
			if in != nil {
				d.depth = min(in.depth, math.MaxUint16-1) + 1
			}
			return n, d
		}
		g.grow(int(n >> dirBits))
	}
}

func (g *dirTableBuilder) grow(block int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var blocks []*dirBlock
	if old := g.blocks.Load(); old != nil {
		blocks = *old
	}
	if block < len(blocks) {
		return
	}
	// What was loaded before sees no more than it saw.
	blocks = append(blocks, new(dirBlock))
	g.blocks.Store(&blocks)
}

func (g *dirTableBuilder) table() dirTable {
	return dirTable{count: g.last.Load() + 1, blocks: *g.blocks.Load()}
}
