package attribution

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/walker"
)

// Outcome is the result for a source.
type Outcome uint8

// The outcomes of a source.
const (
	// OutcomeSent: the builder has it.
	OutcomeSent Outcome = iota
	// OutcomeMissing: nothing of that name is on disk.
	OutcomeMissing
	// OutcomeExcluded: a pattern of the ignore file excludes it, or everything that its wildcards match.
	OutcomeExcluded
	// OutcomeUnmatched: its wildcards match nothing on disk.
	OutcomeUnmatched
	// OutcomeOutside: a link on the way leads out of the context.
	OutcomeOutside
	// OutcomeNotFollowed: it is reached through a link that the client follows for another source only.
	OutcomeNotFollowed
	// OutcomeLoops: its links lead in a circle.
	OutcomeLoops
	// OutcomeDropped: the instruction's own --exclude excludes it.
	OutcomeDropped
	// OutcomeEmpty: a file that is sent without its content.
	OutcomeEmpty
	// OutcomeNotRequested: the client reads its name as a pattern, which does not match it.
	OutcomeNotRequested
	// OutcomeUnreadable: a directory on the way to it cannot be read.
	OutcomeUnreadable
	// OutcomeRefused: it is an invalid pattern, and the builder reads it as one.
	OutcomeRefused
)

// String returns the word that reports use.
func (o Outcome) String() string {
	return [...]string{"sent", "missing", "excluded", "no-match", "outside-context", "link-not-followed", "link-loop", "dropped", "empty",
		"not-requested", "unreadable", "refused"}[o]
}

// Trace is the outcome of one source of one instruction, and the reason. Findings about sources and the answers about paths are made from it.
type Trace struct {
	// Instruction is the index of the instruction among the build's.
	Instruction int
	Source      build.Source
	Outcome     Outcome
	// Fails: the build fails because of it.
	Fails bool
	// At is the path that was requested and is not sent: the source, the target of its links, or the topmost missing part of it.
	At string
	// Link is the link on the way that is the cause, and Target its text; "" for none.
	Link, Target string
	// Verdict is the ignore file's decision about At.
	Verdict walker.Verdict
	// Hidden are the paths that have to be re-included for the source to be sent, At among them.
	Hidden []string
	// Message is the text of the finding about it, "" for none.
	Message string
	// Fix makes the source work, nil if unknown.
	Fix *lint.Fix
}

// About reports whether a path is the source, or the reason why it is not sent.
func (t *Trace) About(p string) bool {
	return p == t.Source.Path || p == t.At || p == t.Link || slices.Contains(t.Hidden, p)
}

// traceSource finds out what became of a source.
func traceSource(c *inventory.Usage, n int, s build.Source) Trace {
	t := Trace{Instruction: n, Source: s, At: s.Path}
	found, at, matches := presence(c, s)
	switch {
	case found == walker.Present && !matches:
		unmatched(c, &t)
	case found == walker.Present:
		arrives(c, &t, at)
	case found == walker.ExcludedByCopy:
		t.Outcome, t.Fails, t.At = OutcomeDropped, true, at
	default:
		t.Fails = true
		absent(c, &t, at)
	}
	return t
}

// presence looks a source up as the builder does. matches reports whether something matches, if it has wildcards.
func presence(c *inventory.Usage, s build.Source) (found walker.Presence, at string, matches bool) {
	switch {
	case s.Bogus:
		return walker.Present, s.Path, true
	case s.Parents:
		return c.View.ResolveParents(s.Given, s.Exclude)
	case s.Path == "." && len(s.Exclude) > 0:
		found, at = c.View.ResolveRootLinks(nil, s.Exclude)
		return found, at, true
	case !s.Wildcard:
		found, at = c.View.Resolve(s.Path)
		return found, at, true
	}
	found, at, n := c.View.Glob(s.Path)
	return found, at, n > 0
}

// arrives sets the outcome of a source that is sent, perhaps without its content.
func arrives(c *inventory.Usage, t *Trace, at string) {
	if slices.ContainsFunc(c.View.EmptyFiles, func(e walker.EmptyFile) bool { return e.Path == at && (e.Size > 0 || e.Cause == walker.IsSocket) }) {
		t.Outcome, t.At = OutcomeEmpty, at
	}
}

