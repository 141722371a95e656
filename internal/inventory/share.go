package inventory

import (
	"fmt"
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/phrase"
)

// Landing returns the path of a file in a stage after its source is copied to dest; ok is false if the source does not contain the file.
func Landing(s build.Source, p, dest string) (at string, ok bool) {
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

// ReadContexts are all contexts of the build that were read, at least the one that the ignore file is for.
func (s *Share) AllUsages() []Usage {
	if len(s.Usages) > 0 {
		return s.Usages
	}
	return []Usage{s.Usage}
}

// ExcludedBySource reports whether --exclude of an instruction leaves a path out.
func ExcludedBySource(s build.Source, p string) bool {
	if len(s.Exclude) == 0 {
		return false
	}
	lines, err := ignore.Compile(s.Exclude)
	if err != nil {
		return false
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(p, s.Path), "/")
	if s.Path == "." {
		rest = p
	}
	if rest == "" {
		rest = path.Base(p)
	}
	return lines.Match(rest).Excluded
}

// Share is one of the builds that read the same ignore file, with the context that it is for.
type Share struct {
	Build *build.Build
	Usage Usage
	// Contexts are all that the build reads, where they were read.
	Usages []Usage
}

// At says where an instruction stands.
func (s *Share) At(line int, text string) string {
	return fmt.Sprintf("%s (line %d of %s)", phrase.Shorten(text), line, s.Dockerfile())
}
