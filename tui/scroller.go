package tui

// scroller is the place in a list that is longer than the screen.
type scroller struct {
	at     int // the row at hand
	scroll int // the first that is shown
}

func (c *scroller) move(by, rows int) { c.at = min(max(c.at+by, 0), max(rows-1, 0)) }

// visible gives how many rows are shown from scroll on, the row at hand among them.
func (c *scroller) visible(rows, room int) int {
	c.move(0, rows)
	c.scroll = min(max(min(c.scroll, c.at), c.at-room+1), max(rows-room, 0))
	return min(room, rows-c.scroll)
}
