package ignore

// IndexSet is a set of patterns by their indexes in [PatternList.All], one bit each.
type IndexSet []uint64

// NewIndexSet returns an empty set for the patterns of the list.
func (l *PatternList) NewIndexSet() IndexSet { return make(IndexSet, (len(l.All())+63)/64) }

// Has reports whether the set contains the pattern with this index.
func (s IndexSet) Has(line int) bool { return s[line>>6]&(1<<(line&63)) != 0 }

// Add adds all patterns of another set of the same list.
func (s IndexSet) Add(o IndexSet) { s.add(o) }

// add does nothing where the set is nil. It writes only what is new: sets of several goroutines may share a cache line.
func (s IndexSet) add(o []uint64) {
	for w := range s {
		if o[w]&^s[w] != 0 {
			s[w] |= o[w]
		}
	}
}

// HasRegexps reports whether a pattern stays a regular expression. Such patterns are in no [IndexSet].
func (l *PatternList) HasRegexps() bool { return l != nil && l.table().hasRegexps }
