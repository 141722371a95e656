package listing

import (
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/walker"
)

// Order is how items are sorted.
type Order struct {
	By       Key
	Reversed bool
}

// Key is what items are sorted by.
type Key uint8

// The keys.
const (
	KeySize Key = iota
	KeyFiles
	KeyName
	KeySavings
	KeyChanged
	keys
)

// String returns the order in words.
func (o Order) String() string {
	words := [...]string{"size", "files", "name", "savings", "change"}[o.By]
	if o.Reversed {
		words += ", reversed"
	}
	return words
}

// Next returns the next order: each key is followed by itself reversed.
func (o Order) Next() Order {
	if !o.Reversed {
		return Order{o.By, true}
	}
	return Order{By: (o.By + 1) % keys}
}

// Sort returns the items in order. Items of the same value are in the order in which they were given.
func (o Order) Sort(items []Item, m Metric) []*Item {
	rows := make([]*Item, len(items))
	for n := range items {
		rows[n] = &items[n]
	}
	if o == (Order{}) {
		// Folders are listed by size.
		return rows
	}
	slices.SortStableFunc(rows, func(a, b *Item) int {
		by := o.compare(a, b, m)
		if o.Reversed {
			return -by
		}
		return by
	})
	return rows
}

func (o Order) compare(a, b *Item, m Metric) int {
	switch o.By {
	case KeyFiles:
		return descending(ByFiles.Size(a), ByFiles.Size(b))
	case KeyName:
		return strings.Compare(a.Name, b.Name)
	case KeySavings:
		return descending(a.savings().Bytes, b.savings().Bytes)
	case KeyChanged:
		return descending(a.Changed, b.Changed)
	}
	return descending(m.Size(a), m.Size(b))
}

// savings returns what drafted and safe patterns exclude of an item.
func (i *Item) savings() walker.Sum {
	saved := i.Saved()
	return walker.Sum{Bytes: saved.Bytes + i.Safe.Bytes, Files: saved.Files + i.Safe.Files}
}

func descending(a, b int64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}
