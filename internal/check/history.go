package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/required"
	"github.com/ctxsize/ctxsize/walker"
)

// minHistory is the size from which .git, without its objects, counts as the repository.
const minHistory = 1 << 20

// history reports that the repository is sent, the layers that this invalidates, and an alternative if the build uses git.
func (i *Inspection) history() []lint.Finding {
	exists, sent := i.Usage.View.Has(".git", walker.Sent)
	if !exists || !sent {
		return nil
	}
	needed := required.ByBuild(i.Usage.Project, inventory.Share{Build: i.Build, Usage: i.Usage})
	who := needed.GitUser()
	if !i.isDir(".git") {
		return i.gitFile(who)
	}
	sum, _ := i.Usage.View.SumBelow(".git", walker.Sent)
	if sum == (walker.Sum{}) {
		return nil
	}
	if sum.Bytes < minHistory && !i.holdsObjects() && i.Usage.Judge(".git/objects/pack").Excluded {
		// Only the names of commits are re-included, as Visual Studio's ignore file does.
		return nil
	}
	list := []lint.Finding{i.repository(sum.Bytes, who)}
	if needed.GitReportsChanges() {
		list = append(list, i.dirty(who)...)
	}
	return list
}

// isDir reports whether an entry of the context's root is a directory.
func (i *Inspection) isDir(name string) bool {
	for c := range i.Usage.View.Names(".") {
		if string(c.Name) == name {
			return c.Kind == walker.Dir
		}
	}
	return false
}

// holdsObjects reports whether objects of the repository, or of its submodules, are sent.
func (i *Inspection) holdsObjects() bool {
	return slices.ContainsFunc([]string{".git/objects", ".git/modules", ".git/lfs"}, func(p string) bool {
		sum, ok := i.Usage.View.SumBelow(p, walker.Sent)
		return ok && sum.Files > 0
	})
}

// gitFile is about a .git that is a file: of a work tree or a submodule, whose repository lies outside the context.
func (i *Inspection) gitFile(who string) []lint.Finding {
	if who == "" {
		return nil
	}
	f := lint.New(lint.GitIncomplete, "Git fails in this build: .git is a file that points to a directory outside the context%s. %s uses git.", i.inContext(), who)
	f.Severity, f.Path = lint.Info, ".git"
	return []lint.Finding{f}
}

// repository is the finding that .git is sent.
func (i *Inspection) repository(bytes int64, who string) lint.Finding {
	copies, mounts := i.readersOfRepository()
	f := lint.New(lint.VCSSent, ".git is sent%s, and every commit changes it.", i.inContext())
	switch {
	case copies != nil:
		f = lint.New(lint.VCSSent, ".git is copied%s by %s: every commit invalidates this layer and all later ones.", i.fromContext(), phrase.Shorten(copies.Text)).
			At(dockerfilePath(i.Build), copies.Line)
	case mounts != nil:
		f = lint.New(lint.VCSSent, ".git is sent for the mount of %s: every commit runs this instruction again.", phrase.Shorten(mounts.Text)).
			At(dockerfilePath(i.Build), mounts.Line)
		f.Severity = lint.Info
	case i.Build.Dockerfile != nil:
		f = lint.New(lint.VCSSent, ".git is sent%s, but no instruction uses it.", i.inContext())
	}
	f.Path, f.Bytes = ".git", bytes
	if copies == nil && mounts != nil {
		return f
	}
	// The suggestion for all builds of the context decides, so that audit and suggest agree.
	n := slices.IndexFunc(i.Suggestions, func(s inventory.Suggestion) bool { return s.Line == ".git" || s.Line == "**/.git" })
	switch {
	case who != "":
		who += " uses git."
	case n >= 0 && i.Suggestions[n].Safety == inventory.Review:
		who = i.Suggestions[n].Reason
	}
	switch {
	case who != "":
		f.Severity = lint.Info
		f.Message += " " + who
		f.Fix = &lint.Fix{Kind: "edit", Text: mountsHistory(copies)}
	case n >= 0:
		f.Fix = i.appending(".git")
	}
	return f
}

// mountsHistory returns how to mount the repository for one instruction, so that no layer holds it.
func mountsHistory(copies *build.Instruction) string {
	const mount = "RUN --mount=type=bind,source=.git,target=.git for the one instruction that uses git"
	if copies == nil {
		return mount
	}
	named := func(s build.Source) bool { return s.Path == ".git" || strings.HasPrefix(s.Path, ".git/") }
	if slices.ContainsFunc(copies.Sources, named) {
		return fmt.Sprintf("%s, instead of %s", mount, phrase.Shorten(copies.Text))
	}
	return "COPY --exclude=.git, and " + mount
}

// dirty reports that git sees changes in the build: tracked files that the patterns exclude are missing.
func (i *Inspection) dirty(who string) []lint.Finding {
	if who == "" || !i.holdsObjects() || i.Usage.Project == nil {
		return nil
	}
	first, more := "", 0
	var by walker.Verdict
	for _, p := range i.Usage.Project.Git().Files {
		v := i.Usage.Judge(p)
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
	files := first
	if more > 0 {
		files = fmt.Sprintf("%s and %s", first, phrase.Count(int64(more), "more tracked file"))
	}
	file, number, excluded := "", 0, "--ignore excludes "+files
	if line := i.Usage.Patterns.All()[by.Index]; line.Line > 0 {
		file, number = i.Usage.Context.Ignore.Path, line.Line
		excluded = fmt.Sprintf("line %d (%s) excludes %s", line.Line, line.Text, files)
		if more > 0 {
			excluded = fmt.Sprintf("the ignore file excludes %s (line %d: %s)", files, line.Line, line.Text)
		}
	}
	f := lint.New(lint.GitIncomplete, "Git reports a modified tree in this build: %s. %s uses git.", excluded, who).At(file, number)
	f.Path = first
	f.Fix = &lint.Fix{Kind: "edit", Text: "pass the version as a build argument, or re-include the tracked files"}
	return []lint.Finding{f}
}

// inContext names the context of a path in a sentence, "" for the main context.
func (i *Inspection) inContext() string {
	if i.Usage.Context.Name == "" {
		return ""
	}
	return " in context " + i.Usage.Context.Name
}

// fromContext is [Inspection.inContext] for what is copied from the context.
func (i *Inspection) fromContext() string {
	if i.Usage.Context.Name == "" {
		return ""
	}
	return " from context " + i.Usage.Context.Name
}

// readersOfRepository returns the first reachable instructions that copy the repository into a stage, and that mount it.
func (i *Inspection) readersOfRepository() (copies, mounts *build.Instruction) {
	for n := range i.Build.Instructions {
		in := &i.Build.Instructions[n]
		if !in.Reachable || !i.Usage.Reads(*in, ".git") {
			continue
		}
		left := slices.ContainsFunc(in.Sources, func(s build.Source) bool { return s.Path == "." && inventory.ExcludedBySource(s, ".git") })
		switch {
		case in.Keyword == "RUN" && mounts == nil:
			mounts = in
		case in.Keyword != "RUN" && copies == nil && !left:
			copies = in
		}
	}
	return copies, mounts
}
