package ignore

// Set is a set of lines, by index.
type IndexSet []uint64

// Set makes an empty one for the lines.
func (l *PatternList) NewIndexSet() IndexSet { return make(IndexSet, (len(l.All())+63)/64) }

// Has says whether a line is in the set.
func (s IndexSet) Has(line int) bool { return s[line>>6]&(1<<(line&63)) != 0 }

// Add adds what another set of the same lines has.
func (s IndexSet) Add(o IndexSet) { s.add(o) }

// add does nothing where the set is nil. It writes only what is new: sets of several goroutines may lie in one line of the cache.
func (s IndexSet) add(o []uint64) {
	for w := range s {
		if o[w]&^s[w] != 0 {
			s[w] |= o[w]
		}
	}
}

// Asks says whether some line is an expression, of which only asking shows whether it matches: such lines are in no Set.
func (l *PatternList) HasRegexps() bool { return l != nil && l.table.hasRegexps }
