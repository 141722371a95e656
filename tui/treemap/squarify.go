package treemap

import "math"

// Squarify groups weights, which should be in descending order, into rows for a map of w by h cells: a row is filled along the shorter
// side while its worst tile does not get worse (Bruls, Huizing, van Wijk: Squarified Treemaps, 2000). The rows leave at least one cell to
// every tile. There are none where the weights are more than the cells.
func Squarify(weights []float64, w, h int) []Row {
	if len(weights) > w*h || w < 1 || h < 1 {
		return nil
	}
	weights, total := clean(weights)
	s := newSpace(Rect{W: w, H: h})
	var rows []Row
	for len(weights) > 0 {
		across := s.w < s.h
		row := Row{s.fill(weights, total, across), across}
		sum := add(weights[:row.Count])
		s.cut(row, sum/total, len(weights)-row.Count)
		weights, total = weights[row.Count:], total-sum
		rows = append(rows, row)
	}
	return rows
}

// fill returns how many of the weights make the best row.
func (s space) fill(weights []float64, total float64, across bool) int {
	side, cross := s.w, s.h
	if !across {
		side, cross = cross, side
	}
	least, most := s.bounds(len(weights), across)
	sum, worst, n := 0.0, math.Inf(1), 0
	for n < min(most, len(weights)) {
		next := sum + weights[n]
		thick := cross * next / total
		// The first of a row is its largest tile and the last its smallest; one of them is the worst.
		got := max(elongation(weights[0]/next*side, thick), elongation(weights[n]/next*side, thick))
		if n >= least && got > worst {
			break
		}
		sum, worst, n = next, got, n+1
	}
	return n
}

// clean returns weights that are positive and finite, and their sum.
func clean(weights []float64) ([]float64, float64) {
	largest := 0.0
	for _, w := range weights {
		if !math.IsInf(w, 0) {
			largest = max(largest, w)
		}
	}
	if largest == 0 {
		largest = 1
	}
	// Shares of the largest, so that no sum overflows; the least is too small to see and large enough to divide by.
	const least = 1e-9
	out := make([]float64, len(weights))
	for n, w := range weights {
		out[n] = min(max(w/largest, least), 1)
		if math.IsNaN(w) {
			out[n] = least
		}
	}
	return out, add(out)
}

func add(weights []float64) float64 {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	return sum
}
