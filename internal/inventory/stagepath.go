package inventory

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
)

// maxStages bounds the search for the origin of a stage path: stages may copy from each other in any number.
const maxStages = 30

// Origins returns the paths in the share's context that may be the origin of an absolute path of a stage.
func (s *Share) Origins(stage int, p string) []string {
	if !path.IsAbs(p) {
		return nil
	}
	var list []string
	s.trackBack(stage, path.Clean(p), maxStages, &list)
	slices.Sort(list)
	return slices.Compact(list)
}

func (s *Share) trackBack(stage int, p string, depth int, list *[]string) {
	chain := Chain(s.Build, stage)
	for n := range s.Build.Instructions {
		in := &s.Build.Instructions[n]
		if in.Context != s.Usage.Context.Name || !slices.Contains(chain, in.StageIndex) {
			continue
		}
		for _, source := range in.Sources {
			dest := in.Dest
			if in.Keyword == "RUN" {
				dest = source.Target
			}
			if from, ok := takenFrom(source, dest, p); ok {
				*list = append(*list, from)
			}
		}
	}
	if depth == 0 {
		return
	}
	for _, c := range s.Build.Copies {
		if !slices.Contains(chain, c.To) {
			continue
		}
		for _, source := range c.Sources {
			if from, ok := takenFrom(source, c.Dest, p); ok {
				s.trackBack(c.From, path.Join("/", from), depth-1, list)
			}
		}
	}
}

// Chain returns a stage and the stages that it is based on.
func Chain(b *build.Build, stage int) []int {
	var list []int
	for stage >= 0 && !slices.Contains(list, stage) {
		list = append(list, stage)
		n := slices.IndexFunc(b.Stages, func(st build.Stage) bool { return st.Index == stage })
		if n < 0 {
			break
		}
		stage = b.Stages[n].BaseStage
	}
	return list
}

// BaseImage returns the name and the tag of the image that a stage begins with, by way of other stages, without its registry and its path.
func (s *Share) BaseImage(stage int) (name, tag string) {
	for _, at := range Chain(s.Build, stage) {
		if n := slices.IndexFunc(s.Build.Stages, func(st build.Stage) bool { return st.Index == at && st.BaseStage < 0 }); n >= 0 {
			name, tag, _ = strings.Cut(path.Base(s.Build.Stages[n].Base), ":")
		}
	}
	return name, tag
}

// takenFrom returns the path of a source that is copied to p: the inverse of landing.
func takenFrom(s build.Source, dest, p string) (from string, ok bool) {
	if dest == "" {
		return "", false
	}
	rest, below := strings.CutPrefix(p, strings.TrimSuffix(path.Clean(dest), "/"))
	if !below || rest != "" && rest[0] != '/' {
		return "", false
	}
	rest = strings.TrimPrefix(rest, "/")
	source := strings.TrimPrefix(path.Clean("/"+s.Path), "/")
	switch {
	case s.Path == "." || s.Parents:
		from = path.Clean(rest)
	case s.Wildcard:
		from = path.Join(path.Dir(source), rest)
	case strings.HasSuffix(dest, "/") && rest == path.Base(source):
		// A file, or a directory that contains an entry of its own name.
		from = source
	default:
		from = path.Join(source, rest)
	}
	return from, true
}
