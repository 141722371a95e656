package walker

// ViewInParts is [Tree.View] with the tree in so many parts, for tests on trees that are too small for several.
func (t *Tree) ViewInParts(a Query, parts int) (*View, error) { return t.inParts(a, parts) }

// TransferInParts is [View.Transfer] with directories of at least so many entries added up by themselves.
func (v *View) TransferInParts(least uint32) int64 { return v.transfer(least) }
