package walker

// Find calls visit for the eligible entries whose name matches, in the order of sending. match is given names in a buffer that is used again.
// visit says whether to look below the entry.
func (v *View) Find(match func(name []byte, k Kind) bool, visit func(path string, k Kind) (below bool)) {
	v.Tree.each(0, nil, func(i item, path []byte) bool {
		if !v.in(Eligible, i.node) {
			// What is not eligible itself has nothing eligible below it, but with the legacy builder.
			return v.Ask.Rules == Tar
		}
		return !match(i.bytes(), i.kind()) || visit(string(path), i.kind())
	})
}
