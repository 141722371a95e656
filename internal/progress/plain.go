package progress

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// plainLine matches a line of text: the number of the step, and what it is about (github.com/moby/buildkit util/progress/progressui, printer.go).
var plainLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^#(\d+) (.*)$`) })

// transferLine matches the number of a transfer, with its duration and its end.
var transferLine = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^transferring (.+): (\d+(?:\.\d+)?[kMGTPE]?B)(?: [0-9.]+s)?(?: done)?$`)
})

// plainReader collects the steps of lines of text.
type plainReader struct {
	list  []Vertex
	index map[string]int // in list, by the number of the step
}

// read adds a line. The first one of a step is its name; other lines than those of steps are skipped.
func (p *plainReader) read(line string) {
	m := plainLine().FindStringSubmatch(line)
	if m == nil || m[1] == "0" {
		return
	}
	if p.index == nil {
		p.index = map[string]int{}
	}
	n, known := p.index[m[1]]
	if !known {
		p.index[m[1]] = len(p.list)
		p.list = append(p.list, Vertex{Name: m[2]})
		return
	}
	v := &p.list[n]
	switch word, rest, _ := strings.Cut(m[2], " "); word {
	case "CACHED":
		v.Cached = true
	case "DONE":
		v.Duration = seconds(rest)
	case "ERROR:", "CANCELED":
		v.Failed = true
	case "transferring":
		v.transfer(m[2])
	}
}

// transfer notes the number of a transfer. The last one counts.
func (v *Vertex) transfer(line string) {
	m := transferLine().FindStringSubmatch(line)
	if m == nil {
		return
	}
	one := Transfer{Name: m[1], Text: m[2]}
	if digits := strings.TrimSuffix(m[2], "B"); !strings.ContainsAny(digits, "kMGTPE") {
		one.Bytes, _ = strconv.ParseInt(digits, 10, 64)
		one.Exact, one.Text = true, ""
	}
	for n := range v.Transfers {
		if v.Transfers[n].Name == one.Name {
			v.Transfers[n] = one
			return
		}
	}
	v.Transfers = append(v.Transfers, one)
}

// seconds reads a duration such as 1.2s, 0 for none.
func seconds(text string) time.Duration {
	d, err := time.ParseDuration(strings.TrimSpace(text))
	if err != nil || d < 0 {
		return 0
	}
	return d
}
