// Package listing lists the directories of a context as the treemap shows them: what becomes of each entry, what it holds before and after a
// draft, and what colors stand for.
package listing

import (
	"github.com/ctxsize/ctxsize/walker"
)

// State is what becomes of an item.
type State uint8

// The states.
const (
	Sent     State = iota
	Unused         // eligible, but no instruction copies it
	Drafted        // the draft excludes it
	Excluded       // the ignore file excludes it
)

// Item is an entry of a directory, or a chain of directories that hold one entry each.
type Item struct {
	Name  string // as shown, relative to the listed directory
	Path  string // relative to the context
	Kind  walker.Kind
	State State
	// WasEligible and WasSent are before the draft, Eligible and Sent are with it. Excluded is what the ignore file excludes.
	WasEligible, WasSent, Eligible, Sent, Excluded walker.Sum
	// WasCommits and Commits are how many commits change something in it that is copied, before the draft and with it; 0 where unknown.
	WasCommits, Commits int64
	// Safe is what the safe suggestions that are not drafted would exclude of what is eligible, Preview what the suggestion at hand would.
	Safe, Preview walker.Sum
	Tint          int  // the kind that colors it, [Untinted] for none
	Finding       bool // there is a finding about it, or about something in it
	Unwalked      bool // a directory that was not scanned
	// Changed is when the file was last changed, of a directory the newest eligible file in it, in seconds since 1970; 0 where unknown.
	Changed int64
}

// IsDir reports whether the item is a directory.
func (i *Item) IsDir() bool { return i.Kind == walker.Dir }

// Saved returns what the draft excludes of what was eligible.
func (i *Item) Saved() walker.Sum { return less(i.WasEligible, i.Eligible) }

// SavedSent returns what the draft excludes of what was sent.
func (i *Item) SavedSent() walker.Sum { return less(i.WasSent, i.Sent) }

// WholeSafe reports whether the safe suggestions would exclude all of the item.
func (i *Item) WholeSafe() bool {
	return i.Safe.Files > 0 && i.Safe.Files == i.Eligible.Files
}

// WholePreview reports whether the suggestion at hand would exclude all of the item.
func (i *Item) WholePreview() bool {
	return i.Preview.Files > 0 && i.Preview.Files == i.Eligible.Files
}

// IsGone reports whether the item is not eligible, by the draft or by the ignore file.
func (i *Item) IsGone() bool { return i.State >= Drafted }

func less(a, b walker.Sum) walker.Sum {
	return walker.Sum{Bytes: a.Bytes - b.Bytes, Files: a.Files - b.Files}
}

// Metric is what the area of a tile measures.
type Metric uint8

// The metrics.
const (
	BySent Metric = iota
	ByEligible
	ByFiles
	ByCommits
	metrics
)

// Next returns the next metric.
func (m Metric) Next() Metric { return (m + 1) % metrics }

// String returns what the metric counts.
func (m Metric) String() string {
	return [...]string{"sent bytes", "eligible bytes", "eligible files", "commits"}[m]
}

// Size returns the size of an item: what it holds with the draft, and of what the draft excludes what it held.
func (m Metric) Size(i *Item) int64 {
	switch {
	case m == ByCommits && i.State == Drafted:
		return i.WasCommits - i.Commits
	case m == ByCommits:
		return i.Commits
	case i.State == Excluded && m == ByFiles:
		return i.Excluded.Files
	case i.State == Excluded:
		return i.Excluded.Bytes
	case i.State == Drafted && m == BySent:
		return i.SavedSent().Bytes
	case i.State == Drafted && m == ByFiles:
		return i.Saved().Files
	case i.State == Drafted:
		return i.Saved().Bytes
	case m == BySent:
		return i.Sent.Bytes
	case m == ByFiles:
		return i.Eligible.Files
	}
	return i.Eligible.Bytes
}

// Commits are commits of a history: how many there are, and how many of them change something that is copied at a path or below it.
type Commits struct {
	Count int64
	Of    func(path string) int
}

// of returns the number of commits that change a path, 0 where that is unknown.
func (c *Commits) of(path string) int64 {
	if c == nil {
		return 0
	}
	return int64(c.Of(path))
}

// Total returns the size of a whole view. No view knows commits.
func (m Metric) Total(v *walker.View) int64 {
	switch m {
	case BySent:
		return v.Totals(walker.Sent).Bytes
	case ByFiles:
		return v.Totals(walker.Eligible).Files
	}
	return v.Totals(walker.Eligible).Bytes
}

// Share returns the percentage of a whole.
func Share(part, whole int64) float64 {
	if whole <= 0 {
		return 0
	}
	return float64(part) / float64(whole) * 100
}
