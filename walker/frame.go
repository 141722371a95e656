package walker

import "github.com/ctxsize/ctxsize/ignore"

// frame is a directory on the way.
type frame struct {
	up        *frame
	self      item // its own entry; none for the root
	number    int32
	excl      *ignore.Dir
	incl      *ignore.Dir
	full      string // its path, once somebody asked for it
	length    int    // of its path, with a slash before each name
	line      int32  // that took it out, where it is not looked into
	sums      frameSums
	asked     [2]bool // the client looks into it, for everything and for what is requested
	announced [2]bool
	idle      bool // taken out or not requested: looked into for the sake of what may lie below
	foreign   bool // its own entry belongs to another pass
	kept      bool // something still refers to it when it is left
}

func (f *frame) path() string {
	if f.full == "" && f.up != nil {
		f.full = join(f.up.path(), string(f.self.bytes()))
	}
	return f.full
}

// pathOf is the path of an entry of the directory.
func (f *frame) pathOf(i item) string { return join(f.path(), string(i.bytes())) }

// keep sees to it that the frame and those above it are not used again.
func (f *frame) keep() {
	for ; f != nil && !f.kept; f = f.up {
		f.kept = true
	}
}

// frame gives one for a directory, if possible one that was left before.
func (p *pass) frame(up *frame, i item) *frame {
	var f *frame
	if last := len(p.free) - 1; last >= 0 {
		f, p.free = p.free[last], p.free[:last]
	} else {
		f = new(frame)
	}
	*f = frame{up: up, self: i, number: i.number(), length: up.length + 1 + i.nameLen()}
	f.sums = p.sums.frame(f.number)
	return f
}
