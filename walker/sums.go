package walker

import (
	"slices"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// content is what lies in a directory, or below it; others are entries that are neither regular files nor sockets.
type content struct {
	bytes         int64
	files, others uint32
}

func (c *content) add(o content) {
	c.bytes = saturate.Add(c.bytes, o.bytes)
	c.files += o.files
	c.others += o.others
}

func (c content) entries() uint32 { return c.files + c.others }

// content is what lies below a simple directory.
func (d *directory) content() content {
	return content{bytes: d.bytes, files: d.files(), others: d.dirs + d.symlinks}
}

// files is how many files lie below a simple directory.
func (d *directory) files() uint32 { return d.below - d.dirs - d.symlinks }

// Sum leaves the others out.
func (c content) Sum() Sum { return Sum{c.bytes, int64(c.files)} }

// sums are the contents of all directories, for each of the sets that are no differences; nil for a set that is empty.
type sums [3][]content

func (s *sums) get(set Set, number int32) content {
	if s[set] == nil {
		return content{}
	}
	return s[set][number]
}

// frameSums are where a pass counts what it finds right in a directory.
type frameSums [3]*content

func (s *sums) forDirectory(number int32) frameSums {
	var f frameSums
	for set := range s {
		if s[set] != nil {
			f[set] = &s[set][number]
		}
	}
	return f
}

// newFrameSums are those of a directory whose own entry belongs to another pass.
func newFrameSums() frameSums { return frameSums{new(content), new(content), new(content)} }

// total adds up what lies below directories. What is below those in out is taken out as a whole.
func (s *sums) addUp(dirs *dirTable, out []int32) {
	for _, list := range s {
		if list == nil {
			continue
		}
		// A directory's number is greater than that of the directory above it.
		for n := dirs.count - 1; n > 0; n-- {
			list[dirs.at(n).parent].add(list[n])
		}
	}
	if len(out) == 0 {
		return
	}
	in := make([]bool, dirs.count)
	for _, n := range out {
		in[n] = true
	}
	for n := slices.Min(out) + 1; n < dirs.count; n++ {
		if d := dirs.at(n); in[d.parent] {
			in[n], s[Excluded][n] = true, d.content()
		}
	}
}
