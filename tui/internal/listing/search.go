package listing

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/walker"
)

// maxMatches is how many matches are listed; all are counted.
const maxMatches = 10_000

// Matches are the eligible entries below a directory that a search has found.
type Matches struct {
	Query string
	// Items are the matches, the largest first, not more than ten thousand. A directory that matches includes all that it holds.
	Items []Item
	Count int
	Sum   walker.Sum // eligible
	Sent  walker.Sum
	lit   map[string]bool // what holds a match, or is one
	whole map[string]bool // directories that match
}

// Lit reports whether a path matches, holds a match, or is inside one.
func (m *Matches) Lit(p string) bool {
	if m.lit[p] {
		return true
	}
	for p != "." && p != "/" {
		if m.whole[p] {
			return true
		}
		p = path.Dir(p)
	}
	return false
}

// Search looks for names below a directory. A query with one of * ? [ is a pattern for a whole name, or for the end of a path if it has a
// slash; another one is a part of a name in any case. It stops with the error of ctx.
func (r Reader) Search(ctx context.Context, dir, query string) (*Matches, error) {
	m := &Matches{Query: query, lit: map[string]bool{}, whole: map[string]bool{}}
	match := matcher(query)
	seen := 0
	r.Now.Find(func(name []byte, _ walker.Kind) bool { return ctx.Err() != nil || match.name(string(name)) }, func(p string, k walker.Kind) bool {
		if ctx.Err() != nil || !inside(dir, p) || !match.path(p) {
			return ctx.Err() == nil
		}
		seen++
		m.add(r, dir, p, k)
		return false
	})
	m.Count = seen
	slices.SortFunc(m.Items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(r.Metric.Size(&b), r.Metric.Size(&a)), cmp.Compare(b.Eligible.Bytes, a.Eligible.Bytes), cmp.Compare(a.Path, b.Path))
	})
	m.Items = m.Items[:min(len(m.Items), maxMatches)]
	return m, ctx.Err()
}

func (m *Matches) add(r Reader, dir, p string, k walker.Kind) {
	i := Item{Name: relative(dir, p), Path: p, Kind: k, Tint: Untinted, State: Unused, Finding: r.hasFinding(p)}
	i.Eligible, _ = r.Now.SumBelow(p, walker.Eligible)
	i.Sent, _ = r.Now.SumBelow(p, walker.Sent)
	i.WasEligible, _ = r.Base.SumBelow(p, walker.Eligible)
	i.WasSent, _ = r.Base.SumBelow(p, walker.Sent)
	i.WasCommits, i.Commits = r.WasCommits.of(p), r.Commits.of(p)
	if r.Safe != nil {
		after, _ := r.Safe.SumBelow(p, walker.Eligible)
		i.Safe = less(i.Eligible, after)
	}
	if r.Changes != nil {
		i.Changed = seconds(r.Changes.At(p))
	}
	if _, sent := r.Now.Has(p, walker.Sent); sent {
		i.State = Sent
	}
	m.Items = append(m.Items, i)
	m.Sum = walker.Sum{Bytes: m.Sum.Bytes + i.Eligible.Bytes, Files: m.Sum.Files + i.Eligible.Files}
	m.Sent = walker.Sum{Bytes: m.Sent.Bytes + i.Sent.Bytes, Files: m.Sent.Files + i.Sent.Files}
	m.whole[p] = i.IsDir()
	for up := p; up != "." && !m.lit[up]; up = path.Dir(up) {
		m.lit[up] = true
	}
}

func inside(dir, p string) bool { return dir == "." || strings.HasPrefix(p, dir+"/") }

func relative(dir, p string) string {
	if dir == "." {
		return p
	}
	return strings.TrimPrefix(p, dir+"/")
}

// query is a search as it is matched.
type query struct {
	text    string // a part of a name, in lower case, if it is no pattern
	pattern []string
}

func matcher(text string) query {
	if !IsPattern(text) {
		return query{text: strings.ToLower(text)}
	}
	parts := slices.DeleteFunc(strings.Split(text, "/"), func(part string) bool { return part == "**" || part == "" })
	return query{pattern: parts}
}

// IsPattern reports whether a search is a pattern.
func IsPattern(query string) bool { return strings.ContainsAny(query, "*?[") }

func (q query) name(name string) bool {
	if q.pattern == nil {
		return strings.Contains(strings.ToLower(name), q.text)
	}
	ok, err := path.Match(q.pattern[len(q.pattern)-1], name)
	return ok && err == nil
}

// path reports whether the end of a path matches the directories of a pattern.
func (q query) path(p string) bool {
	if len(q.pattern) < 2 {
		return true
	}
	names := strings.Split(p, "/")
	if len(names) < len(q.pattern) {
		return false
	}
	names = names[len(names)-len(q.pattern):]
	for n := range names {
		if ok, err := path.Match(q.pattern[n], names[n]); !ok || err != nil {
			return false
		}
	}
	return true
}