// absent sets the outcome of a source that is not sent; at is its topmost part that is not.
func absent(c *inventory.Usage, t *Trace, at string) {
	p := t.Source.Path
	if t.Source.Wildcard && !t.Source.Parents {
		p = literalPart(p)
		if c.View.Tree.FollowLinks(p).Found && reaches(c, p, at) {
			unmatched(c, t)
			return
		}
	}
	if p == "." || !reaches(c, p, at) {
		// A matching link is missing, or its target.
		p = at
	}
	follow(c, t, p)
}

// reaches reports whether an unsent path is on the way to another path: it, a directory above it, or a link.
func reaches(c *inventory.Usage, p, at string) bool {
	trail := c.View.Tree.FollowLinks(p)
	return slices.ContainsFunc(append(trail.Links, trail.End, p), func(on string) bool { return on == at || strings.HasPrefix(on, at+"/") })
}

// follow finds the reason why a path is not sent.
func follow(c *inventory.Usage, t *Trace, p string) {
	trail := c.View.Tree.FollowLinks(p)
	t.At = trail.FirstMissing
	switch {
	case !trail.Found && trail.EscapingLink != "":
		t.Outcome, t.Link, t.Target = OutcomeOutside, trail.EscapingLink, trail.EscapingTarget
		return
	case trail.TooManyLinks:
		t.Outcome = OutcomeLoops
		return
	case !trail.Found:
		t.Outcome = OutcomeMissing
		return
	}
	if hide(c, t, append(trail.Links, trail.End)) {
		return
	}
	switch n := len(trail.Links); {
	case slices.ContainsFunc(c.Problems, func(p walker.Problem) bool { return p.Fatal }):
		t.Outcome = OutcomeUnreadable
	case n > 0:
		t.Outcome, t.Link, t.At = OutcomeNotFollowed, trail.Links[n-1], trail.End
	default:
		t.Outcome = OutcomeNotRequested
	}
}

// hide reports whether patterns exclude some of the paths on the way to a source; the first of them is the reason why the source is missing.
func hide(c *inventory.Usage, t *Trace, paths []string) bool {
	for _, p := range paths {
		v := c.Judge(p)
		if !v.Excluded {
			continue
		}
		if len(t.Hidden) == 0 {
			t.Outcome, t.At, t.Verdict = OutcomeExcluded, p, v
		}
		if !slices.Contains(t.Hidden, p) {
			t.Hidden = append(t.Hidden, p)
		}
	}
	return len(t.Hidden) > 0
}

// unmatched sets the outcome of a source with wildcards that match nothing that is sent: nothing at all, or only excluded paths.
func unmatched(c *inventory.Usage, t *Trace) {
	if hide(c, t, matchingOnDisk(c, t.Source)) {
		return
	}
	t.Outcome = OutcomeUnmatched
	if t.Fails {
		t.At = literalPart(t.Source.Path)
	}
}

// matching lists the paths on disk that match a source with wildcards, sent or not.
func matchingOnDisk(c *inventory.Usage, s build.Source) []string {
	if !s.Parents {
		return c.View.Tree.GlobOnDisk(s.Path)
	}
	return matching(c.View, walker.Excluded, []string{s.Path})
}

// literalPart returns the part of a source before its first name with wildcards, "." for nothing.
func literalPart(p string) string {
	names := strings.Split(p, "/")
	n := slices.IndexFunc(names, dockerfile.HasWildcard)
	if n < 0 {
		n = len(names)
	}
	return path.Join(".", path.Join(names[:n]...))
}

// refusal returns why a source is an invalid pattern if the builder reads it as one when it matches the source with the context that it was
// sent.
func refusal(s build.Source) error {
	switch {
	case s.Bogus:
		return nil
	case s.Parents:
		if _, err := ignore.Compile([]string{s.Path}); err != nil {
			return path.ErrBadPattern
		}
	case s.Wildcard:
		if _, err := path.Match(s.Path, ""); err != nil {
			return err
		}
	}
	return nil
}
