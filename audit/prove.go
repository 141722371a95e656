package audit

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
)

// prove takes away every line that would take from an instruction what it names, or from the project what it needs; where a pattern does, the
// paths that it was found for are tried one by one. Each is tried alone, and then all of them together.
func (s *suggester) prove() {
	for _, share := range s.shares {
		var paths []string
		for _, in := range share.Build.Instructions {
			paths = append(paths, namedBy(in, share.Context)...)
		}
		s.named = append(s.named, paths)
	}
	s.needs()
	all := s.found
	s.found = nil
	for _, c := range all {
		switch literal := len(c.hits) == 1 && c.Line == literally(c.hits[0].path); {
		case s.keeps(&c):
			s.found = append(s.found, c)
		case !literal && c.Replaces == 0 && c.hits[0].kind == walker.Dir:
			s.spell(c)
		}
	}
	for n := range s.found {
		s.doubt(&s.found[n])
	}
	for len(s.found) > 0 && !s.keepsTogether() {
		// Lines that do no harm alone do it together: the last one goes.
		s.found = s.found[:len(s.found)-1]
	}
}

// literally is the line for a path and nothing else, "" where there is none. A name in the root gets a slash, so that git would read it alike.
func literally(p string) string {
	line, err := ignore.Literal(p)
	switch {
	case err != nil:
		return ""
	case !strings.Contains(line, "/"):
		return "/" + line
	}
	return line
}

// spell puts the paths that may go in the place of a pattern that may not.
func (s *suggester) spell(c candidate) {
	from := len(s.found)
	s.literals(c.rule, c.hits)
	added := slices.Clone(s.found[from:])
	s.found = s.found[:from]
	for _, one := range added {
		if s.keeps(&one) {
			s.found = append(s.found, one)
		}
	}
}

// keeps says whether a candidate takes out nothing that is named or needed.
func (s *suggester) keeps(c *candidate) bool {
	if slices.ContainsFunc(c.hits, func(h hit) bool { return isLock(path.Base(h.path)) }) {
		return false
	}
	if c.rule.ID != "vcs-git" && s.asksGit() != "" && slices.ContainsFunc(c.hits, func(h hit) bool { return s.project.tracked(h.path) }) {
		// Git would call the tree dirty.
		return false
	}
	return s.keepsWith(func(lines *ignore.Lines) (*ignore.Lines, error) { return c.apply(lines) })
}

func (s *suggester) keepsTogether() bool {
	return s.keepsWith(func(lines *ignore.Lines) (*ignore.Lines, error) {
		var err error
		for n := range s.found {
			if lines, err = s.found[n].apply(lines); err != nil {
				return nil, err
			}
		}
		return lines, nil
	})
}

// keepsWith says whether everything that an instruction of any build names, and what manifests need, is as eligible with other lines as before.
func (s *suggester) keepsWith(edit func(*ignore.Lines) (*ignore.Lines, error)) bool {
	for n, share := range s.shares {
		lines, err := edit(share.Context.Lines)
		if err != nil {
			return false
		}
		lost := func(p string) bool {
			_, before := share.Context.Lines.Explain(p)
			_, after := lines.Explain(p)
			return after.Excluded && !before.Excluded
		}
		if slices.ContainsFunc(s.named[n], lost) {
			return false
		}
		if n == 0 && slices.ContainsFunc(s.needed, func(need need) bool { return need.hard && lost(need.path) }) {
			return false
		}
	}
	return true
}

// doubt makes a question of what is safe by its evidence, where the project speaks against it.
func (s *suggester) doubt(c *candidate) {
	if why := s.doubts(c); why != "" {
		c.Safety, c.Reason = Review, why
	}
}

func (s *suggester) doubts(c *candidate) string {
	if c.rule.ID == "vcs-git" {
		if who := s.asksGit(); who != "" {
			return "the build may ask git: " + who + "; without .git that can fail or give another version"
		}
		return ""
	}
	if c.Safety == Review {
		return ""
	}
	for _, h := range c.hits {
		for _, n := range s.needed {
			if n.path == h.path || strings.HasPrefix(n.path, h.path+"/") {
				return n.why
			}
		}
		if !expectTracked(c.Category) && s.project.tracked(h.path) {
			return fmt.Sprintf("git tracks %s: it may be a source", h.path)
		}
	}
	if c.rule.Run != "" && !s.runs(c.rule.Run) {
		return "no instruction of the Dockerfile seems to install it again"
	}
	return ""
}

// expectTracked says of what a project keeps in git, and no build needs all the same.
func expectTracked(category string) bool {
	return slices.Contains([]string{"vcs", "ci", "ide", "docs"}, category)
}

// runs says whether an instruction of some Dockerfile matches.
func (s *suggester) runs(expression string) bool {
	re := regexp.MustCompile(expression)
	_, _, found := s.dockerfileLine(re)
	return found
}

// dockerfileLine is the first line of a Dockerfile that matches and is no comment.
func (s *suggester) dockerfileLine(re *regexp.Regexp) (number int, text string, found bool) {
	for _, share := range s.shares {
		if share.Build.Dockerfile == nil {
			continue
		}
		number := 0
		for line := range strings.Lines(string(share.Build.Dockerfile.Text)) {
			number++
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") && re.MatchString(line) {
				return number, line, true
			}
		}
	}
	return 0, "", false
}

// callsGit matches what calls git itself, and what is known to ask it for a version.
var callsGit = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(^|[^.\w/-])(git|make|just|task|goreleaser)\s|\bbuildvcs\b|setuptools[_-]scm|hatch-vcs|versioningit|versioneer|vergen`)
})

// asksForVersion matches what in a manifest asks git for a version when the project is built.
var asksForVersion = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`setuptools[_-]scm|hatch-vcs|versioningit|versioneer|\bpbr\b|poetry-dynamic-versioning|dunamai|source\s*=\s*"scm"|` +
		`\bvergen|\bgit-version\b|shadow-rs|\bgix\b|\bgit2\b|Command::new\("git"\)|git-commit-id|jgitver|grgit|axion-release|gradle-git|` +
		`MinVer|GitVersion|Nerdbank\.GitVersioning|SourceLink|git (describe|rev-parse)`)
})

// askers are the manifests that may ask git.
var askers = []string{"pyproject.toml", "setup.py", "setup.cfg", "Cargo.toml", "Cargo.lock", "build.rs", "pom.xml", "build.gradle", "build.gradle.kts",
	"Directory.Build.props", "package.json"}

// asksGit says who seems to need the history, "" for nobody.
func (s *suggester) asksGit() string {
	if number, line, found := s.dockerfileLine(callsGit()); found {
		return fmt.Sprintf("line %d of the Dockerfile is %q", number, brief(line))
	}
	for _, name := range askers {
		if word := asksForVersion().Find(s.project.text(name)); word != nil {
			return fmt.Sprintf("%s has %q", name, word)
		}
	}
	return ""
}

// mounted says whether a compose file in the root mounts a directory into a service.
func (s *suggester) mounted(p string) bool {
	if s.mounts == nil {
		s.mounts = map[string]bool{}
		for _, name := range []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"} {
			for _, m := range mountLine().FindAllSubmatch(s.project.text(name), -1) {
				s.mounts[path.Clean(string(m[1]))] = true
			}
		}
	}
	return s.mounts[p]
}

var mountLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\s*-\s*["']?\./([^:"'\s]+):`) })
