package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/plan"
	"github.com/ctxsize/ctxsize/walker"
)

// Inspection is what a context is inspected for.
type Inspection struct {
	Build   *plan.Build
	Context Context
	// Suggestions are those for the context's ignore file.
	Suggestions []Suggestion
	// ScanContent looks for credentials in files, too, and not by names only. Nothing of them is ever shown.
	ScanContent bool
}

// Inspect says what is wrong with the ignore file's lines, and what is sent that should not be. It complements [Examine], which is cheaper.
func Inspect(i Inspection) []Finding {
	if i.Context.View == nil || i.Context.Plan.Root == "" {
		return nil
	}
	habits := i.habits()
	// What is to be spelled otherwise is not to be removed.
	list := slices.DeleteFunc(Lint(i.Build, i.Context), func(f Finding) bool {
		return (f.Code == LineNeverMatches || f.Code == LineShadowed) && slices.ContainsFunc(habits, func(h Finding) bool { return h.Line == f.Line })
	})
	list = append(list, habits...)
	list = append(list, i.missing()...)
	list = append(list, i.neverRead()...)
	list = append(list, i.history()...)
	list = append(list, i.secrets()...)
	SortFindings(list)
	return list
}

// habits are lines in git's manner, with the price of what they leave in.
func (i *Inspection) habits() []Finding {
	var list []Finding
	for _, s := range i.Suggestions {
		if s.Replaces == 0 || s.Category != habit {
			continue
		}
		f := Finding{Code: GitignoreHabit, Severity: Warning, File: i.Context.Plan.Ignore.Path, Line: s.Replaces, Bytes: s.SavesBytes,
			Message: s.Reason, Fix: &Fix{Kind: "replace-line", Text: s.Line, Repairs: true, Applies: s.Safety == Safe}}
		if s.guessed {
			f.Severity = Info
		}
		if s.SavesFiles == 0 {
			f.Severity, f.Bytes = Info, s.SavesEligibleBytes
		}
		list = append(list, f)
	}
	return list
}

// missing: there is no ignore file, and one would save something for sure.
func (i *Inspection) missing() []Finding {
	if i.Context.Plan.Ignore.Path != "" || i.Context.Plan.Ignore.Problem != nil || i.Context.Plan.Name != "" {
		return nil
	}
	var bytes, files int64
	for _, s := range i.Suggestions {
		if s.Safety == Safe {
			bytes, files = saturate.Add(bytes, s.SavesBytes), files+s.SavesFiles
		}
	}
	if files == 0 {
		return nil
	}
	return []Finding{{Code: IgnoreFileMissing, Severity: Warning, Bytes: bytes, Message: "the context has no ignore file, and holds what no build needs: ctxsize suggest --write makes one",
		Fix: &Fix{Kind: "edit", Text: "ctxsize suggest --write"}}}
}

// misspelled are names that look like the ignore file's and are not. All begin with a dot or a d, and none is shorter than the first.
var misspelled = []string{"dockerignore", ".dockerignore.txt", ".docker-ignore", ".docker_ignore", "docker.ignore", ".dockerignores", ".dockeringore"}

func isMisspelled(name []byte) bool {
	if len(name) < len(misspelled[0]) || name[0] != '.' && name[0] != 'd' && name[0] != 'D' {
		return false
	}
	is := func(other string) bool { return len(name) == len(other) && strings.EqualFold(string(name), other) }
	return slices.ContainsFunc(misspelled, is) || is(".dockerignore") && string(name) != ".dockerignore"
}

// neverRead finds ignore files that this build does not read, and that no other could.
func (i *Inspection) neverRead() []Finding {
	var list []Finding
	note := func(file, why string) {
		if file != i.Context.Plan.Ignore.Path && file != i.Context.Plan.Ignore.Shadowed {
			list = append(list, Finding{Code: IgnoreFileNeverRead, Severity: Warning, File: file, Message: why})
		}
	}
	root := i.Context.Plan.Root
	for c := range i.Context.View.Names(".") {
		if c.Kind == walker.File && isMisspelled(c.Bytes) {
			note(filepath.Join(root, string(c.Bytes)), "no builder reads a file of this name: it has to be .dockerignore")
		}
	}
	d := i.Build.Dockerfile
	if d == nil || !filepath.IsAbs(d.Path) || i.Context.Plan.Name != "" || filepath.Dir(d.Path) == root {
		return list
	}
	if beside := filepath.Join(filepath.Dir(d.Path), ".dockerignore"); isFile(beside) && !i.isContext(filepath.Dir(d.Path)) {
		note(beside, fmt.Sprintf("this build does not read it: the file has to lie in the context's root, or be called %s.dockerignore", filepath.Base(d.Path)))
	}
	name := filepath.Base(d.Path)
	if own := filepath.Join(root, name+".dockerignore"); isFile(own) && !isFile(filepath.Join(root, name)) {
		note(own, fmt.Sprintf("the builder looks for it beside the Dockerfile, in %s", filepath.Dir(d.Path)))
	}
	return list
}

// isContext says whether a directory is another context of the build, or of a compose file in the root, whose ignore file it is.
func (i *Inspection) isContext(dir string) bool {
	if slices.ContainsFunc(i.Build.Named, func(c plan.Context) bool { return c.Root == dir }) {
		return true
	}
	rel, err := filepath.Rel(i.Context.Plan.Root, dir)
	return err == nil && slices.ContainsFunc(composeFiles, func(name string) bool {
		return slices.ContainsFunc(contextLine().FindAllSubmatch(i.Context.Project.text(name), -1), func(m [][]byte) bool {
			return path.Clean(string(m[1])) == filepath.ToSlash(rel)
		})
	})
}

