package inventory

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// traceKey identifies a trace by everything that decides what an instruction starts: builds of one Dockerfile with other arguments, platforms
// or contexts share a trace only where that is the same.
type traceKey struct {
	// flow is the copies that bring files of the context into the stages.
	flow [sha256.Size]byte
	// args are those of the exec form, quoted.
	dockerfile, command, args, dir, shell, env, keyword string
	line, stage                                         int
}

func (s *Step) traceKey(flow [sha256.Size]byte, dockerfile string, i *build.Invocation, r *shell.Reader) traceKey {
	key := traceKey{flow: flow, dockerfile: dockerfile, command: i.Command, dir: i.Dir, shell: optionsOf(i).Shell, env: r.EnvKey(), keyword: s.Keyword, line: s.Line, stage: s.Stage}
	if i.Args != nil {
		key.args = fmt.Sprintf("%q", i.Args)
	}
	return key
}

// flow returns a hash of what [Share.Origins] and [Share.dotnetSDK] read. The target decides in which order stages are evaluated.
func (s *Share) flow() [sha256.Size]byte {
	var lines []string
	name := s.Usage.Context.Name
	for n := range s.Build.Instructions {
		if in := &s.Build.Instructions[n]; in.Context == name {
			lines = append(lines, fmt.Sprintf("%d %q %q", in.StageIndex, in.Keyword, in.Dest)+flowOf(in.Sources))
		}
	}
	for n := range s.Build.Copies {
		c := &s.Build.Copies[n]
		lines = append(lines, fmt.Sprintf("%d %d %q", c.From, c.To, c.Dest)+flowOf(c.Sources))
	}
	for n := range s.Build.Stages {
		st := &s.Build.Stages[n]
		lines = append(lines, fmt.Sprintf("%d %d %q", st.Index, st.BaseStage, st.Base))
	}
	slices.Sort(lines)
	return sha256.Sum256([]byte(strings.Join(lines, "\n")))
}

func flowOf(sources []build.Source) string {
	var text strings.Builder
	for n := range sources {
		s := &sources[n]
		fmt.Fprintf(&text, " %q %t %t %q", s.Path, s.Wildcard, s.Parents, s.Target)
	}
	return text.String()
}

// alikeKey is everything but the copies that decides what a command starts.
type alikeKey struct {
	traceKey
	sdk int // the version of the .NET SDK
}

// observed is a trace with the origins of the paths that were asked for. The same command in an image in which each of these has the same
// origins starts the same.
type observed struct {
	trace   *needs.Trace
	origins map[string][]string
}

// origins finds the origins of paths of a stage, each once.
type origins struct {
	share *Share
	stage int
	known map[string][]string
}

func (o *origins) of(at string) []string {
	list, known := o.known[at]
	if !known {
		list = o.share.Origins(o.stage, at)
		o.known[at] = list
	}
	return list
}

// agree reports whether paths have these origins.
func (o *origins) agree(want map[string][]string) bool {
	for at, list := range want {
		if !slices.Equal(o.of(at), list) {
			return false
		}
	}
	return true
}
