package check

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/required"
	"github.com/ctxsize/ctxsize/walker"
)

// linter goes through the lines of one ignore file.
type linter struct {
	build    *build.Build
	usage    inventory.Usage
	findings []lint.Finding
	linked   bool          // the file is a link to one that others use, too: no fix is proposed
	required *required.Set // nil until first use
}

// Lint returns findings about patterns of one context's ignore file that do not do what they seem to.
func Lint(b *build.Build, c inventory.Usage) []lint.Finding {
	if c.View == nil || c.Context.Ignore.Path == "" {
		return nil
	}
	l := linter{build: b, usage: c, linked: projectfile.IsLink(c.Context.Ignore.Path)}
	for _, m := range phrase.Mistakes(c.Patterns.All(), c.View.MatchedPatterns()) {
		l.mistake(m)
	}
	l.uses()
	if text := c.Context.Ignore.Text; len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		f := lint.New(lint.NoFinalNewline, "The last line has no newline: a pattern that a script appends is joined to it.")
		f.Line, f.Fix = bytes.Count(text, []byte("\n"))+1, &lint.Fix{Kind: "edit", Text: "end the file with a newline", Applies: true}
		l.found(f)
	}
	return l.findings
}

func (l *linter) found(f lint.Finding) {
	f.File = l.usage.Context.Ignore.Path
	if f.Fix != nil {
		f.Fix.Repairs = !l.linked
	}
	l.findings = append(l.findings, f)
}

// mostPriced is the maximum number of mistakes that are measured: each needs a view.
const mostPriced = 100

// mistake measures a pattern and decides how its fix may be applied: without review if the fixed file decides the same about everything in the
// tree and about all sources of instructions, present or not. No fix excludes a source or a needed file.
func (l *linter) mistake(m phrase.Mistake) {
	f := lint.New(m.Code, "%s", m.Why)
	f.Line, f.Fix = m.Line.Line, &lint.Fix{Kind: "replace-line", Text: m.Text}
	defer func() { l.found(f) }()
	if len(l.findings) >= mostPriced {
		return
	}
	lines, err := l.usage.Patterns.Replace(m.Line.Line, m.Text)
	if err != nil {
		return
	}
	ask := l.usage.View.Query
	ask.Patterns = lines
	after, err := l.usage.View.Tree.View(ask)
	if err != nil {
		return
	}
	f.Bytes = max(0, l.usage.View.Totals(walker.Sent).Bytes-after.Totals(walker.Sent).Bytes)
	needed := l.requirements()
	if !needed.IsSafeEdit(func(*ignore.PatternList) (*ignore.PatternList, error) { return lines, nil }) {
		f.Message += fmt.Sprintf(" %q would exclude files that an instruction or a manifest needs.", m.Text)
		f.Fix = nil
		return
	}
	f.Fix.Applies = SameEligible(after, l.usage.View) && !slices.ContainsFunc(needed.NamedPaths(), func(byBuild [][]string) bool {
		return slices.ContainsFunc(slices.Concat(byBuild...), func(p string) bool {
			return l.usage.Patterns.Match(p).Excluded != lines.Match(p).Excluded
		})
	})
}

// requirements returns what this build, the other Dockerfiles of the context and manifests require.
func (l *linter) requirements() *required.Set {
	if l.required == nil {
		l.required = required.New(l.usage.Project, []inventory.Share{{Build: l.build, Usage: l.usage}})
		l.required.AddManifests(nil)
	}
	return l.required
}

// SameEligible reports whether two views of one tree have the same eligible entries.
func SameEligible(a, b *walker.View) bool { return digest(a) == digest(b) }

// digest returns a hash of the eligible entries.
func digest(v *walker.View) uint64 {
	h := fnv.New64a()
	v.Each(walker.Eligible, func(e walker.Entry) bool {
		// A hash accepts everything.
		_, _ = h.Write(append([]byte(e.Path), 0))
		return true
	})
	return h.Sum64()
}

// uses checks the effect of each pattern.
func (l *linter) uses() {
	view, all := l.usage.View, l.usage.Patterns.All()
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
			by, isCovered = ix.coveredByName(l.usage.Patterns, line)
		}
		switch {
		case twice:
			l.line(line, lint.LineDuplicate, lint.Fix{Removes: true, Applies: true}, fmt.Sprintf("is already in line %d", first))
		case line.Exception && n < ix.firstExclusion:
			f := lint.New(lint.ExceptionWithoutEffect, "%q has no effect: nothing above this exception is excluded.", line.Text)
			f.Line, f.Fix = line.Line, &lint.Fix{Kind: "edit", Text: "remove the line", Removes: true}
			l.found(f)
		case view.PatternUses[n].Entries > 0:
		case isCovered:
			l.line(line, lint.LineShadowed, lint.Fix{Removes: true, Applies: true}, fmt.Sprintf("has no effect: line %d already excludes everything it matches", by))
		case !matched[n] && isForGenerated(line.Expr):
			// It is for files that tools create.
		case !matched[n]:
			f := lint.New(lint.LineNeverMatches, "%q matches nothing in this tree (it may be for generated files).", line.Text)
			f.Line = line.Line
			l.found(f)
		case line.Exception && n > ix.lastExclusion:
			l.line(line, lint.ExceptionWithoutEffect, lint.Fix{Removes: true}, "has no effect: nothing it matches is excluded")
		default:
			l.shadowed(line)
		}
	}
}

// shadowed reports a pattern without effect in this tree. It may have one in another tree, unless the same pattern is in the file twice.
func (l *linter) shadowed(line ignore.Pattern) {
	const what = "has no effect: other lines decide about everything it matches"
	same := func(o ignore.Pattern) bool {
		return o.Line != line.Line && o.Expr == line.Expr && o.Exception == line.Exception
	}
	if slices.ContainsFunc(l.usage.Patterns.All(), same) {
		l.line(line, lint.LineShadowed, lint.Fix{Removes: true}, what)
		return
	}
	f := lint.New(lint.LineShadowed, "%q %s.", line.Text, what)
	f.Line = line.Line
	l.found(f)
}

// line reports a pattern to remove.
func (l *linter) line(line ignore.Pattern, code lint.Code, fix lint.Fix, what string) {
	fix.Kind, fix.Text = "edit", "remove the line"
	f := lint.New(code, "%q %s.", line.Text, what)
	f.Severity, f.Line, f.Fix = lint.Info, line.Line, &fix
	l.found(f)
}

// isForGenerated reports whether a pattern is for files that tools create, or for secrets, by its name. It is useful although nothing in a clean
// checkout matches it.
func isForGenerated(expr string) bool {
	expr = strings.TrimSuffix(strings.TrimSuffix(expr, "/**"), "/*")
	if at := strings.LastIndex(expr, "**/"); at >= 0 {
		expr = expr[at+len("**/"):]
	}
	name := path.Base(expr)
	return expr != "" && (knowledge.IsKnownName(name) || strings.HasPrefix(name, ".env"))
}
