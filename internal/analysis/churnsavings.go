package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/rebuild"
	"github.com/ctxsize/ctxsize/internal/remedy"
	"github.com/ctxsize/ctxsize/internal/reruns"
	"github.com/ctxsize/ctxsize/internal/suggest"
)

// RerunSaving is a change that would have saved reruns: a suggested pattern, or the fix of a finding.
type RerunSaving struct {
	reruns.Saving
	// Pattern is to be added to the ignore file of a context, "" for a fix.
	Pattern string
	Safety  inventory.Safety
	// Context is the named context that the pattern is for, "" for the main context.
	Context string
	// Finding has the fix, nil for a pattern.
	Finding *lint.Finding
}

// rerunMeter measures what changes of a build save on the commits of a history.
type rerunMeter struct {
	*Result
	churn  func(*build.Build, []Usage) (*rebuild.Churn, error)
	before *rebuild.Churn
	// changed are the paths in contexts that commits change and instructions copy, the most often changed first.
	changed []string
}

// measureReruns fills in the reruns that the suggestions and the fixes of a build would have saved, and adds suggestions for files that commits often
// change.
func (a *Analysis) measureReruns(b *Result, before *rebuild.Churn, churn func(*build.Build, []Usage) (*rebuild.Churn, error)) error {
	m := &rerunMeter{Result: b, churn: churn, before: before, changed: changedPaths(before)}
	for n := range b.Usages() {
		u := b.usage(n)
		list := slices.Clone(u.Suggestions)
		for i := range list {
			var err error
			if list[i].Reruns, err = m.ofSuggestion(n, &list[i]); err != nil {
				return err
			}
		}
		if u.Context.Root != "" {
			more, err := m.frequent(n, suggest.Frequent(u.Project, a.shares(b, *u), list, m.changed))
			if err != nil {
				return err
			}
			list = append(list, more...)
		}
		if u.Suggestions = list; n == 0 {
			b.Suggestions = list
		}
	}
	return m.fixes()
}

// frequent returns the suggestions for files that commits often change that save reruns, the most first.
func (m *rerunMeter) frequent(context int, list []inventory.Suggestion) (saving []inventory.Suggestion, err error) {
	for _, s := range list {
		if s.Reruns, err = m.ofSuggestion(context, &s); err != nil {
			return nil, err
		}
		if s.Reruns != nil && s.Reruns.Reruns > 0 {
			saving = append(saving, s)
		}
	}
	slices.SortStableFunc(saving, func(a, b inventory.Suggestion) int { return cmp.Compare(b.Reruns.Reruns, a.Reruns.Reruns) })
	return saving, nil
}

// fixes fills in the reruns that the fixes of findings would have saved.
func (m *rerunMeter) fixes() error {
	for n := range m.Findings {
		f := &m.Findings[n]
		if f.Fix == nil {
			continue
		}
		saving, err := m.ofFix(f.Fix)
		if err != nil {
			return err
		}
		if saving != nil {
			fix := *f.Fix
			fix.Reruns, f.Fix = saving, &fix
		}
	}
	return nil
}

// changedPaths returns the paths that commits change and instructions copy, the most often changed first.
func changedPaths(c *rebuild.Churn) []string {
	commits := map[string]int{}
	for _, s := range c.Steps {
		for _, p := range s.Paths {
			if !strings.HasSuffix(p.Path, "/") {
				commits[p.Path] = max(commits[p.Path], p.Commits)
			}
		}
	}
	list := make([]string, 0, len(commits))
	for p := range commits {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(commits[b], commits[a]), cmp.Compare(a, b)) })
	return list
}

// repositoryFile is a file of .git that every commit changes.
const repositoryFile = ".git/index"

// ofSuggestion returns what a suggestion for a context saves alone.
func (m *rerunMeter) ofSuggestion(context int, s *inventory.Suggestion) (*reruns.Saving, error) {
	if s.Replaces == 0 && !strings.HasPrefix(s.Line, "!") && !m.matchesChange(s.Line) {
		return m.saving(m.before, m.before), nil
	}
	return m.withPatterns(context, s.Apply)
}

// matchesChange reports whether a pattern matches a path that commits change.
func (m *rerunMeter) matchesChange(line string) bool {
	match, err := ignore.Compile([]string{strings.TrimPrefix(line, "/")})
	return err != nil || match.Match(repositoryFile).Excluded || slices.ContainsFunc(m.changed, func(p string) bool { return match.Match(p).Excluded })
}

// withPatterns returns what other patterns for a context save.
func (m *rerunMeter) withPatterns(context int, edit func(*ignore.PatternList) (*ignore.PatternList, error)) (*reruns.Saving, error) {
	contexts := m.Usages()
	patterns, err := edit(contexts[context].Patterns)
	if err != nil {
		return nil, err
	}
	contexts[context].Patterns = patterns
	return m.of(m.Build, contexts)
}

