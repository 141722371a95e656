package rebuild

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
)

// input is something that decides about the cache key of an instruction, next to the instruction before it.
type input struct {
	// content is what a context has; nil for a RUN.
	content *content
	// step is the index of the RUN, among the reachable steps.
	step int
	// required: the build fails if the content does not exist.
	required bool
	// around are contents: the build fails if none of them exists. It is nil for no such condition.
	around []*content
}

// inputs returns the inputs of a step.
func (r *replay) inputs(s *build.Step) ([]input, error) {
	var list []input
	for _, source := range s.Sources {
		more, err := r.read(s.Input, source)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	for _, m := range s.Mounts {
		more, err := r.read(m.Input, m.Source)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// read returns the inputs for one source.
func (r *replay) read(in build.Input, s build.Source) ([]input, error) {
	switch in.Kind {
	case build.ContextInput:
		context, known := r.names[in.Context]
		if !known || s.Bogus {
			return nil, nil
		}
		c, err := r.source(context, s)
		if err != nil {
			return nil, err
		}
		around, err := r.around(context, in.Context, s)
		return []input{{content: c, required: isRequired(s), around: around}}, err
	case build.StageInput:
		return r.stage(in.Stage, path.Join("/", s.Path), s.Wildcard, maxDepth)
	}
	return nil, nil
}

// isRequired reports whether the build fails without a source.
func isRequired(s build.Source) bool {
	return !s.Wildcard && s.Path != "." && (!s.Parents || !hasWildcards(s.Given))
}

// around returns what any instruction requests in the directory in front of a wildcard. The builder looks for the pattern there, and fails where the
// client has sent nothing of it. Behind symbolic links this is not known.
func (r *replay) around(context int, name string, s build.Source) ([]*content, error) {
	dir := literalDir(s.Path)
	if !s.Wildcard || s.Parents || dir == "." || r.hasLink(context, dir) {
		return nil, nil
	}
	var list []*content
	for _, step := range r.reachable {
		for _, source := range requested(step, name) {
			sel, err := selectionOf(context, source)
			if err != nil {
				return nil, err
			}
			sel.inside = dir
			resolver := resolver{replay: r, context: context, left: maxContents}
			list = append(list, resolver.content(sel, 0))
		}
	}
	return list, nil
}

// requested returns the sources that a step requests of a context, those of its mounts included.
func requested(s *build.Step, context string) []build.Source {
	var list []build.Source
	if s.Input.Kind == build.ContextInput && s.Input.Context == context {
		list = append(list, s.Sources...)
	}
	for _, m := range s.Mounts {
		if m.Input.Kind == build.ContextInput && m.Input.Context == context {
			list = append(list, m.Source)
		}
	}
	return list
}

// literalDir returns the directory in front of the first wildcard of a path.
func literalDir(p string) string {
	dir := "."
	for part := range strings.SplitSeq(p, "/") {
		if hasWildcards(part) {
			return dir
		}
		dir = path.Join(dir, part)
	}
	return dir
}

// hasLink reports whether a path, or a directory that it is in, is a symbolic link at some commit.
func (r *replay) hasLink(context int, p string) bool {
	for ; p != "."; p = path.Dir(p) {
		if len(r.contexts[context].links[p]) > 0 {
			return true
		}
	}
	return false
}

// maxDepth bounds the search in stages that copy from each other.
const maxDepth = 30

// stage returns the inputs for an absolute path of a stage. BuildKit compares what is copied from a stage by its content: what the stage has copied
// since its last RUN is known, and this RUN is assumed to change everything before.
func (r *replay) stage(stage int, p string, wildcard bool, depth int) ([]input, error) {
	var list []input
	for at, left := stage, len(r.build.Stages); at >= 0 && left > 0 && depth > 0; left-- {
		s := r.stageAt(at)
		if s == nil {
			break
		}
		for n := len(r.reachable) - 1; n >= 0; n-- {
			step := r.reachable[n]
			switch {
			case step.StageIndex != at:
			case step.Keyword == "RUN":
				return append(list, input{step: n}), nil
			case len(step.Sources) > 0:
				more, err := r.copied(step, p, wildcard, depth)
				if err != nil {
					return nil, err
				}
				list = append(list, more...)
			}
		}
		if c, ok := r.names[s.BaseContext]; ok && s.BaseContext != "" && s.BaseStage < 0 {
			list = append(list, input{content: r.within(c, build.Source{Path: "."}, p[1:], wildcard)})
		}
		at = s.BaseStage
	}
	return list, nil
}

// stageAt returns the stage with that index.
func (r *replay) stageAt(index int) *build.Stage {
	for n := range r.build.Stages {
		if s := &r.build.Stages[n]; s.Index == index {
			return s
		}
	}
	return nil
}

// copied returns the inputs for the part of a path that a COPY or ADD puts there.
func (r *replay) copied(step *build.Step, p string, wildcard bool, depth int) ([]input, error) {
	rest, above, below := relation(p, path.Clean(step.Dest), wildcard)
	var list []input
	for _, source := range step.Sources {
		switch {
		case above || below && step.Unpacks:
			more, err := r.read(step.Input, source)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
		case below && (source.Wildcard || source.Parents || len(source.Exclude) > 0):
			more, err := r.selectedPart(step, source, rest, wildcard, depth)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
		case below:
			more, err := r.part(step, source, rest, wildcard, depth)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
		}
	}
	for n := range list {
		list[n].required = false
	}
	return list, nil
}

// relation reports whether a path of a stage, which may have wildcards, is a destination or a directory above it, or below it; rest is the path
// from there.
func relation(p, dest string, wildcard bool) (rest string, above, below bool) {
	names, target := namesOf(p), namesOf(dest)
	for n := range min(len(names), len(target)) {
		match := names[n] == target[n]
		if wildcard && !match {
			match, _ = path.Match(names[n], target[n])
		}
		if !match {
			return "", false, false
		}
	}
	if len(names) > len(target) {
		return path.Join(names[len(target):]...), false, true
	}
	return "", true, false
}

// namesOf returns the names of an absolute path.
func namesOf(p string) []string {
	if p == "/" {
		return nil
	}
	return strings.Split(p[1:], "/")
}

// part returns the inputs for a path below a destination: of a directory what it has there, and of a file that is put into the destination by its
// own name the file.
func (r *replay) part(step *build.Step, s build.Source, rest string, wildcard bool, depth int) ([]input, error) {
	inside := []string{rest}
	if name, below := firstNames(rest, 1); name == path.Base(s.Path) {
		inside = append(inside, below)
	} else if match, err := path.Match(name, path.Base(s.Path)); wildcard && match && err == nil {
		inside = append(inside, below)
	}
	var list []input
	for _, at := range inside {
		switch step.Input.Kind {
		case build.ContextInput:
			if context, known := r.names[step.Input.Context]; known {
				list = append(list, input{content: r.within(context, s, at, wildcard)})
			}
		case build.StageInput:
			more, err := r.stage(step.Input.Stage, path.Join("/", s.Path, at), wildcard && hasWildcards(at), depth-1)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
		}
	}
	return list, nil
}

// selectedPart returns the inputs for a path below the destination of a source with patterns.
func (r *replay) selectedPart(step *build.Step, s build.Source, rest string, wildcard bool, depth int) ([]input, error) {
	name, below := firstNames(rest, 1)
	switch {
	case step.Input.Kind == build.ContextInput:
		context, known := r.names[step.Input.Context]
		if !known || s.Bogus {
			return nil, nil
		}
		c, err := r.sourcePart(context, s, rest, wildcard && hasWildcards(rest))
		return []input{{content: c}}, err
	case step.Input.Kind != build.StageInput || s.Parents || len(s.Exclude) > 0:
		return r.read(step.Input, s)
	}
	// What is in a matching directory, and a matching file. Where its name is a pattern, too, files count that match only this one.
	list, err := r.stage(step.Input.Stage, path.Join("/", s.Path, rest), true, depth-1)
	if match, bad := path.Match(path.Base(s.Path), name); err == nil && (hasWildcards(name) || match && bad == nil) {
		var more []input
		more, err = r.stage(step.Input.Stage, path.Join("/", path.Dir(s.Path), name, below), true, depth-1)
		list = append(list, more...)
	}
	return list, err
}

// within returns the content of a path below a literal source.
func (r *replay) within(context int, s build.Source, rest string, wildcard bool) *content {
	root := path.Join(".", s.Path, rest)
	sel := selection{context: context, root: root, wildcard: wildcard && hasWildcards(rest)}
	finder := resolver{replay: r, context: context, left: maxContents}
	return finder.content(sel, 0)
}
