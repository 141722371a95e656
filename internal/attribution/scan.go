package attribution

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/walker"
)

const (
	// entryTime is what Docker's client takes for an entry without patterns, a query of the disk most of all; the others are for a pattern of
	// patternmatcher that it compares with a path. A laptop of 2024 was measured with 100,000 entries.
	entryTime   = 4 * time.Microsecond
	floatTime   = 2500 * time.Nanosecond // a regular expression that may match at any depth
	regexpTime  = 700 * time.Nanosecond  // one that begins with a wildcard
	prefixTime  = 150 * time.Nanosecond  // one that begins with a literal
	literalTime = 20 * time.Nanosecond

	// slowScan is the time from which a scan is worth a warning, and shownScan that from which a message has it.
	slowScan, shownScan = time.Second, 100 * time.Millisecond
	// scanSamples is the number of paths that an estimate is made of.
	scanSamples = 100
	// maxSpelled is the number of files up to which an exception or a source is spelled out.
	maxSpelled = 5
)

// wastedScan is about entries that Docker's client looks at for nothing.
func (e *examiner) wastedScan() {
	c := e.usage
	if c.View.WastedEntries == 0 {
		return
	}
	if line, ok := c.Patterns.WildcardException(); ok {
		f := lint.New(lint.PruningDefeated, "%q may match anywhere: %s.", line.Text, e.scanCost()).At(c.Context.Ignore.Path, line.Line)
		f.Fix = e.spelledException(line)
		e.found(e.slow(f))
		return
	}
	if line, ok := c.View.Query.Request.PatternList().WildcardInclude(); ok {
		f := lint.New(lint.PruningDefeated, "The source %q has a wildcard: %s.", line.Expr, e.scanCost()).At(e.dockerfilePath(), e.lineOf(line.Expr))
		f.Path, f.Fix = line.Expr, e.spelledSource(line.Expr)
		e.found(e.slow(f))
	}
}

// slow makes a warning of a finding about a scan that takes long.
func (e *examiner) slow(f lint.Finding) lint.Finding {
	if e.scanTime() >= slowScan {
		f.Severity = lint.Warning
	}
	return f
}

// scanCost returns what is scanned for nothing, and the time if it matters, as a clause.
func (e *examiner) scanCost() string {
	text := fmt.Sprintf("Docker scans %s that it does not send", phrase.Count(e.usage.View.WastedEntries, "entry"))
	if d := e.scanTime(); d >= shownScan {
		text += fmt.Sprintf(", which takes about %s in each build", roughly(d))
	}
	return text
}

// roughly returns a duration with one digit that counts.
func roughly(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 10*time.Second:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds())/10*10)
	}
	return fmt.Sprintf("%.0f min", d.Minutes())
}

// scanTime estimates how long Docker's client takes for the entries that it does not send: some of them show how many patterns it compares.
func (e *examiner) scanTime() time.Duration {
	v := e.usage.View
	if v.WastedEntries < int64(shownScan/(100*entryTime)) {
		return 0
	}
	step := max(1, v.WastedEntries/scanSamples)
	var sum time.Duration
	var seen, samples int64
	for _, set := range []walker.Set{walker.Excluded, walker.Unused} {
		v.Each(set, func(entry walker.Entry) bool {
			if seen++; seen%step == 0 {
				sum += e.matchTime(entry.Path)
				samples++
			}
			return samples < scanSamples
		})
	}
	if samples == 0 {
		return 0
	}
	return time.Duration(int64(entryTime+sum/time.Duration(samples)) * v.WastedEntries)
}

// matchTime estimates what the matcher takes for one path (github.com/moby/patternmatcher, MatchesUsingParentResults): a pattern that matched the
// directory is not compared, an exception only where something excludes the path, and another pattern only where nothing does.
func (e *examiner) matchTime(p string) time.Duration {
	var sum time.Duration
	for _, line := range e.usage.View.Query.Request.PatternList().All() {
		sum += patternTime(line.Expr)
	}
	traces, _ := e.usage.Patterns.Explain(p)
	excluded := false
	for _, t := range traces {
		inherited := t.Matches && t.Path != p
		if !inherited && t.Pattern.Exception != excluded {
			continue
		}
		if !inherited {
			sum += patternTime(t.Pattern.Expr)
		}
		if t.Matches {
			excluded = !t.Pattern.Exception
		}
	}
	return sum
}

// patternTime estimates what a comparison of a pattern takes.
func patternTime(expr string) time.Duration {
	rest := strings.TrimSuffix(strings.TrimPrefix(expr, "**/"), "/**")
	switch {
	case !strings.ContainsAny(rest, `*?[]^\`):
		return literalTime
	case strings.HasPrefix(expr, "**"):
		return floatTime
	case strings.ContainsAny(expr[:1], `*?[^\`):
		return regexpTime
	}
	return prefixTime
}

// lineOf returns the line of the first instruction with a source, 0 for none.
func (e *examiner) lineOf(source string) int {
	for _, in := range e.Instructions {
		for _, s := range in.Sources {
			if in.Reachable && in.Context == e.usage.Context.Name && s.Path == source {
				return in.Line
			}
		}
	}
	return 0
}

// spelledException returns the change of an exception that names its files, if they are few and the only wildcard is gone then.
func (e *examiner) spelledException(line ignore.Pattern) *lint.Fix {
	c := e.usage
	advice := &lint.Fix{Kind: "edit", Text: "name the files or their directories in exceptions, without wildcards"}
	all := c.Patterns.All()
	index := slices.IndexFunc(all, func(p ignore.Pattern) bool { return p.Line == line.Line })
	if line.Line == 0 || index < 0 {
		return advice
	}
	var texts []string
	known := true
	c.View.Each(walker.Eligible, func(entry walker.Entry) bool {
		if entry.Kind == walker.Dir || c.Judge(entry.Path).Index != index {
			return true
		}
		text := phrase.Exception(entry.Path)
		texts, known = append(texts, text), text != ""
		return known && len(texts) <= maxSpelled
	})
	if !known || len(texts) > maxSpelled {
		return advice
	}
	fix, edit := &lint.Fix{Kind: "replace-line", Text: strings.Join(texts, "\n")}, c.Patterns.Replace
	if len(texts) == 0 {
		fix = &lint.Fix{Kind: "edit", Text: "remove the line: it re-includes nothing here", Removes: true}
		edit = func(number int, _ string) (*ignore.PatternList, error) { return c.Patterns.Remove(number) }
	}
	after, err := edit(line.Line, fix.Text)
	if err != nil {
		return advice
	}
	if _, wild := after.WildcardException(); wild {
		return advice
	}
	return fix
}

// spelledSource returns how to write a source without its wildcard.
func (e *examiner) spelledSource(source string) *lint.Fix {
	if names := e.usage.View.Tree.GlobOnDisk(source); len(names) > 0 && len(names) <= maxSpelled && !strings.Contains(strings.Join(names, ""), " ") {
		return &lint.Fix{Kind: "edit", Text: fmt.Sprintf("write %s for %s", strings.Join(names, " "), source)}
	}
	if dir := path.Dir(source[:strings.IndexAny(source, `*?[\`)+1]); dir != "." {
		return &lint.Fix{Kind: "edit", Text: fmt.Sprintf("copy the directory %s, and exclude what the build does not need of it", dir)}
	}
	return &lint.Fix{Kind: "edit", Text: "name the files or their directories, without a wildcard"}
}
