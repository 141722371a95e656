package check

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/provenance"
	"github.com/ctxsize/ctxsize/walker"
)

// The reaches of a secret, the shortest first.
const (
	reachEligible = "eligible"
	reachSent     = "sent"
	reachStage    = "stage"
	reachFinal    = "final"
)

// Reaches returns the values of Reach of a [lint.Finding] about a secret, the shortest first.
func Reaches() []string { return []string{reachEligible, reachSent, reachStage, reachFinal} }

// mostScanned is the size above which no file is scanned.
const mostScanned = 1 << 20

// suspect is a path that is, or may be, a secret.
type suspect struct {
	path      string
	kind      walker.Kind
	rule      *knowledge.SecretRule
	confirmed bool // by its content
}

// secrets finds secrets and their reach.
func (i *Inspection) secrets() []lint.Finding {
	suspects := i.suspects()
	var list []lint.Finding
	for _, s := range suspects {
		list = append(list, i.secret(s))
	}
	return once(suspects, list)
}

// once returns one finding for a directory and the secrets in it: that of the directory, whose pattern excludes all of it, unless a secret in
// it reaches further, or can be excluded although the directory cannot, because an instruction copies another file in it.
func once(suspects []suspect, list []lint.Finding) []lint.Finding {
	gone := map[string]bool{}
	for n, s := range suspects {
		if s.kind != walker.Dir {
			continue
		}
		inside := func(f lint.Finding) bool { return strings.HasPrefix(f.Path, s.path+"/") }
		if slices.ContainsFunc(list, func(f lint.Finding) bool {
			return inside(f) && (farther(f, list[n]) || list[n].Fix == nil && f.Fix != nil && !farther(list[n], f))
		}) {
			gone[s.path] = true
			continue
		}
		for _, f := range list {
			gone[f.Path] = gone[f.Path] || inside(f)
		}
	}
	return slices.DeleteFunc(list, func(f lint.Finding) bool { return gone[f.Path] })
}

// farther reports whether a secret is more exposed than another one.
func farther(a, b lint.Finding) bool {
	return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(slices.Index(Reaches(), a.Reach), slices.Index(Reaches(), b.Reach))) > 0
}

// suspects returns the secrets by name and, if content is scanned, by content.
func (i *Inspection) suspects() []suspect {
	var list []suspect
	seen := map[string]bool{}
	for _, f := range i.Usage.Project.SecretFiles(i.Usage.View) {
		for _, r := range f.Rules {
			if s := (suspect{f.Path, f.Kind, r, false}); !seen[f.Path] && i.isSuspect(&s) {
				seen[f.Path] = true
				list = append(list, s)
			}
		}
	}
	if i.ScanContent {
		list = append(list, i.tokens(seen)...)
	}
	return list
}

// isSuspect judges by name, and by content if it may be scanned.
func (i *Inspection) isSuspect(s *suspect) bool {
	if s.kind == walker.Dir {
		return s.rule.ByName && inventory.HasEntry(i.Usage.View, s.path, s.rule.Inside)
	}
	if !i.ScanContent {
		return s.rule.ByName
	}
	s.confirmed = i.holds(s.path, s.rule.Content)
	return s.confirmed
}

func (i *Inspection) holds(p, content string) bool {
	sum, ok := i.Usage.View.SumBelow(p, walker.Eligible)
	if !ok || sum.Bytes > mostScanned {
		return false
	}
	// Other content is searched byte by byte.
	text := i.Usage.Project.Head(p, mostScanned)
	return regexp.MustCompile(content).Match(text) || bytes.ContainsFunc(text[:min(len(text), 8)], func(r rune) bool { return r > 0x7f }) &&
		regexp.MustCompile(content).MatchString(latin(text))
}

// latin converts each byte to a character of its own.
func latin(text []byte) string {
	runes := make([]rune, len(text))
	for n, b := range text {
		runes[n] = rune(b)
	}
	return string(runes)
}

