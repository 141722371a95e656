package remedy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/provenance"
	"github.com/ctxsize/ctxsize/walker"
)

// verify returns why a changed Dockerfile is not the same build, "" where it is.
func (m *mover) verify(after string) string {
	changed, reason := m.evaluate(after)
	if reason != "" {
		return reason
	}
	if reason := m.sameArrivals(changed); reason != "" {
		return reason
	}
	return m.earlyOnly(changed)
}

// evaluate evaluates a changed Dockerfile, and compares the stages and the requested files.
func (p *Project) evaluate(after string) (changed *build.Build, reason string) {
	old, err := dockerfile.Collect(p.Build.Dockerfile.Text, options(p.Build))
	if err != nil {
		return nil, "the Dockerfile cannot be evaluated again: " + err.Error()
	}
	c, err := dockerfile.Collect([]byte(after), options(p.Build))
	switch {
	case err != nil:
		return nil, "the changed Dockerfile is refused: " + err.Error()
	case len(c.Stages) != len(old.Stages) || c.TargetIndex != old.TargetIndex || len(c.Faults) != len(old.Faults):
		return nil, "the changed Dockerfile has other stages"
	case !p.sameRequests(old.Main, c.Main):
		return nil, "the changed Dockerfile requests other files"
	}
	return with(p.Build, []byte(after), c), ""
}

// Evaluate returns a build with another text of its Dockerfile.
func Evaluate(b *build.Build, text []byte) (*build.Build, error) {
	c, err := dockerfile.Collect(text, options(b))
	if err != nil {
		return nil, err
	}
	return with(b, text, c), nil
}

// with returns a build with another text of its Dockerfile, which was evaluated.
func with(b *build.Build, text []byte, c dockerfile.Requests) *build.Build {
	changed, d := *b, *b.Dockerfile
	d.Text = text
	changed.Dockerfile, changed.Stages, changed.Instructions, changed.Copies = &d, c.Stages, c.Instructions, c.Copies
	changed.Runs, changed.Steps, changed.Starts = c.Runs, c.Steps, c.Starts
	return &changed
}

// sameRequests reports whether two requests for the main context are for the same files: a path that only one has is in one that both have.
func (p *Project) sameRequests(old, changed dockerfile.Paths) bool {
	if old.Requested != changed.Requested || (old.Paths == nil) != (changed.Paths == nil) {
		return false
	}
	covered := func(path string, in []string) bool {
		return slices.ContainsFunc(in, func(dir string) bool { _, ok := below(path, dir); return ok })
	}
	for _, one := range old.Paths {
		if !covered(one, changed.Paths) {
			return false
		}
	}
	for _, one := range changed.Paths {
		if !covered(one, old.Paths) {
			return false
		}
	}
	return true
}

// maxChecked is the number of files whose way through the stages is compared.
const maxChecked = 300

// sameArrivals returns which file arrives at other paths than before, "" for none.
func (m *mover) sameArrivals(changed *build.Build) string {
	before, after := inventory.Provenance(m.Build, m.Contexts...), inventory.Provenance(changed, m.Contexts...)
	for _, p := range m.checked() {
		old, now := arrivals(before.Places("", p)), arrivals(after.Places("", p))
		if !slices.Equal(old, now) {
			return fmt.Sprintf("%s would arrive at other paths", p)
		}
	}
	return ""
}

// checked returns what is compared: needed files, what instructions name, and some of the files that move.
func (m *mover) checked() []string {
	list := slices.Clone(m.needed.paths)
	for _, in := range m.Build.Instructions {
		for _, s := range in.Sources {
			if in.Context == "" && !s.Wildcard && s.Path != "." {
				list = append(list, s.Path)
			}
		}
	}
	for _, t := range m.transfers {
		if !t.moves {
			continue
		}
		for _, source := range t.sources {
			left := maxChecked
			m.view.EachBelow(source, walker.Sent, func(e walker.Entry) bool {
				list = append(list, e.Path)
				left--
				return left > 0
			})
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// arrivals describes where a file ends up, sorted.
func arrivals(places []provenance.Place) []string {
	var list []string
	for _, p := range places {
		if one := fmt.Sprintf("%d %s %v", p.Stage, p.Path, p.Final); !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	slices.Sort(list)
	return list
}

// earlyOnly returns which instruction before the install still copies more than the install needs, "" for none.
func (m *mover) earlyOnly(changed *build.Build) string {
	line := 0
	for n := range changed.Runs {
		run := &changed.Runs[n]
		if run.StageIndex == m.run.StageIndex && strings.Contains(run.Command, m.installs[0].Command.Text) {
			line = run.Line
			break
		}
	}
	for _, in := range changed.Instructions {
		if in.StageIndex != m.run.StageIndex || in.Line >= line || in.Context != "" || in.Dest == "" {
			continue
		}
		for _, s := range in.Sources {
			if !s.Wildcard && m.isDir(s.Path) && m.holdsMore(s.Path) {
				return fmt.Sprintf("line %d would still copy sources before the install", in.Line)
			}
		}
	}
	return ""
}
