package audit

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// prove takes away every line that would take from an instruction what it names. Each is tried alone, and then all of them together.
func (s *suggester) prove() {
	for _, share := range s.shares {
		var paths []string
		for _, in := range share.Build.Instructions {
			paths = append(paths, namedBy(in, share.Context)...)
		}
		s.named = append(s.named, paths)
	}
	s.found = slices.DeleteFunc(s.found, func(c candidate) bool { return !s.keepsNamed(c.Line) })
	for n := range s.found {
		if s.found[n].rule.ID == "vcs-git" && s.readsGit() {
			s.found[n].Safety = Review
			s.found[n].Reason = "a RUN of this Dockerfile calls git, or something that may: without .git it can fail or give another version"
		}
	}
	for len(s.found) > 0 {
		all := make([]string, len(s.found))
		for n := range s.found {
			all[n] = s.found[n].Line
		}
		if s.keepsNamed(all...) {
			return
		}
		// Lines that do no harm alone do it together: the last one goes.
		s.found = s.found[:len(s.found)-1]
	}
}

// keepsNamed says whether everything that an instruction of any build names is as eligible with these lines as before.
func (s *suggester) keepsNamed(more ...string) bool {
	for n, share := range s.shares {
		lines, err := share.Context.Lines.With(strings.Join(more, "\n"))
		if err != nil {
			return false
		}
		for _, named := range s.named[n] {
			_, before := share.Context.Lines.Explain(named)
			_, after := lines.Explain(named)
			if after.Excluded && !before.Excluded {
				return false
			}
		}
	}
	return true
}

// callsGit matches what calls git itself, and what is known to ask it for a version.
var callsGit = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(git|make|just|task|goreleaser|buildvcs)\b|setuptools[_-]scm|hatch-vcs|versioningit|versioneer|vergen`)
})

// readsGit says whether some Dockerfile seems to need the history.
func (s *suggester) readsGit() bool {
	for _, share := range s.shares {
		d := share.Build.Dockerfile
		if d == nil {
			continue
		}
		for line := range strings.Lines(string(d.Text)) {
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") && callsGit().MatchString(line) {
				return true
			}
		}
	}
	return false
}
