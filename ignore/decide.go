package ignore

import "math/bits"

// decide decides about an entry, pattern by pattern in their order: those in hits, which matched a directory above, those in
// direct, which match the entry, and those whose regular expression must be matched. Where info is given, the patterns that
// matched are added to it.
//
// A pattern is matched only if it could change the decision, and one that is not matched counts as no match further down
// (patternmatcher MatchesUsingParentResults). With Podman's rules every pattern is matched, and nothing is inherited.
func (d *Dir) decide(name []byte, hits, direct, info []uint64) Decision {
	j := decider{Dir: d, name: name, verdict: Decision{Index: -1}}
	for w := range direct {
		candidates := hits[w] | direct[w] | d.table.regexps[w]
		for candidates != 0 {
			bit := candidates & -candidates
			candidates &^= bit
			line := w<<6 + bits.TrailingZeros64(bit)
			exception := d.table.exceptions[w]&bit != 0
			if hits[w]&bit == 0 {
				if exception != j.verdict.Excluded && d.table.lines.rules == Moby {
					continue
				}
				if direct[w]&bit == 0 && !j.matchRegexp(line) {
					if j.verdict.Err != nil {
						return Decision{Index: -1, Err: j.verdict.Err}
					}
					continue
				}
			}
			j.hit(line, exception)
			if info != nil {
				info[w] |= bit
			}
		}
	}
	return j.verdict
}

// decider is the state of [Dir.decide].
type decider struct {
	*Dir
	name    []byte
	verdict Decision
}

func (j *decider) hit(line int, exception bool) {
	j.verdict.Matched = true
	if j.verdict.Excluded == exception {
		j.verdict.Excluded, j.verdict.Index = !exception, line
	}
}

// matchRegexp matches the regular expression of a pattern.
func (j *decider) matchRegexp(line int) bool {
	hit, err := j.table.lines.compiled[line].matchesRegexp(j.fullPath(j.name))
	if err != nil {
		j.verdict.Err = j.table.lines.syntaxError(line, err)
	}
	return hit
}

// fullPath returns the path of an entry, valid until the next call.
func (d *Dir) fullPath(name []byte) []byte {
	if d.path == nil {
		d.path = d.appendPath([]byte{})
	}
	full := append(d.path, name...)
	d.path = full[:len(d.path)]
	return full
}

// appendPath appends the path of the directory. It does not use the cached path of a parent, which may belong to another
// goroutine.
func (d *Dir) appendPath(path []byte) []byte {
	if d.up == nil {
		return path
	}
	path = append(d.up.appendPath(path), d.name...)
	return append(path, '/')
}
