package snapshot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

// Errors of files that are no snapshots.
var (
	// ErrForeign is the error of a file of another kind.
	ErrForeign = errors.New("not a snapshot or a report with all paths")
	// ErrNoTree is the error of a report that does not have all paths.
	ErrNoTree = errors.New("this report has only the largest paths")
	// ErrDamaged is the error of a file that is cut off, or not JSON at its end.
	ErrDamaged = errors.New("the file is damaged")
)

// kind has the fields by which a file is recognized.
type kind struct {
	Format        string `json:"format"`
	Version       string `json:"version"`
	SchemaVersion int    `json:"schema_version"`
	// Tree is the snapshot in a report.
	Tree json.RawMessage `json:"tree"`
}

// Is reports whether a text is a snapshot, or a report with one.
func Is(text []byte) bool {
	var k kind
	return json.Unmarshal(text, &k) == nil && (k.Format == format || k.Tree != nil)
}

// Read returns the analysis of a snapshot, or of a report with all paths, that the program of that version has written.
func Read(text []byte, version string) (*ctxsize.Analysis, error) {
	var k kind
	switch err := json.Unmarshal(text, &k); {
	case err != nil && json.Valid(text):
		return nil, ErrForeign
	case err != nil && (bytes.HasPrefix(bytes.TrimSpace(text), []byte("{"))):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	case err != nil:
		return nil, ErrForeign
	case k.Tree != nil:
		return Read(k.Tree, version)
	case k.SchemaVersion > 0:
		return nil, ErrNoTree
	case k.Format != format:
		return nil, ErrForeign
	case k.Version != version:
		return nil, fmt.Errorf("written by version %s, this is %s: write it again with this version", k.Version, version)
	}
	return read(text)
}

// read returns the analysis of a snapshot.
func read(text []byte) (*ctxsize.Analysis, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	a := &ctxsize.Analysis{Findings: f.Findings}
	for n := range f.Builds {
		b, err := load(&f.Builds[n])
		if err != nil {
			return nil, fmt.Errorf("build %s: %w", f.Builds[n].Name, err)
		}
		a.Builds = append(a.Builds, b)
	}
	if len(a.Builds) == 0 {
		return nil, errors.New("it has no builds")
	}
	return a, nil
}

func load(s *savedBuild) (ctxsize.Result, error) {
	b := ctxsize.Result{Build: &build.Build{Name: s.Name, Platform: s.Platform, Target: s.Target, Builder: s.Builder, Instructions: s.Instructions}, Findings: s.Findings}
	if s.Dockerfile != "" {
		b.Build.Dockerfile = &build.Dockerfile{Path: s.Dockerfile}
	}
	if len(s.Contexts) == 0 {
		return b, errors.New("it has no context")
	}
	for n := range s.Contexts {
		c, err := loadContext(&b, &s.Contexts[n])
		if err != nil {
			return b, fmt.Errorf("context %s: %w", s.Contexts[n].Given, err)
		}
		if n == 0 {
			b.Main, b.Build.Context, b.Suggestions = c, *c.Context, c.Suggestions
		} else {
			b.Named, b.Build.Named = append(b.Named, c), append(b.Build.Named, *c.Context)
		}
	}
	return b, nil
}

func loadContext(b *ctxsize.Result, s *savedContext) (ctxsize.Usage, error) {
	c := ctxsize.Usage{Transfer: s.Transfer, Suggestions: s.Suggestions, Project: inventory.OpenProject("", nil)}
	c.Context = &build.Context{Name: s.Name, Given: s.Given, Remote: s.Remote, Requested: s.Requested, Paths: s.Paths,
		Ignore: build.IgnoreFile{Path: s.IgnoreFile, Reason: s.Reason, Text: s.Text}}
	var err error
	if c.Patterns, err = b.ParseIgnore(s.Text); err != nil || !s.Scanned {
		return c, err
	}
	q := walker.Query{Filter: walker.Filter{Patterns: c.Patterns}, NoContext: !s.Requested}
	if b.Build.Builder == build.Legacy {
		q.Rules = walker.Tar
	}
	tree := walker.NewTree(listed(s.Entries))
	if s.Requested && s.Paths != nil {
		if q.Request, err = tree.FollowPaths(s.Paths); err != nil {
			return c, err
		}
	}
	if c.View, err = tree.View(q); err != nil {
		return c, err
	}
	if c.View.Totals(walker.Sent) != s.Sent || c.View.Totals(walker.Eligible) != s.Eligible {
		return c, errors.New("the entries do not add up to the saved totals")
	}
	return c, nil
}

func listed(entries []entry) []walker.ArchiveEntry {
	list := make([]walker.ArchiveEntry, len(entries))
	for n, e := range entries {
		list[n] = walker.ArchiveEntry{Path: string(e.Path), Kind: e.Kind, Size: e.Size, Link: string(e.Link), SameAs: string(e.Same)}
	}
	return list
}
