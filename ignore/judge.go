package ignore

import "math/bits"

// judge lets the lines decide in their order about an entry: those in hits, which hit already above, those that match it directly, and those
// whose expression must be asked. Where info is given, the lines that hit are noted in it.
//
// A line is asked only if its hit could change the verdict, and one that was not asked counts as no hit further down: upstream's rule,
// which decides real transfers. With Podman's rules every line is asked, and nothing is handed down.
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

// judgement is the state of [Dir.judge].
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

// ask asks the expression of a line.
func (j *decider) matchRegexp(line int) bool {
	hit, err := j.table.lines.compiled[line].matchesRegexp(j.fullPath(j.name))
	if err != nil {
		j.verdict.Err = j.table.lines.syntaxError(line, err)
	}
	return hit
}

// full gives the path of an entry, until it is called again.
func (d *Dir) fullPath(name []byte) []byte {
	if d.path == nil {
		d.path = d.appendPath([]byte{})
	}
	full := append(d.path, name...)
	d.path = full[:len(d.path)]
	return full
}

// appendPath adds the path of the directory. It does not look at what is put together above: that may be another goroutine's.
func (d *Dir) appendPath(path []byte) []byte {
	if d.up == nil {
		return path
	}
	path = append(d.up.appendPath(path), d.name...)
	return append(path, '/')
}
