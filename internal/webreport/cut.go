package webreport

import (
	"cmp"
	"slices"
)

// cut selects the entries of a tree that a page has. Parents come before their children, and the root is the first entry.
type cut struct {
	parents []int
	// shares are the largest shares that the entries have of a quantity of the tree, and bytes decide between equal ones.
	shares []float64
	bytes  []int64
}

// add adds an entry.
func (c *cut) add(parent int, share float64, bytes int64) {
	c.parents, c.shares, c.bytes = append(c.parents, parent), append(c.shares, share), append(c.bytes, bytes)
}

// keep returns the largest entries, so many at most, those that stand for smaller ones included. below is the share of the largest entry that is
// not kept, and combined the number of those entries.
func (c *cut) keep(limit int) (keep []bool, below float64, combined int) {
	keep = make([]bool, len(c.parents))
	order := c.bySize()
	count := len(order)
	for count > 1 {
		clear(keep)
		for _, n := range order[:count] {
			keep[n] = true
		}
		excess := count + c.combining(keep) - limit
		if excess <= 0 {
			break
		}
		count = max(count-excess, 1)
	}
	if count == 1 {
		clear(keep)
		keep[0] = true
	}
	if count < len(order) {
		below, combined = c.shares[order[count]], len(order)-count
	}
	return keep, below, combined
}

// bySize returns the entries, the largest first. No entry comes before its parent.
func (c *cut) bySize() []int {
	order := make([]int, len(c.parents))
	for n := range order {
		order[n] = n
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.shares[b], c.shares[a]), cmp.Compare(c.bytes[b], c.bytes[a]), cmp.Compare(a, b))
	})
	return order
}

// combining returns the number of kept directories some of whose children are not kept.
func (c *cut) combining(keep []bool) int {
	combines := map[int]bool{}
	for n, parent := range c.parents {
		if !keep[n] && keep[parent] {
			combines[parent] = true
		}
	}
	return len(combines)
}
