package required

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"slices"
	"sync"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/phrase"
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

// GitUser returns the command that certainly runs git, "" for none.
func (s *Set) GitUser() string { return s.gitNeed().asks }

// changeWords are in texts that ask git whether the tree is modified.
var changeWords = []string{"dirty", "git status", "\"status\"", "'status'", "git diff", "\"diff\"", "'diff'", "diff-index", "diff-files", "ls-files", "modified", "scm", "vcs"}

// GitReportsChanges reports whether the command that runs git may report a modified tree: false where it is a script or source of the project
// without a word for that, such as `git describe --tags`.
func (s *Set) GitReportsChanges() bool {
	s.gitNeed()
	var text []byte
	if s.gitFile != "" && s.project != nil {
		text = bytes.ToLower(s.project.Text(s.gitFile))
	}
	return len(text) == 0 || slices.ContainsFunc(changeWords, func(w string) bool { return bytes.Contains(text, []byte(w)) })
}

// GitDoubt returns why a build may need the repository, "" if everything that runs in a stage with the repository certainly does not use it.
func (s *Set) GitDoubt() string { return s.gitNeed().reason() }

func (s *Set) gitNeed() *gitNeed {
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
func (s *Set) findGitUse() (asks string, seen []inventory.Step) {
	copied := false
	for n := range s.shares {
		share := &s.shares[n]
		if share.Build.Dockerfile == nil {
			if use := s.gitInManifests(); use != nil {
				return use.String(), nil
			}
			continue
		}
		f := &flow{Set: s, share: share, hit: inventory.Hit{Path: ".git", Kind: walker.Dir}, seen: func(one *inventory.Step) {
			if !one.IsLaunch() {
				seen = append(seen, *one)
			}
		}}
		f.follow()
		for _, st := range f.states {
			copied = copied || len(st.at) > 0
		}
		if f.used != "" {
			s.gitFile = f.usedIn
			return f.used, nil
		}
	}
	for _, one := range seen {
		if one.Trace != nil && one.Trace.Git != nil && !s.pretends(one) {
			s.gitFile = one.Trace.Git.File
			return one.Trace.Git.String(), nil
		}
	}
	if use := s.gitInManifests(); use != nil && copied && !s.told() {
		if isProgram(use.File) {
			s.gitFile = use.File
		}
		return use.String(), nil
	}
	if copied {
		return s.gitInDocuments(), seen
	}
	return "", seen
}

// gitInDocuments returns the here-document that uses git, "" for none. It may be a script that is run.
func (s *Set) gitInDocuments() string {
	for _, d := range s.usage().documents {
		if words, _ := needs.TextUsesGit([]byte(d.text)); words != "" {
			return fmt.Sprintf("%q in the here-document of %s", words, d.by)
		}
	}
	return ""
}

// findGitDoubt returns why a step may need the repository although none is known to. The sources are last: there may be thousands.
func (s *Set) findGitDoubt(seen []inventory.Step) string {
	for _, find := range []func([]inventory.Step) string{s.embedsCommit, s.opaque, s.gitInSources} {
		if why := find(seen); why != "" {
			return why
		}
	}
	return ""
}

// pretends reports whether the environment of a step sets the version, so that Python's tools do not run git.
func (s *Set) pretends(one inventory.Step) bool {
	file := path.Base(one.Trace.Git.File)
	return (file == "pyproject.toml" || file == "setup.py" || file == "setup.cfg") && slices.ContainsFunc(one.Trace.Calls, func(c needs.Call) bool { return needs.Pretends(&c.Command) })
}

// told reports whether a Dockerfile sets the version, so that Python's tools do not run git.
func (s *Set) told() bool {
	return slices.ContainsFunc(s.shares, func(share inventory.Share) bool {
		return slices.ContainsFunc(share.Build.Runs, func(r build.Run) bool { return needs.PretendsIn(r.Env) }) ||
			slices.ContainsFunc(share.Build.Starts, func(st build.Start) bool { return st.Keyword == "ENV" && needs.PretendsIn(st.Env) })
	})
}

// embedsCommit returns the command that embeds the commit in a program without running git.
func (s *Set) embedsCommit(seen []inventory.Step) string {
	for _, one := range seen {
		if one.IsStart() || one.Trace == nil {
			continue
		}
		if u := one.Trace.Embedded; u != nil {
			return fmt.Sprintf("%s embeds the commit in the assemblies (.NET SDK 8 or later): without .git it is missing.", u)
		}
		if u := one.Trace.Stamped; u != nil {
			if why := s.readsStamp(u); why != "" {
				return why
			}
		}
	}
	return ""
}

// readsStamp returns where a Go program reads the commit that a command embeds, as a sentence, "" if it does not.
func (s *Set) readsStamp(by *needs.Use) string {
	reads := func(p string, text []byte) string {
		words, line := needs.ReadsStamp(p, text)
		if words == "" {
			return ""
		}
		return fmt.Sprintf("%s embeds the commit, and %s reads it: without .git it is missing.", by, &needs.Use{File: p, Line: line, Text: words})
	}
	for _, p := range s.programs.Index().Find("go.mod") {
		if found := reads(p, s.project.Text(p)); found != "" {
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
func (s *Set) gitInSources(seen []inventory.Step) string {
	by := map[string]needs.Use{}
	var extensions []string
	for _, one := range seen {
		if one.IsStart() || one.Trace == nil {
			continue
		}
		for ext, u := range one.Trace.Sources {
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
		if words, line := s.programs.UsesGit(p, text); words != "" {
			u := by[path.Ext(p)]
			found = fmt.Sprintf("%s uses git, and %s may run it.", &needs.Use{File: p, Line: line, Text: words}, &needs.Use{File: u.File, Line: u.Line, Text: phrase.Shorten(u.Text)})
		}
		return found == ""
	})
	if found != "" {
		return found
	}
	return why
}

// eachSource visits the sources with these extensions until visit returns false. It returns a reason if there are too many.
func (s *Set) eachSource(extensions []string, visit func(p string, text []byte) (more bool)) (tooMany string) {
	index := s.programs.Index()
	files, size := 0, 0
	if !index.Complete {
		return "The build may use git: the project has too many files to search them all."
	}
	for _, p := range index.Paths {
		if !slices.Contains(extensions, path.Ext(p)) {
			continue
		}
		if files++; files > maxSources || size > maxSourceBytes {
			return "The build may use git: the project has too many source files to search them all."
		}
		text := s.project.Head(p, inventory.MaxManifest)
		size += len(text)
		if !visit(p, text) {
			return ""
		}
	}
	return ""
}

// opaque returns the first command that runs beside the repository and cannot be analyzed.
func (s *Set) opaque(seen []inventory.Step) string {
	for _, one := range seen {
		if !one.IsStart() && one.Trace != nil && one.Trace.Opaque != nil {
			u := one.Trace.Opaque
			return fmt.Sprintf("%s is unknown to ctxsize and may use git.", &needs.Use{File: u.File, Line: u.Line, Text: phrase.Shorten(u.Text)})
		}
	}
	return ""
}

// isProgram reports whether a file by which a tool builds a project is a program, so that its text shows what it runs.
func isProgram(file string) bool { return path.Ext(file) == ".py" || path.Ext(file) == ".rs" }

// gitInManifests finds a build tool that runs git to get the version of a project, nil for none.
func (s *Set) gitInManifests() *needs.Use {
	for _, p := range s.programs.Index().Find(needs.VersionManifests()...) {
		uses := needs.ManifestUsesGit
		if isProgram(p) {
			uses = func(_ string, text []byte) (string, int) { return needs.TextUsesGit(text) }
		}
		if words, line := uses(p, s.project.Text(p)); words != "" {
			return &needs.Use{File: p, Line: line, Text: words}
		}
	}
	return nil
}

// GitUserIn returns which command runs git in the directory around a nested repository, as a sentence, "" for none.
func (s *Set) GitUserIn(h inventory.Hit) string {
	around := path.Dir(h.Path)
	for f := range s.flows(h) {
		for _, one := range f.programs.Steps(f.share) {
			state := f.states[one.Stage]
			if one.Trace == nil || state == nil || len(state.at) == 0 {
				continue
			}
			if u := one.Trace.Git; u != nil && isWithin(around, u.File) {
				return fmt.Sprintf("%s uses git in %s.", u, around)
			}
			for n := range one.Trace.Calls {
				c := &one.Trace.Calls[n]
				if words := needs.UsesGit(&c.Command); words != "" && slices.ContainsFunc(state.at, func(at string) bool { return isWithin(path.Dir(at), inventory.DirectoryOf(c)) }) {
					return fmt.Sprintf("%q (line %d of %s) uses git in %s.", words, max(c.Line, one.Line), c.File, around)
				}
			}
		}
	}
	return ""
}
