package analysis_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// seeds is how many random projects a plain test run looks at.
const seeds = 400

// FuzzTrace: findings about sources agree with the answers about paths, patterns alone decide like a walk, and a proposed exception
// re-includes the source.
func FuzzTrace(f *testing.F) {
	for seed := range uint64(seeds) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		p := randomProject{Rand: rand.New(rand.NewPCG(seed, 1)), dir: t.TempDir()}
		p.make(t)
		for _, builder := range []build.Builder{build.BuildKit, build.Legacy} {
			a, err := analysis.Analyze(t.Context(), analysis.Options{Request: build.Request{Context: p.dir, Builder: builder}, Full: true, NoTransfer: true})
			if err != nil {
				continue // a pattern that the builder refuses
			}
			c := traceCheck{T: t, Build: &a.Builds[0], about: fmt.Sprintf("%s, seed %d\n%s", builder, seed, p.text)}
			c.findings()
			c.traces()
			c.verdicts()
		}
	})
}

// randomProject is a small tree with an ignore file and a Dockerfile, full of names that meet.
type randomProject struct {
	*rand.Rand
	dir, text string
}

func (p *randomProject) pick(words ...string) string { return words[p.IntN(len(words))] }

func (p *randomProject) path() string {
	names := []string{p.pick("a", "b", "c", "d.go", "x[1]")}
	for p.IntN(5) < 2 && len(names) < 3 {
		names = append(names, p.pick("a", "b", "c", "d.go", "e.go"))
	}
	return strings.Join(names, "/")
}

func (p *randomProject) pattern() string {
	s := p.path()
	switch p.IntN(8) {
	case 0:
		s = "**/" + path.Base(s)
	case 1:
		s = path.Join(path.Dir(s), "*")
	case 2:
		s = p.pick("*", "**", "*.go", "**/*.go", "*/a", "?")
	case 3:
		s += p.pick("/*", "/**", "/")
	}
	if p.IntN(3) == 0 {
		s = "!" + s
	}
	return s
}

func (p *randomProject) source() string {
	s := p.path()
	switch p.IntN(8) {
	case 0:
		s = path.Join(path.Dir(s), "*")
	case 1:
		s = path.Join(path.Dir(s), "*.go")
	case 2:
		s = p.pick(".", "../a", "*/a", "**", "link", "link/a", "a/link/b")
	}
	return s
}

func (p *randomProject) make(t *testing.T) {
	t.Helper()
	var tree, ignored []string
	for range 1 + p.IntN(8) {
		entry := p.path()
		if p.IntN(5) == 0 {
			entry = path.Join(path.Dir(entry), "link") + "->" + p.pick(p.path(), "../"+p.path(), "../../a", "/a", "link", ".")
		}
		if p.fits(entry) {
			testtree.Make(t, p.dir, entry)
			tree = append(tree, entry)
		}
	}
	for range p.IntN(5) {
		ignored = append(ignored, p.pattern())
	}
	dockerfile := "FROM scratch\n"
	for range 1 + p.IntN(3) {
		dockerfile += fmt.Sprintf("%s%q, \"/d/\"]\n", p.pick("COPY [", "ADD [", "COPY --parents ["), p.source())
	}
	testtree.Write(t, p.dir, ".dockerignore", []byte(strings.Join(ignored, "\n")))
	testtree.Write(t, p.dir, "Dockerfile", []byte(dockerfile))
	p.text = fmt.Sprintf("tree: %s\nignore: %s\n%s", strings.Join(tree, " "), strings.Join(ignored, " "), dockerfile)
}

// fits reports whether an entry can be made: nothing of that name is there, and all above it are directories.
func (p *randomProject) fits(entry string) bool {
	name, _, _ := strings.Cut(entry, "->")
	for up := path.Dir(name); up != "."; up = path.Dir(up) {
		if info, err := os.Lstat(filepath.Join(p.dir, up)); err == nil && !info.IsDir() {
			return false
		}
	}
	_, err := os.Lstat(filepath.Join(p.dir, name))
	return err != nil
}

// traceCheck holds the parts of one answer to each other.
type traceCheck struct {
	*testing.T
	*analysis.Result
	about string
}

