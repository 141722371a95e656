package tui

import (
	"fmt"
	"math"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/walker"
)

// words are all texts of a frame but those of panes. They are made when something changes, so that drawing only copies them.
type words struct {
	place, totals string
	state         string // what goes on, at the right of the header
	stateShade    shade
	notice        string
	listHead      string
	rows          []rowWords
	path, amounts string // of the selection
	details       []string
}

// rowWords are those of one row of the list.
type rowWords struct {
	item   *item
	amount string
	bar    int // cells of it, -1 for none
	name   string
}

func (s *screen) size(bytes int64) string { return s.options.Units.Size(bytes) }

// dress makes the words for what has been arranged.
func (s *screen) dress() {
	s.keys = s.hints()
	s.words = words{rows: s.words.rows[:0]}
	w, r, ellipsis := &s.words, s.regions(), s.theme.glyphs.ellipsis
	w.notice = cutEnd(cleanText(s.notice), r.footer.W-1, ellipsis)
	for n := range s.tiles {
		s.dressTile(&s.tiles[n])
	}
	sub := s.subject()
	if sub == nil {
		if s.scan != nil {
			w.totals = cutEnd(s.spin()+" reading "+cleanName(s.options.Analysis.Request.Context)+": "+report.Progress(s.scan.entries, s.scan.bytes), s.w-1, ellipsis)
		}
		return
	}
	if r.header.H > 1 {
		w.place = cutMiddle(s.place(sub), r.header.W-len(programName)-1, ellipsis)
		w.state, w.stateShade = s.state(sub)
	}
	w.totals = cutEnd(s.totals(sub, r.header.H > 1), r.header.W-min(1, r.header.H-1), ellipsis)
	if r.tiny && s.notice == tooSmall {
		w.totals = cutEnd(cleanName(s.notice), r.header.W, ellipsis)
	}
	s.dressList(sub, r)
	if i := s.item(); i != nil {
		s.dressDetails(sub, i, r)
	}
}

func (s *screen) dressList(sub *subject, r regions) {
	w, here := &s.words, sub.here()
	w.listHead = cutMiddle(s.listHead(sub), r.list.W-5, s.theme.glyphs.ellipsis)
	largest := int64(0)
	for _, i := range s.rows {
		largest = max(largest, s.metric.size(i))
	}
	for n := range min(listRows(r.list), max(len(s.rows)-here.scroll, 0)) {
		w.rows = append(w.rows, s.rowWords(s.rows[here.scroll+n], largest, r.list.W))
	}
}

func (s *screen) rowWords(i *item, largest int64, room int) rowWords {
	n := s.metric.size(i)
	amount := s.size(n)
	if s.metric == byFiles {
		amount = report.Count(n, "file")
	}
	w := rowWords{item: i, bar: -1, amount: fmt.Sprintf("%10s %3d%% ", amount, share(n, s.whole(i)))}
	room -= width(w.amount) + 2
	if room >= leastBarRoom {
		w.bar = 0
		if largest > 0 {
			w.bar = int(float64(n)/float64(largest)*barCells + 0.5)
		}
		room -= barCells + 1
	}
	w.name = cutMiddle(itemName(i), room, s.theme.glyphs.ellipsis)
	return w
}

// itemName is a name as it is shown.
func itemName(i *item) string {
	if i.isDir() {
		return cleanName(i.name) + "/"
	}
	return cleanName(i.name)
}

func (s *screen) dressDetails(sub *subject, i *item, r regions) {
	w, ellipsis := &s.words, s.theme.glyphs.ellipsis
	if w.path = cleanName(i.path); r.details.H > belowDetails {
		w.path = cutMiddle(w.path, r.details.W-5, ellipsis)
		w.details = s.detailLines(sub, i)
	} else {
		if i.isDir() {
			w.path += "/"
		}
		w.amounts = s.amounts(i)
		w.path = cutMiddle(w.path, max(r.details.W-4-width(w.amounts), 12), ellipsis)
		w.details = []string{s.fate(sub, i)}
	}
	for n := range w.details {
		w.details[n] = cutEnd(w.details[n], r.details.W-2, ellipsis)
	}
}

