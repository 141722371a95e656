package analysis

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/required"
	"github.com/ctxsize/ctxsize/walker"
)

// allowHead is the first line of an ignore file that excludes everything except the sources of instructions.
const allowHead = "# Exclude everything except the files that the Dockerfile copies.\n*\n"

// Allowlist returns the text of an ignore file that excludes everything except the sources of instructions. It covers every stage of all
// builds with the main context of b, including builds of the project that are not in the analysis. Patterns that still exclude something below
// a source stay, and so do those for files that do not exist yet. The list is verified: every instruction gets the same files as before, and
// BuildKit is sent the same. A file that already is such a list is returned unchanged. The error is the reason why no list exists, such as an
// instruction that copies the whole context.
func (a *Analysis) Allowlist(ctx context.Context, b *Result) ([]byte, error) {
	paths, err := a.allowedPatterns(b)
	if err != nil {
		return nil, err
	}
	narrowing := b.narrowing(paths)
	if b.allowsOnly(paths, narrowing) {
		return b.Main.Context.Ignore.Text, nil
	}
	text := []byte(allowHead)
	for _, p := range paths {
		text = append(text, "!"+p+"\n"...)
	}
	deciding := slices.DeleteFunc(slices.Clone(narrowing), func(n int) bool { return b.Main.View.PatternUses[n].Entries == 0 })
	for _, lines := range [][]int{narrowing, deciding} {
		full := append(slices.Clone(text), b.texts(lines)...)
		if err = a.proveAllowed(ctx, b, full); err == nil {
			return full, nil
		}
	}
	return nil, err
}

func (a *Analysis) proveAllowed(ctx context.Context, b *Result, text []byte) error {
	for n := range a.Builds {
		if other := &a.Builds[n]; other.sharesWith(b) {
			if err := other.proveSame(ctx, text); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *Result) sharesWith(o *Result) bool {
	return b.Main.Context.Root == o.Main.Context.Root && b.Main.Context.Ignore.Path == o.Main.Context.Ignore.Path
}

// allowedPatterns returns the patterns of all sources, sorted, each once.
func (a *Analysis) allowedPatterns(b *Result) ([]string, error) {
	if b.Build.Dockerfile == nil || b.Build.UnreadableReason != "" || b.Main.View == nil || b.Main.Context.Root == "" {
		return nil, errors.New("an allowlist needs a readable Dockerfile and a local context")
	}
	builds := required.Siblings(b.Main.Project, inventory.Share{Build: b.Build, Usage: b.Main})
	if own := strings.HasSuffix(filepath.Base(b.Main.Context.Ignore.Path), ".dockerignore") && filepath.Base(b.Main.Context.Ignore.Path) != ".dockerignore"; own {
		builds = nil
	}
	builds = append(builds, a.shares(b, b.Main)...)
	var list []string
	for _, share := range builds {
		for _, in := range share.Build.Instructions {
			for _, s := range in.Sources {
				if in.Context != share.Usage.Context.Name || s.Bogus {
					continue
				}
				more, err := b.patterns(s)
				if err != nil {
					return nil, fmt.Errorf("%s, line %d (%s): %w", share.Build.Dockerfile.Path, in.Line, in.Text, err)
				}
				list = append(list, more...)
			}
		}
	}
	slices.Sort(list)
	return outermost(slices.Compact(list)), nil
}

// outermost removes the paths that are in a directory of the list. The list is sorted.
func outermost(list []string) []string {
	all := map[string]bool{}
	for _, p := range list {
		all[p] = true
	}
	return slices.DeleteFunc(list, func(p string) bool {
		for dir := path.Dir(p); dir != "." && dir != "/"; dir = path.Dir(dir) {
			if all[dir] {
				return true
			}
		}
		return false
	})
}

var errWhole = errors.New("it copies the whole context, so nothing can be excluded")

// patterns returns the patterns for one source, links included.
func (b *Result) patterns(s build.Source) ([]string, error) {
	r, err := b.Main.View.Tree.FollowPaths([]string{s.Path})
	if err != nil {
		return nil, err
	}
	if s.Path == "." || r.WholeContext() {
		return nil, errWhole
	}
	if s.Wildcard || s.Parents {
		return r.Patterns, nil
	}
	var list []string
	for _, p := range r.Patterns {
		literal, err := ignore.Literal(p)
		if err != nil {
			return nil, err
		}
		list = append(list, literal)
	}
	return list, nil
}

// proveSame returns an error that describes what another ignore file would change: the files of an instruction, or what is sent.
func (b *Result) proveSame(ctx context.Context, text []byte) error {
	after, err := b.With(ctx, 0, text)
	if err != nil {
		return err
	}
	after.Examine()
	for n, in := range b.Build.Instructions {
		if now := after.Build.Instructions[n]; now.Bytes != in.Bytes || now.Files != in.Files || len(now.Missing) > len(in.Missing) {
			return fmt.Errorf("an allowlist would change line %d of the Dockerfile: %s", in.Line, in.Text)
		}
	}
	if b.Build.Builder != build.BuildKit {
		return nil
	}
	if before, now := sentPaths(b), sentPaths(after); !bytes.Equal(before, now) {
		return errors.New("an allowlist would change the sent files: " + firstDifference(before, now))
	}
	return nil
}

// sentPaths returns the paths that are sent, each with a NUL after it.
func sentPaths(b *Result) []byte {
	var list []byte
	b.Main.View.Each(walker.Sent, func(e walker.Entry) bool {
		list = append(append(list, e.Path...), 0)
		return true
	})
	return list
}

func firstDifference(before, now []byte) string {
	a, b := bytes.Split(before, []byte{0}), bytes.Split(now, []byte{0})
	for n := range min(len(a), len(b)) {
		if !bytes.Equal(a[n], b[n]) {
			return fmt.Sprintf("the first difference is %q", a[n])
		}
	}
	return fmt.Sprintf("%d entries become %d", len(a)-1, len(b)-1)
}