func (c traceCheck) fail(format string, args ...any) {
	c.Helper()
	c.Errorf("%s\n%s", fmt.Sprintf(format, args...), c.about)
}

func isAboutSource(f lint.Finding) bool {
	return slices.Contains([]lint.Code{lint.CopySourceMissing, lint.CopySourceExcluded, lint.CopySourceEmpty}, f.Code)
}

// findings asks about the path of each finding.
func (c traceCheck) findings() {
	for _, f := range c.Findings {
		if !isAboutSource(f) {
			continue
		}
		answer := c.Why(f.Path)
		n := slices.IndexFunc(answer.Sources, func(t attribution.Trace) bool { return t.Message == f.Message })
		if n < 0 {
			c.fail("why %s does not know of %q", f.Path, f.Message)
			continue
		}
		at := c.Why(answer.Sources[n].At)
		switch {
		case f.Code == lint.CopySourceExcluded && (at.Sent || !at.Exists || !isDeciding(at, f.Line)):
			c.fail("%q, but why %s: %s, %v", f.Message, at.Path, at.Verdict(), at.Lines)
		case answer.Sources[n].Outcome == attribution.OutcomeMissing && at.Exists && at.Sent:
			c.fail("%q, but why %s: %s", f.Message, at.Path, at.Verdict())
		}
	}
}

// isDeciding reports whether the line of a number decides.
func isDeciding(a analysis.Answer, number int) bool {
	for _, l := range a.Lines {
		if l.Decides {
			return l.Pattern.Line == number
		}
	}
	return false
}

// traces holds each trace to the findings and to the answer about its source, and tries its remedy.
func (c traceCheck) traces() {
	for _, t := range c.Traces {
		reported := slices.ContainsFunc(c.Findings, func(f lint.Finding) bool { return isAboutSource(f) && f.Message == t.Message })
		if want := t.Outcome != attribution.OutcomeSent && t.Outcome != attribution.OutcomeEmpty; reported != want {
			c.fail("%s is %v, reported: %v", t.Source.Given, t.Outcome, reported)
		}
		if a := c.Why(t.Source.Path); !t.Source.Wildcard && !t.Source.Parents && t.Outcome == attribution.OutcomeSent && t.Source.Path != "." && !c.sent(t.Source.Path) {
			c.fail("%s is sent, but why: %s", t.Source.Given, a.Verdict())
		}
		if t.Fix != nil && t.Fix.Kind == "append-line" {
			c.remedy(t)
		}
	}
}

// sent reports whether a path, or what its links lead to, is sent by the answer about it.
func (c traceCheck) sent(p string) bool {
	trail := c.Main.View.Tree.FollowLinks(p)
	return trail.Found && (trail.End == "." || c.Why(trail.End).Sent || c.Builder == build.Legacy)
}

// remedy appends the exception and looks for the source again.
func (c traceCheck) remedy(t attribution.Trace) {
	text := append(slices.Clone(c.Main.Context.Ignore.Text), []byte("\n"+t.Fix.Text+"\n")...)
	next, err := c.With(c.T.Context(), 0, text)
	if err != nil {
		c.fail("%s: %v", t.Fix.Text, err)
		return
	}
	next.Examine()
	for _, after := range next.Traces {
		same := after.Instruction == t.Instruction && after.Source.Given == t.Source.Given
		if same && after.Outcome != attribution.OutcomeSent {
			c.fail("%s: %q leaves it %v (%s)", t.Source.Given, t.Fix.Text, after.Outcome, after.Message)
		}
	}
}

// verdicts holds what the patterns decide to what the walk found.
func (c traceCheck) verdicts() {
	for _, set := range []walker.Set{walker.Eligible, walker.Excluded} {
		c.Main.View.Each(set, func(e walker.Entry) bool {
			v := c.Main.Judge(e.Path)
			if v.Excluded == e.Eligible && !(e.Kind == walker.Dir && e.Eligible) {
				c.fail("%s is eligible: %v, by the patterns alone excluded: %v", e.Path, e.Eligible, v.Excluded)
			}
			return true
		})
	}
}
