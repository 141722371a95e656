package walker

// ViewInParts is [Tree.View] with the tree in so many parts, for tests on trees that are too small for several.
func (t *Tree) ViewInParts(a Ask, parts int) (*View, error) { return t.inParts(a, parts) }
