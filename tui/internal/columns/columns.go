// Package columns puts blocks of text side by side.
package columns

import (
	"strings"

	"github.com/ctxsize/ctxsize/tui/internal/cells"
)

// Row is something with its description.
type Row struct{ Key, Text string }

// Block is rows under a title.
type Block struct {
	Title string
	Rows  []Row
	// Indent is how many cells keys have before their texts.
	Indent int
}

const (
	maxColumns          = 3
	minWidth, goodWidth = 36, 52
	maxWidth            = 64
	gap                 = 2
)

// Lay returns the blocks as lines of so many cells, in as many columns as there is room for.
func Lay(blocks []Block, room int) []string {
	count := min(max((room+gap)/(goodWidth+gap), 1), maxColumns)
	width := min(max((room-gap*(count-1))/count, minWidth), maxWidth, room)
	return join(stack(blocks, count, width), width)
}

// stack distributes blocks over columns in their order, so that no column is much longer than the others.
func stack(blocks []Block, count, width int) [][]string {
	var texts [][]string
	total := 0
	for _, b := range blocks {
		texts = append(texts, b.lines(width))
		total += len(texts[len(texts)-1]) + 1
	}
	columns := make([][]string, count)
	at := 0
	for _, lines := range texts {
		if at+1 < count && len(columns[at]) > 0 && len(columns[at])+len(lines)/2 > total/count {
			at++
		}
		if len(columns[at]) > 0 {
			columns[at] = append(columns[at], "")
		}
		columns[at] = append(columns[at], lines...)
	}
	return columns
}

func join(columns [][]string, width int) []string {
	var lines []string
	for n := 0; ; n++ {
		row, more := "", false
		for _, column := range columns {
			cell := ""
			if n < len(column) {
				cell, more = column[n], true
			}
			row += cells.Pad(cell, width) + strings.Repeat(" ", gap)
		}
		if !more {
			return lines
		}
		lines = append(lines, strings.TrimRight(row, " "))
	}
}

func (b *Block) lines(width int) []string {
	lines := []string{b.Title}
	for _, r := range b.Rows {
		lines = append(lines, r.lines(width, b.Indent)...)
	}
	return lines
}

// lines puts a key and its text on as many lines as they need.
func (r *Row) lines(width, indent int) []string {
	var lines []string
	blank := strings.Repeat(" ", indent+2)
	head := "  " + cells.Pad(r.Key, indent)
	if cells.Width(r.Key) >= indent {
		lines, head = append(lines, "  "+r.Key), blank
	}
	for _, part := range cells.Wrap(r.Text, width-indent-2) {
		lines, head = append(lines, head+part), blank
	}
	return lines
}
