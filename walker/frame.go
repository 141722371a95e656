package walker

import "github.com/ctxsize/ctxsize/ignore"

// frame is a directory on the way.
type frame struct {
	parent          *frame
	self            item // its own entry; none for the root
	number          int32
	exclude         *ignore.Dir
	include         *ignore.Dir
	cachedPath      string // its path, once somebody asked for it
	pathLen         int    // of its path, with a slash before each name
	line            int32  // that took it out, where it is not looked into
	sums            frameSums
	walks           [2]bool // the client looks into it, for everything and for what is requested
	listed          [2]bool
	onlyForChildren bool // taken out or not requested: looked into for the sake of what may lie below
	otherPart       bool // its own entry belongs to another pass
	pinned          bool // something still refers to it when it is left
}

func (f *frame) path() string {
	if f.cachedPath == "" && f.parent != nil {
		f.cachedPath = join(f.parent.path(), string(f.self.bytes()))
	}
	return f.cachedPath
}

// pathOf is the path of an entry of the directory.
func (f *frame) pathOf(i item) string { return join(f.path(), string(i.bytes())) }

// keep sees to it that the frame and those above it are not used again.
func (f *frame) pin() {
	for ; f != nil && !f.pinned; f = f.parent {
		f.pinned = true
	}
}

// frame gives one for a directory, if possible one that was left before.
func (p *pass) newFrame(up *frame, i item) *frame {
	var f *frame
	if last := len(p.freeFrames) - 1; last >= 0 {
		f, p.freeFrames = p.freeFrames[last], p.freeFrames[:last]
	} else {
		f = new(frame)
	}
	*f = frame{parent: up, self: i, number: i.number(), pathLen: up.pathLen + 1 + i.nameLen()}
	f.sums = p.sums.forDirectory(f.number)
	return f
}
