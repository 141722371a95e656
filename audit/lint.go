package audit

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/walker"
)

// mistake is a line that the builder reads otherwise than it was meant.
type mistake struct {
	line ignore.Pattern
	code string
	why  string
	text string // what was meant
}

var (
	classEscape = expression(`\\[0-9A-Za-z]`)
	bangClass   = expression(`\[!`)
	lateComment = expression(`\s+(#|//).*$`)
)

// mistakes finds such lines among those of a file that take nothing out as they stand.
func mistakes(c Context) []mistake {
	var list []mistake
	matched := c.View.MatchedPatterns()
	for n, l := range c.Lines.All() {
		text := l.Text
		m := mistake{line: l}
		switch trimmed := strings.TrimSpace(text); {
		case l.Line == 0 || strings.HasPrefix(text, "#"):
			continue
		case bangClass().MatchString(text):
			m.code, m.text = BracketNotNegation, strings.ReplaceAll(text, "[!", "[^")
			m.why = `"[!" is no negation here: the class holds the "!" itself`
		case matched[n]:
			continue
		case strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "//"):
			m.code, m.text = InlineComment, "# "+strings.TrimSpace(strings.TrimLeft(trimmed, "#/"))
			m.why = "a comment begins with # in the first column: this is read as a pattern"
		case lateComment().MatchString(text):
			m.code, m.text = InlineComment, lateComment().ReplaceAllString(text, "")
			m.why = "a comment stands on a line of its own: this one is read as a part of the pattern"
		case classEscape().MatchString(text):
			m.code, m.text = BackslashClass, strings.ReplaceAll(text, `\`, "/")
			m.why = `a backslash separates no directories: before a letter it makes a class of characters, or nothing`
		default:
			continue
		}
		list = append(list, m)
	}
	return list
}

// linter goes through the lines of one ignore file.
type linter struct {
	build    *build.Build
	context  Context
	findings []Finding
	linked   bool       // the file is a link to one that others read, too, which is not mended
	keeper   *suggester // knows what must stay; nil until that is asked for
}

// Lint says which lines of the ignore file of one of a build's contexts do not do what they seem to.
func Lint(b *build.Build, c Context) []Finding {
	if c.View == nil || c.Plan.Ignore.Path == "" {
		return nil
	}
	l := linter{build: b, context: c, linked: projectfile.IsLink(c.Plan.Ignore.Path)}
	for _, m := range mistakes(c) {
		l.mistake(m)
	}
	l.uses()
	if text := c.Plan.Ignore.Text; len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		l.found(Finding{Code: NoFinalNewline, Severity: Info, Line: bytes.Count(text, []byte("\n")) + 1,
			Message: "the last line has no newline: a line that a script appends is glued on to it", Fix: &Fix{Kind: "edit", Text: "end the file with a newline", Applies: true}})
	}
	return l.findings
}

func (l *linter) found(f Finding) {
	f.File = l.context.Plan.Ignore.Path
	if f.Fix != nil {
		f.Fix.Repairs = !l.linked
	}
	l.findings = append(l.findings, f)
}

// mostPriced is how many mistakes are priced: each costs a view.
const mostPriced = 100

// mistake prices a line, and says how far mending it may go: it applies by itself where the file then decides as before about everything that
// is there, and about all that an instruction names, there or not. There is no fix that would take out what is named or needed.
func (l *linter) mistake(m mistake) {
	f := Finding{Code: m.code, Severity: Warning, Line: m.line.Line, Message: fmt.Sprintf("%q: %s", m.line.Text, m.why),
		Fix: &Fix{Kind: "replace-line", Text: m.text}}
	defer func() { l.found(f) }()
	if len(l.findings) >= mostPriced {
		return
	}
	lines, err := l.context.Lines.Replace(m.line.Line, m.text)
	if err != nil {
		return
	}
	ask := l.context.View.Query
	ask.Patterns = lines
	after, err := l.context.View.Tree.View(ask)
	if err != nil {
		return
	}
	f.Bytes = max(0, l.context.View.Totals(walker.Sent).Bytes-after.Totals(walker.Sent).Bytes)
	keeper := l.kept()
	if !keeper.keepsWith(func(*ignore.PatternList) (*ignore.PatternList, error) { return lines, nil }) {
		f.Message += fmt.Sprintf("; as %q it would take out what an instruction or a manifest names", m.text)
		f.Fix = nil
		return
	}
	f.Fix.Applies = SameEligible(after, l.context.View) && !slices.ContainsFunc(keeper.names(), func(byBuild [][]string) bool {
		return slices.ContainsFunc(slices.Concat(byBuild...), func(p string) bool {
			return l.context.Lines.Match(p).Excluded != lines.Match(p).Excluded
		})
	})
}

// kept knows what the instructions of this build and of the other Dockerfiles of the context name, and what manifests need.
func (l *linter) kept() *suggester {
	if l.keeper == nil {
		l.keeper = newSuggester(l.context.Project, []Share{{Build: l.build, Context: l.context}})
		l.keeper.others()
		l.keeper.needs()
	}
	return l.keeper
}

// SameEligible says whether the same is eligible in two views of one tree.
func SameEligible(a, b *walker.View) bool { return digest(a) == digest(b) }

// digest stands for what is eligible.
func digest(v *walker.View) uint64 {
	h := fnv.New64a()
	v.Each(walker.Eligible, func(e walker.Entry) bool {
		// A hash takes everything.
		_, _ = h.Write(append([]byte(e.Path), 0))
		return true
	})
	return h.Sum64()
}

// uses looks at what each line decides.
func (l *linter) uses() {
	view, all := l.context.View, l.context.Lines.All()
	matched := view.MatchedPatterns()
	wrong := map[int]bool{}
	for _, f := range l.findings {
		wrong[f.Line] = true
	}
	ix := indexLines(all)
	for n, line := range all {
		first, twice := ix.pass(line)
		if line.Line == 0 || wrong[line.Line] {
			continue
		}
		by, isCovered := ix.covered(line.Expr)
		if !isCovered && view.PatternUses[n].Entries == 0 {
			by, isCovered = ix.coveredByName(l.context.Lines, line)
		}
		switch {
		case twice:
			l.line(line, LineDuplicate, Fix{Removes: true, Applies: true}, fmt.Sprintf("stands in line %d already", first))
		case line.Exception && n < ix.firstExclusion:
			l.found(Finding{Code: ExceptionWithoutEffect, Severity: Warning, Line: line.Line,
				Message: fmt.Sprintf("%q brings nothing back: no line before it takes anything out", line.Text), Fix: &Fix{Kind: "edit", Text: "remove the line", Removes: true}})
		case view.PatternUses[n].Entries > 0:
		case isCovered:
			l.line(line, LineShadowed, Fix{Removes: true, Applies: true}, fmt.Sprintf("decides nothing: line %d takes out all that it could match", by))
		case !matched[n]:
			l.found(Finding{Code: LineNeverMatches, Severity: Info, Line: line.Line,
				Message: fmt.Sprintf("%q matches nothing that is here now; it may be for what is made later", line.Text)})
		case line.Exception && n > ix.lastExclusion:
			l.line(line, ExceptionWithoutEffect, Fix{Removes: true}, "brings nothing back: what it matches was not taken out")
		default:
			l.shadowed(line)
		}
	}
}

// shadowed reports a line that decides nothing as things are. Of another tree it may; only one that stands there twice never will.
func (l *linter) shadowed(line ignore.Pattern) {
	const what = "decides nothing: other lines decide about all that it matches"
	same := func(o ignore.Pattern) bool {
		return o.Line != line.Line && o.Expr == line.Expr && o.Exception == line.Exception
	}
	if slices.ContainsFunc(l.context.Lines.All(), same) {
		l.line(line, LineShadowed, Fix{Removes: true}, what)
		return
	}
	l.found(Finding{Code: LineShadowed, Severity: Info, Line: line.Line, Message: fmt.Sprintf("%q %s", line.Text, what)})
}

func (l *linter) line(line ignore.Pattern, code string, fix Fix, what string) {
	fix.Kind, fix.Text = "edit", "remove the line"
	l.found(Finding{Code: code, Severity: Info, Line: line.Line, Message: fmt.Sprintf("%q %s", line.Text, what), Fix: &fix})
}
