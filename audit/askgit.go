package audit

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"sync"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/walker"
)

const (
	// maxSources and maxSourceBytes bound the number of sources that are searched for uses of git, and the bytes of them.
	maxSources     = 3000
	maxSourceBytes = 32 << 20
)

// gitNeed is the reason why the builds of a context need the repository.
type gitNeed struct {
	// asks is the command that certainly runs git, "" for none.
	asks string
	// reason returns why the repository may be needed, "" if it is not. It may read thousands of sources, once.
	reason func() string
}

// asksGit returns the command that certainly runs git, "" for none.
func (s *suggester) asksGit() string { return s.gitNeed().asks }

// mayAskGit returns why a build may need the repository, "" if everything that runs beside the repository certainly does not use it.
func (s *suggester) mayAskGit() string { return s.gitNeed().reason() }

func (s *suggester) gitNeed() *gitNeed {
	if s.git == nil {
		asks, seen := s.findGitUse()
		s.git = &gitNeed{asks, sync.OnceValue(func() string {
			if asks != "" {
				return asks + " uses git: without .git it fails, or reports another version."
			}
			return s.findGitDoubt(seen)
		})}
	}
	return s.git
}

// findGitUse returns the command that certainly runs git, "" for none, and the steps that see the repository.
func (s *suggester) findGitUse() (asks string, seen []step) {
	copied := false
	for n := range s.shares {
		share := &s.shares[n]
		if share.Build.Dockerfile == nil {
			if who := s.gitInManifests(); who != "" {
				return who, nil
			}
			continue
		}
		f := &flow{suggester: s, share: share, hit: hit{path: ".git", kind: walker.Dir}, seen: func(one *step) { seen = append(seen, *one) }}
		f.follow()
		for _, st := range f.states {
			copied = copied || len(st.at) > 0
		}
		if f.used != "" {
			return f.used, nil
		}
	}
	for _, one := range seen {
		if one.trace != nil && one.trace.Git != nil && !s.pretends(one) {
			return one.trace.Git.String(), nil
		}
	}
	if who := s.gitInManifests(); who != "" && copied && !s.told() {
		return who, nil
	}
	return "", seen
}

// findGitDoubt returns why a step may need the repository although none certainly does. Sources come last: there may be thousands.
func (s *suggester) findGitDoubt(seen []step) string {
	for _, find := range []func([]step) string{s.embedsCommit, s.opaque, s.gitInSources} {
		if why := find(seen); why != "" {
			return why
		}
	}
	return ""
}

// pretends reports whether the environment of a step sets the version, so that Python's tools do not run git.
func (s *suggester) pretends(one step) bool {
	file := path.Base(one.trace.Git.File)
	return (file == "pyproject.toml" || file == "setup.py" || file == "setup.cfg") && slices.ContainsFunc(one.trace.Commands, func(c needs.Command) bool { return needs.Pretends(&c.Command) })
}

// told reports whether a Dockerfile sets the version that it builds, so that Python's tools do not run git.
func (s *suggester) told() bool {
	return slices.ContainsFunc(s.shares, func(share Share) bool {
		return slices.ContainsFunc(share.Build.Runs, func(r build.Run) bool { return needs.PretendsIn(r.Env) }) ||
			slices.ContainsFunc(share.Build.Starts, func(st build.Start) bool { return st.Keyword == "ENV" && needs.PretendsIn(st.Env) })
	})
}

// embedsCommit returns the command that embeds the commit in a program without running git.
func (s *suggester) embedsCommit(seen []step) string {
	for _, one := range seen {
		if one.later() || one.trace == nil {
			continue
		}
		if u := one.trace.Embedded; u != nil {
			return fmt.Sprintf("%s embeds the commit in the assemblies (.NET SDK 8 or later): without .git it is missing.", u)
		}
		if u := one.trace.Stamped; u != nil {
			if why := s.readsStamp(u); why != "" {
				return why
			}
		}
	}
	return ""
}

// readsStamp returns where a Go program reads the commit that a command embeds, as a sentence, "" if it does not.
func (s *suggester) readsStamp(by *needs.Use) string {
	reads := func(p string, text []byte) string {
		words, line := needs.ReadsStamp(p, text)
		if words == "" {
			return ""
		}
		return fmt.Sprintf("%s embeds the commit, and %s reads it: without .git it is missing.", by, &needs.Use{File: p, Line: line, Text: words})
	}
	for _, p := range s.programs.index().find("go.mod") {
		if found := reads(p, s.project.text(p)); found != "" {
			return found
		}
	}
	found := ""
	tooMany := s.eachSource([]string{".go"}, func(p string, text []byte) bool {
		found = reads(p, text)
		return found == ""
	})
	return cmp.Or(found, tooMany)
}

// gitInSources searches the sources of the languages that are run.
func (s *suggester) gitInSources(seen []step) string {
	by := map[string]needs.Use{}
	var extensions []string
	for _, one := range seen {
		if one.later() || one.trace == nil {
			continue
		}
		for ext, u := range one.trace.Sources {
			if _, known := by[ext]; !known {
				by[ext] = u
				extensions = append(extensions, ext)
			}
		}
	}
	if len(extensions) == 0 {
		return ""
	}
	slices.Sort(extensions)
	found := ""
	why := s.eachSource(extensions, func(p string, text []byte) bool {
		if words, line := s.programs.usesGit(p, text); words != "" {
			u := by[path.Ext(p)]
			found = fmt.Sprintf("%s uses git, and %s may run it.", &needs.Use{File: p, Line: line, Text: words}, &needs.Use{File: u.File, Line: u.Line, Text: brief(u.Text)})
		}
		return found == ""
	})
	if found != "" {
		return found
	}
	return why
}

// eachSource visits the sources with these extensions until visit returns false. It returns a reason if there are too many.
func (s *suggester) eachSource(extensions []string, visit func(p string, text []byte) (more bool)) (tooMany string) {
	index := s.programs.index()
	files, size := 0, 0
	if !index.complete {
		return "The build may use git: the project has too many files to search them all."
	}
	for _, p := range index.paths {
		if !slices.Contains(extensions, path.Ext(p)) {
			continue
		}
		if files++; files > maxSources || size > maxSourceBytes {
			return "The build may use git: the project has too many source files to search them all."
		}
		text := s.project.head(p, longestManifest)
		size += len(text)
		if !visit(p, text) {
			return ""
		}
	}
	return ""
}

// opaque returns the first command that runs beside the repository and cannot be analyzed.
func (s *suggester) opaque(seen []step) string {
	for _, one := range seen {
		if !one.later() && one.trace != nil && one.trace.Opaque != nil {
			u := one.trace.Opaque
			return fmt.Sprintf("%s is unknown to ctxsize and may use git.", &needs.Use{File: u.File, Line: u.Line, Text: brief(u.Text)})
		}
	}
	return ""
}

// gitInManifests finds build tools that run git to get the version of a project.
func (s *suggester) gitInManifests() string {
	for _, p := range s.programs.index().find(needs.VersionManifests()...) {
		uses := needs.ManifestUsesGit
		if path.Ext(p) == ".py" || path.Ext(p) == ".rs" {
			uses = func(_ string, text []byte) (string, int) { return needs.TextUsesGit(text) }
		}
		if words, line := uses(p, s.project.text(p)); words != "" {
			return (&needs.Use{File: p, Line: line, Text: words}).String()
		}
	}
	return ""
}
