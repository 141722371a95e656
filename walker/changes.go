package walker

import (
	"encoding/binary"
	"math"
	"time"
)

// timeBytes is the size of a packed time.
const timeBytes = 4

// packTime returns seconds since 1970 in four bytes, which last until 2106. 0 is no time.
func packTime(seconds int64) uint32 { return uint32(min(max(seconds, 1), math.MaxUint32)) }

// changed returns the packed time of change of a file, 0 where the scan did not record it.
func (i *item) changed() uint32 {
	if !i.timed() {
		return 0
	}
	// The time follows the size.
	r := i.records[i.name+i.nameLength:]
	_, n := binary.Uvarint(r)
	return binary.LittleEndian.Uint32(r[n:])
}

// Changes are the times at which the eligible files of a view were last changed. They do not change and serve many goroutines.
type Changes struct {
	view   *View
	newest []uint32 // of the files below each directory, by its number
}

// Changes returns the times of change of what is eligible, in O(entries) time and without the disk; nil for a tree that was scanned without
// [Options.Times].
func (v *View) Changes() *Changes {
	c := &Changes{view: v, newest: make([]uint32, v.Tree.dirs.count)}
	known := false
	// A directory's number is greater than that of the directory above it.
	for n := v.Tree.dirs.count - 1; n >= 0; n-- {
		d := v.Tree.dirs.at(n)
		for e := v.Tree.entries(d); e.next(); {
			c.newest[n] = max(c.newest[n], c.ofFile(&e.item))
			known = known || e.timed()
		}
		if n > 0 {
			c.newest[d.parent] = max(c.newest[d.parent], c.newest[n])
		}
	}
	if !known {
		return nil
	}
	return c
}

// ofFile returns the time of an eligible file, 0 for anything else.
func (c *Changes) ofFile(i *item) uint32 {
	if i.isDir() || !c.view.has(Eligible, i.node) {
		return 0
	}
	return i.changed()
}

// At returns when what a path leads to was last changed, as [Changes.Of] does for an entry.
func (c *Changes) At(path string) time.Time {
	i, ok := c.view.Tree.find(path)
	if !ok {
		return time.Time{}
	}
	return c.of(&i)
}

// Of returns when each entry of a directory was last changed, in the order of [View.Children]; of a directory it is the last change of an
// eligible file below it. The zero time is that of an entry without eligible files.
func (c *Changes) Of(dir string) []time.Time {
	number, ok := c.view.Tree.dir(dir)
	if !ok {
		return nil
	}
	d := c.view.Tree.dirs.at(number)
	list := make([]time.Time, 0, d.count)
	for e := c.view.Tree.entries(d); e.next(); {
		list = append(list, c.of(&e.item))
	}
	return list
}

func (c *Changes) of(i *item) time.Time {
	at := c.ofFile(i)
	if i.isDir() {
		at = c.newest[i.number()]
	}
	if at == 0 {
		return time.Time{}
	}
	return time.Unix(int64(at), 0)
}