// listHead says which folder it is and how it is shown.
func (s *screen) listHead(sub *subject) string {
	name := cleanName(sub.where())
	if name == "" {
		name = "./"
	}
	words := []string{fmt.Sprintf("%s  %s", name, report.Count(int64(len(s.rows)), "entry"))}
	if s.filter != "" {
		words = append(words, "filter "+cleanName(s.filter))
	}
	if s.metric != byEligible {
		words = append(words, "by "+s.metric.String())
	}
	if s.order != orderSize {
		words = append(words, "sorted by "+s.order.String())
	}
	if s.colors != colorState {
		words = append(words, "colour: "+s.colors.String())
	}
	return strings.Join(words, ", ")
}

// state says what goes on.
func (s *screen) state(sub *subject) (string, shade) {
	switch {
	case s.scan != nil:
		return s.spin() + " reading the disk", accent
	case sub.refused != nil:
		return "the draft is no ignore file", warn
	case len(sub.broken) > 0:
		return fmt.Sprintf("! breaks %d instruction%s (w)", len(sub.broken), plural(len(sub.broken))), warn
	case sub.drafted():
		return sub.history.now().String() + " (w writes)", accent
	}
	return "", own
}

// spin is a frame of the sign that something goes on.
func (s *screen) spin() string {
	frames := s.theme.glyphs.spinner
	return frames[s.scan.ticks%len(frames)]
}

// place says which context of which build is shown.
func (s *screen) place(sub *subject) string {
	p := sub.plan()
	var words []string
	if sub.base.Name != "" {
		words = append(words, sub.base.Name)
	}
	words = append(words, s.short(p.Given))
	if p.Name != "" {
		words[len(words)-1] = p.Name + "=" + words[len(words)-1]
	}
	if d := sub.base.Dockerfile; d != nil {
		file := s.short(d.Path)
		if sub.base.Target != "" {
			file += " " + s.theme.glyphs.arrow + " " + sub.base.Target
		}
		words = append(words, cleanName(file))
	} else if !p.Remote {
		words = append(words, "no Dockerfile: everything eligible counts as sent")
	}
	if p.Ignore.Path != "" {
		words = append(words, s.ignorePath(p.Ignore))
	} else if !p.Remote {
		words = append(words, "no ignore file")
	}
	for n := range words {
		words[n] = cleanName(words[n])
	}
	return strings.Join(words, "  ")
}

// ignorePath returns the path of an ignore file, and the one that it is a symbolic link to.
func (s *screen) ignorePath(f build.IgnoreFile) string {
	if f.Link {
		return s.short(f.Path) + " " + s.theme.glyphs.arrow + " " + s.short(f.Real)
	}
	return s.short(f.Path)
}

// short is a path relative to the working directory where it lies inside it.
func (s *screen) short(p string) string {
	return report.Options{Dir: s.options.Analysis.Request.Dir}.Place(p)
}

// totals says how much is eligible and sent, before and after a draft. With more it adds files and the transfer.
func (s *screen) totals(sub *subject, more bool) string {
	if sub.view() == nil {
		return "nothing of this context leaves this machine"
	}
	words := []string{s.change("eligible", sub, walker.Eligible, more), s.change("sent", sub, walker.Sent, more)}
	if !more {
		words = words[1:]
	}
	all := strings.Join(words, "  ")
	if n := sub.transfer(); n != nil && more {
		if with := all + "  transfer " + report.Decimal(*n); width(with) < s.w {
			return with
		}
	}
	return all
}

func (s *screen) change(name string, sub *subject, set walker.Set, more bool) string {
	before, now := sub.baseView().Totals(set), sub.view().Totals(set)
	words := name + " " + s.size(now.Bytes)
	switch {
	case before != now:
		words = fmt.Sprintf("%s %s %s %s", name, s.size(before.Bytes), s.theme.glyphs.arrow, s.size(now.Bytes))
		if before.Bytes > 0 {
			words += " (" + s.growth(before.Bytes, now.Bytes) + ")"
		}
	case more && s.w >= 100:
		words += " in " + report.Count(now.Files, "file")
	}
	return words
}

// growth is in percent where that says something: not "-0 %" of a difference, and not "-100 %" while something is left.
func (s *screen) growth(before, now int64) string {
	percent := (float64(now)/float64(before) - 1) * 100
	switch {
	case now > 0 && percent <= -99.5:
		return fmt.Sprintf("%.1f %%", max(percent, -99.9))
	case math.Abs(percent) >= 0.5 || now == before:
		return fmt.Sprintf("%+.0f %%", percent)
	case now < before:
		return "-" + s.size(before-now)
	}
	return "+" + s.size(now-before)
}
