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

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// Inspection is what a context is inspected for.
type Inspection struct {
	Build   *build.Build
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
	better := append(habits, i.deadExceptions()...)
	// What is to be spelled otherwise is not to be removed.
	list := slices.DeleteFunc(Lint(i.Build, i.Context), func(f Finding) bool {
		return (f.Code == LineNeverMatches || f.Code == LineShadowed) && slices.ContainsFunc(better, func(h Finding) bool { return h.Line == f.Line })
	})
	list = append(list, better...)
	list = append(list, i.missing()...)
	list = append(list, i.neverRead()...)
	list = append(list, i.history()...)
	list = append(list, i.linksOutside()...)
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
	if i.Context.Plan.Ignore.Path != "" || i.Context.Plan.Ignore.Problem != nil {
		return nil
	}
	var bytes, files int64
	for _, s := range i.Suggestions {
		if s.Safety == Safe && !i.pointsElsewhere(s) {
			bytes, files = saturate.Add(bytes, s.SavesBytes), files+s.SavesFiles
		}
	}
	if files == 0 {
		return nil
	}
	if name := i.Context.Plan.Name; name != "" {
		line := i.Suggestions[slices.IndexFunc(i.Suggestions, func(s Suggestion) bool { return s.Safety == Safe && s.SavesFiles > 0 })].Line
		return []Finding{{Code: IgnoreFileMissing, Severity: Warning, Bytes: bytes, File: filepath.Join(i.Context.Plan.Root, ".dockerignore"),
			Message: fmt.Sprintf("no .dockerignore in the context %s: local files are sent that no build needs (%s)", name, line), Fix: i.appending(line)}}
	}
	return []Finding{{Code: IgnoreFileMissing, Severity: Warning, Bytes: bytes, Message: "the context has no ignore file, and holds what no build needs: ctxsize suggest --write makes one",
		Fix: &Fix{Kind: "edit", Text: "ctxsize suggest --write"}}}
}

// pointsElsewhere reports whether a suggestion is only for a .git that is a file, which costs nothing.
func (i *Inspection) pointsElsewhere(s Suggestion) bool {
	return s.Category == "vcs" && s.SavesFiles == 1 && !i.isDir(".git")
}

// isContext says whether a directory is another context of the build, or of a compose file in the root, whose ignore file it is.
func (i *Inspection) isContext(dir string) bool {
	if slices.ContainsFunc(i.Build.Named, func(c build.Context) bool { return c.Root == dir }) {
		return true
	}
	rel, err := filepath.Rel(i.Context.Plan.Root, dir)
	return err == nil && slices.ContainsFunc(composeFiles, func(name string) bool {
		_, contexts := manifest.Compose(i.Context.Project.text(name))
		return slices.ContainsFunc(contexts, func(c string) bool { return path.Clean(c) == filepath.ToSlash(rel) })
	})
}

func isFile(p string) bool {
	_, err := os.Lstat(p)
	return !errors.Is(err, fs.ErrNotExist)
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

func dockerfilePath(b *build.Build) string {
	if b.Dockerfile == nil {
		return ""
	}
	return b.Dockerfile.Path
}

// Reads says whether an instruction reads a path of the context or, of a directory, something below it.
func (c *Context) Reads(in build.Instruction, p string) bool {
	if in.Context != c.Plan.Name {
		return false
	}
	return slices.ContainsFunc(in.Sources, func(s build.Source) bool {
		if s.Path == "." || p == "." {
			return true
		}
		if c.View == nil {
			return false
		}
		r, err := c.View.Tree.FollowPaths([]string{s.Path})
		if err != nil {
			return false
		}
		below := func(pattern string) bool { return strings.HasPrefix(pattern, p+"/") }
		if r.WholeContext() || slices.ContainsFunc(r.Patterns, below) {
			return true
		}
		return r.PatternList().Match(p).Excluded
	})
}

// landing is where a path of a source comes to lie when the source is put somewhere; ok is false where the source does not take it.
func landing(s build.Source, p, dest string) (at string, ok bool) {
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