// of returns what a variant of the build saves. It is nil where the variant fails on more commits.
func (m *rerunMeter) of(b *build.Build, contexts []Usage) (*reruns.Saving, error) {
	after, err := m.churn(b, contexts)
	if err != nil || len(after.Failing) > len(m.before.Failing) || len(after.Untracked) > len(m.before.Untracked) {
		return nil, err
	}
	return m.saving(m.before, after), nil
}

// ofFix returns what the fix of a finding saves, nil where it changes neither the Dockerfile nor the main context's ignore file.
func (m *rerunMeter) ofFix(f *lint.Fix) (*reruns.Saving, error) {
	if len(f.Changes) > 0 {
		return m.ofChanges(f.Changes)
	}
	patterns := f.Patterns()
	if f.Kind != "append-line" || f.File != "" && f.File != m.Main.Context.Ignore.Path || m.Main.Context.Root == "" || len(patterns) == 0 {
		return nil, nil
	}
	if !slices.ContainsFunc(patterns, m.matchesChange) {
		return m.saving(m.before, m.before), nil
	}
	return m.withPatterns(0, func(lines *ignore.PatternList) (_ *ignore.PatternList, err error) {
		for _, p := range patterns {
			if lines, err = lines.Try(p); err != nil {
				return nil, err
			}
		}
		return lines, nil
	})
}

// ofChanges returns what changes of the Dockerfile save, with changes of the main context's ignore file, nil for changes of other files.
func (m *rerunMeter) ofChanges(changes []lint.FileChange) (*reruns.Saving, error) {
	changed, contexts := m.Build, m.Usages()
	for _, c := range changes {
		var err error
		switch {
		case m.Build.Dockerfile != nil && c.Path == m.Build.Dockerfile.Path:
			changed, err = remedy.Evaluate(m.Build, c.After)
		case c.Path == m.NewChange(0, nil).Path:
			contexts[0].Patterns, err = m.ParseIgnore(c.After)
		default:
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return m.of(changed, contexts)
}

// saving compares the reruns of the RUN instructions of the build with those of a variant. An instruction without a counterpart is not compared.
func (m *rerunMeter) saving(before, after *rebuild.Churn) *reruns.Saving {
	var steps []reruns.Step
	for n := range before.Steps {
		s := &before.Steps[n]
		o := counterpart(after, s)
		if s.Keyword == "RUN" && o != nil {
			steps = append(steps, reruns.Step{Index: n, Line: s.Line, Stage: m.StageLabel(s.StageIndex), Command: m.Build.Hide(s.Command()), Before: s.Reruns, After: o.Reruns})
		}
	}
	return reruns.New(before.Built(), steps)
}

// counterpart returns the RUN of a variant that does what one of the build does: the first with its call of a package manager, which may have more
// flags, else with its text. It is nil for none.
func counterpart(c *rebuild.Churn, s *rebuild.Step) *rebuild.Step {
	for n := range c.Steps {
		o := &c.Steps[n]
		if o.Keyword != s.Keyword || o.StageIndex != s.StageIndex {
			continue
		}
		if o.Text == s.Text || s.Program != "" && isSameCall(o.Program, s.Program) {
			return o
		}
	}
	return nil
}

// isSameCall reports whether a call is another one, with or without more flags. Long calls are shortened.
func isSameCall(call, other string) bool {
	if start, short := strings.CutSuffix(call, "…"); short {
		return strings.HasPrefix(other, start) || strings.HasPrefix(start, other+" ")
	}
	return strings.HasPrefix(call+" ", other+" ")
}

// savingsOf returns the suggestions and fixes of a build that would have saved reruns, the most first.
func savingsOf(b *Result) []RerunSaving {
	var list []RerunSaving
	for _, u := range b.Usages() {
		for _, s := range u.Suggestions {
			if s.Reruns != nil && s.Reruns.Reruns > 0 {
				list = append(list, RerunSaving{Saving: *s.Reruns, Pattern: s.Line, Safety: s.Safety, Context: u.Context.Name})
			}
		}
	}
	for n := range b.Findings {
		if f := &b.Findings[n]; f.Fix != nil && len(f.Fix.Changes) > 0 && f.Fix.Reruns != nil && f.Fix.Reruns.Reruns > 0 {
			list = append(list, RerunSaving{Saving: *f.Fix.Reruns, Finding: f})
		}
	}
	slices.SortStableFunc(list, func(a, b RerunSaving) int { return cmp.Compare(b.Reruns, a.Reruns) })
	return list
}
