package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/walker"
)

// minHistory is how much of .git, without its objects, counts as the repository.
const minHistory = 1 << 20

// history reports that the repository is sent, what that invalidates, and how it is done better where the build uses git.
func (i *Inspection) history() []Finding {
	exists, sent := i.Context.View.Has(".git", walker.Sent)
	if !exists || !sent {
		return nil
	}
	who := newSuggester(i.Context.Project, []Share{{Build: i.Build, Context: i.Context}}).asksGit()
	if !i.isDir(".git") {
		return i.gitFile(who)
	}
	sum, _ := i.Context.View.SumBelow(".git", walker.Sent)
	if sum == (walker.Sum{}) {
		return nil
	}
	if sum.Bytes < minHistory && !i.holdsObjects() && i.Context.Judge(".git/objects/pack").Excluded {
		// Only the names of commits are re-included, as Visual Studio's ignore file does.
		return nil
	}
	return append([]Finding{i.repository(sum.Bytes, who)}, i.dirty(who)...)
}

// isDir reports whether an entry of the context's root is a directory.
func (i *Inspection) isDir(name string) bool {
	for c := range i.Context.View.Names(".") {
		if string(c.Name) == name {
			return c.Kind == walker.Dir
		}
	}
	return false
}

// holdsObjects reports whether objects of the repository, or of its submodules, are sent.
func (i *Inspection) holdsObjects() bool {
	return slices.ContainsFunc([]string{".git/objects", ".git/modules", ".git/lfs"}, func(p string) bool {
		sum, ok := i.Context.View.SumBelow(p, walker.Sent)
		return ok && sum.Files > 0
	})
}

// gitFile is about a .git that is a file: of a work tree or a submodule, whose repository lies outside the context.
func (i *Inspection) gitFile(who string) []Finding {
	if who == "" {
		return nil
	}
	return []Finding{{Code: GitIncomplete, Severity: Info, Path: ".git",
		Message: fmt.Sprintf("git does not work in this build: .git only points to a directory outside the context%s (%s)", i.where(), who)}}
}

// repository is the finding that .git is sent.
func (i *Inspection) repository(bytes int64, who string) Finding {
	f := Finding{Code: VCSSent, Severity: Warning, Path: ".git", Bytes: bytes}
	copies, mounts := i.takesHistory()
	switch {
	case copies != nil:
		f.File, f.Line = dockerfilePath(i.Build), copies.Line
		f.Message = fmt.Sprintf(".git is copied by %s: every commit invalidates this layer and all later ones", brief(copies.Text))
	case mounts != nil:
		f.Severity, f.File, f.Line = Info, dockerfilePath(i.Build), mounts.Line
		f.Message = fmt.Sprintf(".git is sent for the mount of %s: every commit runs it again", brief(mounts.Text))
		return f
	case i.Build.Dockerfile != nil:
		f.Message = ".git is sent, and no instruction uses it"
	default:
		f.Message = ".git is sent, and every commit changes it"
	}
	f.Message += i.where()
	// What is suggested for all builds of the context decides: one answer, whoever asks.
	n := slices.IndexFunc(i.Suggestions, func(s Suggestion) bool { return s.Line == ".git" || s.Line == "**/.git" })
	switch {
	case who != "":
		who = "the build may need it: " + who
	case n >= 0 && i.Suggestions[n].Safety == Review:
		who = i.Suggestions[n].Reason
	}
	switch {
	case who != "":
		f.Severity = Info
		f.Message += "; " + who
		f.Fix = &Fix{Kind: "edit", Text: mountsHistory(copies)}
	case n >= 0:
		f.Fix = i.appending(".git")
	}
	return f
}

// mountsHistory is how one instruction is given the repository, and no layer.
func mountsHistory(copies *build.Instruction) string {
	const mount = "RUN --mount=type=bind,source=.git,target=.git for the one instruction that uses git"
	if copies == nil {
		return mount
	}
	named := func(s build.Source) bool { return s.Path == ".git" || strings.HasPrefix(s.Path, ".git/") }
	if slices.ContainsFunc(copies.Sources, named) {
		return fmt.Sprintf("%s, instead of %s", mount, brief(copies.Text))
	}
	return "COPY --exclude=.git, and " + mount
}

// dirty reports that git sees changes in the build: tracked files that the patterns exclude are missing.
func (i *Inspection) dirty(who string) []Finding {
	if who == "" || !i.holdsObjects() || i.Context.Project == nil {
		return nil
	}
	first, more := "", 0
	var by walker.Verdict
	for _, p := range i.Context.Project.git().files {
		v := i.Context.Judge(p)
		switch {
		case !v.Excluded:
		case first == "":
			first, by = p, v
		default:
			more++
		}
	}
	if first == "" {
		return nil
	}
	f := Finding{Code: GitIncomplete, Severity: Warning, Path: first,
		Fix: &Fix{Kind: "edit", Text: "pass the version as a build argument, or re-include the tracked files"}}
	excluded := "--ignore excludes it"
	if line := i.Context.Lines.All()[by.Index]; line.Line > 0 {
		f.File, f.Line = i.Context.Plan.Ignore.Path, line.Line
		excluded = fmt.Sprintf("line %d (%s) excludes it", line.Line, line.Text)
	}
	f.Message = fmt.Sprintf("git reports the tree as dirty in this build: %s is tracked, and %s", first, excluded)
	if more > 0 {
		f.Message += fmt.Sprintf("; so are %d more tracked files", more)
	}
	f.Message += " (" + who + ")"
	return []Finding{f}
}

// where names the context where it is not the main one.
func (i *Inspection) where() string {
	if i.Context.Plan.Name == "" {
		return ""
	}
	return ", in the context " + i.Context.Plan.Name
}

// takesHistory gives the first reachable instructions that copy the repository into a stage, and that mount it.
func (i *Inspection) takesHistory() (copies, mounts *build.Instruction) {
	for n := range i.Build.Instructions {
		in := &i.Build.Instructions[n]
		if !in.Reachable || !i.Context.Reads(*in, ".git") {
			continue
		}
		left := slices.ContainsFunc(in.Sources, func(s build.Source) bool { return s.Path == "." && leftOut(s, ".git") })
		switch {
		case in.Keyword == "RUN" && mounts == nil:
			mounts = in
		case in.Keyword != "RUN" && copies == nil && !left:
			copies = in
		}
	}
	return copies, mounts
}
