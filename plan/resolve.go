package plan

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Resolve finds the context, the Dockerfile, the ignore files and what is requested: one build for each platform.
//
// It follows github.com/docker/buildx build/opt.go (loadInputs) and BuildKit's frontend/dockerui; for the legacy builder
// github.com/docker/cli (runBuild); for podman buildah's pkg/parse. Errors that a person can mend are an *[Error].
func Resolve(ctx context.Context, r Request) ([]Build, error) {
	s, err := newResolver(r)
	if err != nil {
		return nil, r.hidden.error(err)
	}
	builds, err := s.resolve(ctx)
	return builds, s.hidden.error(err)
}

func (s *resolver) resolve(ctx context.Context) ([]Build, error) {
	if err := s.place(); err != nil {
		return nil, err
	}
	s.hidden = s.hidden.outside(s.main.Root)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := s.readDockerfile(); err != nil {
		return nil, err
	}
	if s.dockerfile != nil && !s.outside {
		s.hidden = s.hidden.without(s.dockerfile.Text)
	}
	var err error
	if s.main.Ignore, err = s.mainIgnore(); err != nil {
		return nil, err
	}
	var builds []Build
	for _, platform := range s.platforms {
		b, err := s.build(platform)
		if err != nil {
			return nil, err
		}
		b.hidden = s.hidden
		b.hideFields()
		builds = append(builds, b)
	}
	return builds, ctx.Err()
}

// resolver gathers what the builds have in common.
type resolver struct {
	Request
	args      map[string]string
	contexts  map[string]string
	platforms []string

	main       Context
	dockerfile *Dockerfile
	// directory and name are where the Dockerfile is looked for; "" where it is not a file of this machine.
	directory, name string
	// unread says why there is a Dockerfile that nobody here can read, "" otherwise.
	unread string
	// missing: there is no Dockerfile.
	missing bool
	// outside: the Dockerfile is in a context outside of what is around the file that names it. Errors do not quote it.
	outside bool
}

func newResolver(r Request) (s *resolver, err error) {
	s = &resolver{Request: r, missing: r.NoDockerfile}
	s.hidden = append(s.hiddenArguments(), r.hidden...).without()
	if s.args, err = arguments(r.BuildArgs, r.Env); err != nil {
		return nil, err
	}
	if s.contexts, err = buildContexts(r.BuildContexts); err != nil {
		return nil, err
	}
	if s.platforms, err = listPlatforms(r.Platforms); err != nil {
		return nil, err
	}
	if r.Context == "-" && r.Dockerfile == "-" {
		return nil, &Error{Err: errors.New("standard input cannot be the context and the Dockerfile at once"), Hint: "name a directory as the context"}
	}
	return s, nil
}

// abs makes a path as typed absolute.
func (s *resolver) abs(path string) string {
	typed := path
	if !filepath.IsAbs(path) {
		typed = s.Dir + string(filepath.Separator) + path
	}
	clean := filepath.Clean(typed)
	if !strings.Contains(path, "..") {
		return clean
	}
	// Behind a link, ".." is where the system goes and not what is left of the text.
	real, err := filepath.EvalSymlinks(typed)
	if cut, errCut := filepath.EvalSymlinks(clean); err == nil && (errCut != nil || cut != real) {
		return real
	}
	return clean
}

// build plans one platform.
func (s *resolver) build(platform string) (Build, error) {
	b := Build{Platform: platform, Builder: s.Builder, BuilderReason: s.BuilderReason, Dockerfile: s.dockerfile, Context: s.main, TargetNamed: s.Target != ""}
	if s.dockerfile == nil {
		err := s.blind(&b)
		return b, err
	}
	c, err := Collect(s.dockerfile.Text, CollectOptions{Target: s.Target, Args: s.args, Platform: platform, Contexts: s.contexts, parses: s.parses})
	if unread := s.foreign(err); unread != "" {
		s.unread = unread
		err := s.blind(&b)
		return b, err
	}
	if err != nil {
		return Build{}, s.explain(err)
	}
	b.Target, b.TargetIndex, b.Stages, b.Instructions, b.Copies, b.Runs = c.Target, c.TargetIndex, c.Stages, c.Instructions, c.Copies, c.Runs
	b.Starts, b.Steps, b.Unknown, b.Faults = c.Starts, c.Steps, c.Unknown, c.Faults
	b.Context.Requested, b.Context.Paths, b.Context.Whole = c.Main.Requested, c.Main.Paths, c.Main.Whole
	if s.Builder == Legacy {
		b.Context.Requested, b.Context.Paths = true, nil
		b.Context.Whole = []Reason{{Text: "the legacy builder sends the whole context"}}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Named)) {
		named, err := s.named(name, c.Named[name])
		if err != nil {
			return Build{}, err
		}
		b.Named = append(b.Named, named)
	}
	return b, s.checkContexts()
}

// foreign returns why a Dockerfile that is refused here may be one that its own frontend understands, "" where it is not. Only BuildKit
// runs frontends, and what is outside of the project is not quoted.
func (s *resolver) foreign(err error) string {
	name := frontend(s.dockerfile.Text, s.args)
	if err == nil || s.outside || s.Builder != BuildKit || name == "" || dockerFrontend(name) {
		return ""
	}
	if _, ok := errors.AsType[*TargetError](err); ok {
		return ""
	}
	return fmt.Sprintf("only the frontend %s can read the Dockerfile (%v)", name, err)
}

// blind plans a build whose Dockerfile is not there, or not to be read here: everything is taken to be requested.
func (s *resolver) blind(b *Build) error {
	b.Context.Requested, b.Target = true, s.Target
	b.Missing, b.Unread = s.missing && !s.NoDockerfile, s.unread
	if s.missing {
		b.Context.Whole = []Reason{{Text: "no Dockerfile: everything eligible counts as sent"}}
		return s.checkContexts()
	}
	reason := Reason{Text: "what the Dockerfile requests is not known: " + s.unread}
	b.Context.Whole, b.Unknown = []Reason{reason}, []string{s.unread}
	for _, name := range slices.Sorted(maps.Keys(s.contexts)) {
		named, err := s.named(name, Paths{Requested: true, Whole: []Reason{reason}})
		if err != nil {
			return err
		}
		b.Named = append(b.Named, named)
	}
	return nil
}

// explain says where a fault of the Dockerfile is.
func (s *resolver) explain(err error) error {
	if s.outside {
		return &Error{Err: fmt.Errorf("%s is outside of the project and is no Dockerfile for this build", s.dockerfile.Path), Hint: "-f " + s.dockerfile.Path + " shows what is wrong with it"}
	}
	if target, ok := errors.AsType[*TargetError](err); ok {
		hint := "no stage of the Dockerfile has a name; leave --target out"
		if len(target.Stages) > 0 {
			hint = "the stages are " + strings.Join(target.Stages, ", ")
		}
		return &Error{Err: fmt.Errorf("%s: %w", s.dockerfile.Path, err), Hint: hint}
	}
	fault, ok := errors.AsType[*SyntaxError](err)
	if !ok || fault.Line == 0 {
		return &Error{Err: fmt.Errorf("%s: %w", s.dockerfile.Path, err)}
	}
	return &Error{Err: fmt.Errorf("%s:%d: %w", s.dockerfile.Path, fault.Line, fault.Err)}
}