// tokens scans every small text file that is sent.
func (i *Inspection) tokens(seen map[string]bool) []suspect {
	var list []suspect
	anywhere := map[*knowledge.SecretRule]*regexp.Regexp{}
	for n := range knowledge.Known().Secrets {
		if r := &knowledge.Known().Secrets[n]; len(r.Patterns) == 0 {
			anywhere[r] = regexp.MustCompile(r.Content)
		}
	}
	i.Usage.View.Each(walker.Sent, func(e walker.Entry) bool {
		if e.Kind != walker.File || e.Bytes > mostScanned || e.Bytes == 0 || seen[e.Path] || knowledge.Fixture().MatchString(e.Path) {
			return true
		}
		text := i.Usage.Project.Head(e.Path, mostScanned)
		if bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0 {
			return true
		}
		for r, re := range anywhere {
			if re.Match(text) {
				list = append(list, suspect{e.Path, e.Kind, r, true})
				break
			}
		}
		return true
	})
	return list
}

func (i *Inspection) secret(s suspect) lint.Finding {
	f := i.reach(s)
	f.Path = s.path
	sum, _ := i.Usage.View.SumBelow(s.path, walker.Eligible)
	f.Bytes = sum.Bytes
	if s.confirmed {
		f.Message += fmt.Sprintf(" It contains %s.", s.rule.What)
	} else {
		f.Message += fmt.Sprintf(" It probably contains %s (matched by name only).", s.rule.What)
	}
	if i.Usage.Project.Tracked(s.path) && !s.confirmed {
		f.Severity = lint.Info
		f.Message += " Git tracks it, so it is known to everyone with access to the repository."
	}
	if line := i.secretPattern(s.path); line != "" && !s.rule.Keep && f.Severity > lint.Info && !i.named(s.path) {
		f.Fix = i.appending(line)
	}
	if s.rule.Instead != "" {
		f.Message += fmt.Sprintf(" If the build needs it: %s.", s.rule.Instead)
	}
	return f
}

// secretPattern returns the pattern that excludes a secret: the suggested one for it, so that all commands propose the same, otherwise one for the path alone.
func (i *Inspection) secretPattern(p string) string {
	for _, s := range i.Suggestions {
		if s.Category != knowledge.CategorySecrets && s.Category != knowledge.CategorySpelling {
			continue
		}
		if slices.ContainsFunc(s.Hits, func(h inventory.Hit) bool { return h.Path == p || strings.HasPrefix(p, h.Path+"/") }) {
			return s.Line
		}
	}
	return phrase.LiteralPattern(p)
}

// named reports whether an instruction names the path itself or something in it, so that a pattern would break it. One that copies a directory
// around it does without it.
func (i *Inspection) named(p string) bool {
	return slices.ContainsFunc(i.Build.Instructions, func(in build.Instruction) bool {
		return in.Context == i.Usage.Context.Name && slices.ContainsFunc(in.Sources, func(s build.Source) bool {
			matches, err := path.Match(s.Path, p)
			return s.Path == p || strings.HasPrefix(s.Path, p+"/") || s.Wildcard && matches && err == nil
		})
	})
}

// reach returns the finding about the reach of a secret.
func (i *Inspection) reach(s suspect) lint.Finding {
	if _, sent := i.Usage.View.Has(s.path, walker.Sent); !sent {
		f := lint.New(lint.SecretSent, "%s is not excluded%s, but no instruction requests it.", s.path, i.inContext())
		f.Reach, f.Severity = reachEligible, lint.Info
		return f
	}
	m := inventory.Provenance(i.Build, i.Usage)
	steps := m.CopiedBy(i.Usage.Context.Name, s.path)
	if len(steps) == 0 {
		f := lint.New(lint.SecretSent, "%s is sent to the builder%s.", s.path, i.fromContext())
		if i.Build.Dockerfile != nil {
			f = lint.New(lint.SecretSent, "%s is sent to the builder%s, though no instruction copies it.", s.path, i.fromContext())
		}
		f.Reach = reachSent
		return f
	}
	first := slices.MinFunc(steps, func(a, b *build.Step) int { return cmp.Compare(a.Line, b.Line) })
	f := lint.New(lint.SecretSent, "%s is copied%s into stage %s (%s, line %d).", s.path, i.fromContext(), inventory.StageLabel(i.Build, first.StageIndex), phrase.Shorten(first.Text), first.Line)
	f.Reach = reachStage
	if slices.ContainsFunc(m.Places(i.Usage.Context.Name, s.path), func(p provenance.Place) bool { return p.Final }) {
		f = lint.New(lint.SecretSent, "%s ends up in the final image%s (%s, line %d): anyone who can pull the image can read it.", s.path, i.fromContext(), phrase.Shorten(first.Text), first.Line)
		f.Reach = reachFinal
	}
	f.Severity = lint.Error
	return f.At(dockerfilePath(i.Build), first.Line)
}