// contextLine matches a context of a service in a compose file, in its long form and its short one.
var contextLine = expression(`(?m)^\s*(?:context|build):\s*["']?([^"'\s{#]+)`)

func isFile(p string) bool {
	_, err := os.Lstat(p)
	return !errors.Is(err, fs.ErrNotExist)
}

// history says that the repository travels, what that spoils, and how it is done better where the build asks git.
func (i *Inspection) history() []Finding {
	exists, sent := i.Context.View.Has(".git", walker.Sent)
	if !exists || !sent {
		return nil
	}
	sum, _ := i.Context.View.Below(".git", walker.Sent)
	if sum == (walker.Sum{}) {
		return nil
	}
	f := Finding{Code: VCSSent, Severity: Warning, Path: ".git", Bytes: sum.Bytes}
	copies, mounts := i.takesHistory()
	switch {
	case copies != nil:
		f.File, f.Line = dockerfilePath(i.Build), copies.Line
		f.Message = fmt.Sprintf("the repository is sent, and every commit spoils the cache of %s and of all that follows", brief(copies.Text))
	case mounts != nil:
		f.Severity, f.File, f.Line = Info, dockerfilePath(i.Build), mounts.Line
		f.Message = fmt.Sprintf("the repository is sent for the mount of %s, which every commit runs again", brief(mounts.Text))
		return []Finding{f}
	case i.Build.Dockerfile != nil:
		f.Message = "the repository is sent, and no instruction takes it"
	default:
		f.Message = "the repository is sent, and every commit changes it"
	}
	f.Message += i.where()
	s := suggester{project: i.Context.Project, shares: []Share{{i.Build, i.Context}}, view: i.Context.View}
	if who := s.asksGit(); who != "" {
		f.Severity = Info
		f.Message += "; the build may need it: " + who
		f.Fix = &Fix{Kind: "edit", Text: "COPY --exclude=.git, and RUN --mount=type=bind,source=.git,target=.git for the one instruction that asks git"}
	} else if slices.ContainsFunc(i.Suggestions, func(s Suggestion) bool { return s.Line == ".git" || s.Line == "**/.git" }) {
		f.Fix = i.appending(".git")
	}
	return []Finding{f}
}

// appending is a line for the ignore file of the context, which is the one in its root where it is not the main one.
func (i *Inspection) appending(line string) *Fix {
	f, c := &Fix{Kind: "append-line", Text: line}, i.Context.Plan
	if c.Name != "" {
		f.File, f.New = c.Ignore.Path, c.Ignore.Path == ""
	}
	if f.New {
		f.File = filepath.Join(c.Root, ".dockerignore")
	}
	return f
}

// where names the context where it is not the main one.
func (i *Inspection) where() string {
	if i.Context.Plan.Name == "" {
		return ""
	}
	return ", in the context " + i.Context.Plan.Name
}

// takesHistory are the first reachable instructions that copy the repository into a stage, and that mount it.
func (i *Inspection) takesHistory() (copies, mounts *plan.Instruction) {
	for n := range i.Build.Instructions {
		in := &i.Build.Instructions[n]
		if !in.Reachable || !i.Context.Reads(*in, ".git") {
			continue
		}
		left := slices.ContainsFunc(in.Sources, func(s plan.Source) bool { return s.Path == "." && leftOut(s, ".git") })
		switch {
		case in.Keyword == "RUN" && mounts == nil:
			mounts = in
		case in.Keyword != "RUN" && copies == nil && !left:
			copies = in
		}
	}
	return copies, mounts
}

func dockerfilePath(b *plan.Build) string {
	if b.Dockerfile == nil {
		return ""
	}
	return b.Dockerfile.Path
}

// Reads says whether an instruction reads a path of the context or, of a directory, something below it.
func (c *Context) Reads(in plan.Instruction, p string) bool {
	if in.Context != c.Plan.Name {
		return false
	}
	return slices.ContainsFunc(in.Sources, func(s plan.Source) bool {
		if s.Path == "." || p == "." {
			return true
		}
		if c.View == nil {
			return false
		}
		r, err := c.View.Tree.Follow([]string{s.Path})
		if err != nil {
			return false
		}
		below := func(pattern string) bool { return strings.HasPrefix(pattern, p+"/") }
		if r.Whole() || slices.ContainsFunc(r.Patterns, below) {
			return true
		}
		return r.Lines().Decide(p).Excluded
	})
}

// landing is where a path of a source comes to lie when the source is put somewhere; ok is false where the source does not take it.
func landing(s plan.Source, p, dest string) (at string, ok bool) {
	from := s.Path
	if from == "." {
		return path.Join(dest, p), true
	}
	parts := strings.Split(p, "/")
	for n := 1; n <= len(parts); n++ {
		head := strings.Join(parts[:n], "/")
		if match, err := path.Match(from, head); head != from && (!s.Wildcard || !match || err != nil) {
			continue
		}
		rest := path.Join(parts[n:]...)
		if s.Parents {
			return path.Join(dest, p), true
		}
		if rest == "" && strings.HasSuffix(dest, "/") {
			rest = path.Base(p)
		}
		return path.Join(dest, rest), true
	}
	return "", false
}
