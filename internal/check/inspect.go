// Package check finds what is wrong with ignore files, and what is sent that should not be.
package check

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/manifest"
)

// Inspection is the input of [Inspect].
type Inspection struct {
	Build *build.Build
	Usage inventory.Usage
	// Suggestions are those for the context's ignore file.
	Suggestions []inventory.Suggestion
	// ScanContent searches the content of files for secrets, too. No content is ever shown.
	ScanContent bool
	// Missing is the location for a missing ignore file; the zero value is for a single build.
	Missing MissingFile
}

// MissingFile is the location of a missing ignore file in a project.
type MissingFile struct {
	// Dir is the directory of the context as reports show it, "" for a single build.
	Dir string
	// Root: a .dockerignore in the project root would not be used.
	Root bool
}

// Inspect returns the findings about the ignore file's patterns, and about files that should not be sent. It complements [Examine], which is
// cheaper.
func Inspect(i Inspection) []lint.Finding {
	if i.Usage.View == nil || i.Usage.Context.Root == "" {
		return nil
	}
	habits := i.gitignoreStylePatterns()
	wide, explained := i.wideExceptions()
	better := slices.Concat(habits, i.deadExceptions(), i.narrowExceptions(), wide)
	// A pattern to respell is not one to remove.
	useless := []lint.Code{lint.LineNeverMatches, lint.LineShadowed, lint.ExceptionWithoutEffect}
	list := slices.DeleteFunc(Lint(i.Build, i.Usage), func(f lint.Finding) bool {
		return slices.Contains(useless, f.Code) && (slices.Contains(explained, f.Line) || slices.ContainsFunc(better, func(h lint.Finding) bool { return h.Line == f.Line }))
	})
	list = append(list, better...)
	list = append(list, i.missing()...)
	list = append(list, i.incomplete()...)
	list = append(list, i.neverRead()...)
	list = append(list, i.history()...)
	list = append(list, i.linksOutside()...)
	list = append(list, i.secrets()...)
	list = append(list, i.untracked()...)
	lint.SortFindings(list)
	return list
}

// gitignoreStylePatterns returns findings about gitignore-style patterns, with the size of the paths that they miss.
func (i *Inspection) gitignoreStylePatterns() []lint.Finding {
	var list []lint.Finding
	for _, s := range i.Suggestions {
		if s.Replaces == 0 || s.Category != knowledge.CategorySpelling {
			continue
		}
		f := lint.New(lint.GitignoreHabit, "%s", s.Reason).At(i.Usage.Context.Ignore.Path, s.Replaces)
		f.Bytes, f.Fix = s.SavesBytes, &lint.Fix{Kind: "replace-line", Text: s.Line, Repairs: true, Applies: s.Safety == inventory.Safe}
		if s.Guessed {
			f.Severity = lint.Info
		}
		if s.SavesFiles == 0 {
			f.Severity, f.Bytes = lint.Info, s.SavesEligibleBytes
		}
		list = append(list, f)
	}
	return list
}

// pointsElsewhere reports whether a suggestion is only for a .git that is a file, which costs nothing.
func (i *Inspection) pointsElsewhere(s inventory.Suggestion) bool {
	return s.Category == "vcs" && s.SavesFiles == 1 && !i.isDir(".git")
}

// isContext reports whether a directory is another context of the build, or of a compose file in the root, with an ignore file of its own.
func (i *Inspection) isContext(dir string) bool {
	if slices.ContainsFunc(i.Build.Named, func(c build.Context) bool { return c.Root == dir }) {
		return true
	}
	rel, err := filepath.Rel(i.Usage.Context.Root, dir)
	return err == nil && slices.ContainsFunc(manifest.ComposeFiles(), func(name string) bool {
		_, contexts := manifest.Compose(i.Usage.Project.Text(name))
		return slices.ContainsFunc(contexts, func(c string) bool { return path.Clean(c) == filepath.ToSlash(rel) })
	})
}

func isFile(p string) bool {
	_, err := os.Lstat(p)
	return !errors.Is(err, fs.ErrNotExist)
}

func dockerfilePath(b *build.Build) string {
	if b.Dockerfile == nil {
		return ""
	}
	return b.Dockerfile.Path
}
