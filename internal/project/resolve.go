package project

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/similar"
)

// Resolve finds the context, the Dockerfile, the ignore files and the requested paths of a build, for each platform.
//
// It follows github.com/docker/buildx build/opt.go (loadInputs) and BuildKit's frontend/dockerui; for the legacy builder
// github.com/docker/cli (runBuild); for podman buildah's pkg/parse. Errors that a user can fix are a *[build.Error].
func Resolve(ctx context.Context, r build.Request) ([]build.Build, error) {
	return (&resolver{Request: r}).run(ctx)
}

// run reads the request and plans its builds. Errors hide the values that are no part of the project.
func (s *resolver) run(ctx context.Context) ([]build.Build, error) {
	given := s.hidden
	if err := s.prepare(); err != nil {
		return nil, given.ApplyToError(err)
	}
	builds, err := s.resolve(ctx)
	return builds, s.hidden.ApplyToError(err)
}

func (s *resolver) resolve(ctx context.Context) ([]build.Build, error) {
	if err := s.findContext(); err != nil {
		return nil, err
	}
	s.hidden = s.hidden.Exclude(func(value string) bool { return projectfile.NamesPath(value, s.main.Root) })
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := s.readDockerfile(); err != nil {
		return nil, err
	}
	if s.dockerfile != nil && !s.isOutside {
		s.hidden = s.hidden.ExcludeTexts(s.dockerfile.Text)
	}
	var err error
	if s.main.Ignore, err = s.mainIgnore(); err != nil {
		return nil, err
	}
	var builds []build.Build
	for _, platform := range s.platforms {
		b, err := s.build(platform)
		if err != nil {
			return nil, err
		}
		b.Redactions = s.hidden
		b.RedactFields()
		builds = append(builds, b)
	}
	return builds, ctx.Err()
}

// resolver gathers what the builds have in common.
type resolver struct {
	build.Request
	// fromFile: the build comes from a file of the project, not from the command line.
	fromFile bool
	scope    projectfile.Scope // of the files of a described build
	hidden   build.Redactions
	cache    *dockerfile.ParseCache

	args      map[string]string
	contexts  map[string]string
	platforms []string

	main       build.Context
	dockerfile *build.Dockerfile
	// directory and name are the path of the Dockerfile; "" where it is not a file of this machine.
	directory, name string
	// unreadableReason is the reason why the Dockerfile cannot be read here, "" if it can.
	unreadableReason string
	// missing: there is no Dockerfile.
	missing bool
	// isOutside: the Dockerfile is outside of the project. Errors do not quote it.
	isOutside bool
}

// prepare parses the options of the request.
func (s *resolver) prepare() (err error) {
	s.missing = s.NoDockerfile
	s.hidden = append(s.hiddenArguments(), s.hidden...).ExcludeTexts()
	if s.args, err = arguments(s.BuildArgs, s.Env); err != nil {
		return err
	}
	if s.contexts, err = buildContexts(s.BuildContexts); err != nil {
		return err
	}
	if s.platforms, err = listPlatforms(s.Platforms); err != nil {
		return err
	}
	if s.Context == "-" && s.Dockerfile == "-" {
		return &build.Error{Err: errors.New("standard input cannot be both the context and the Dockerfile"), Hint: "name a directory as the context"}
	}
	return nil
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

// build resolves the build for one platform.
func (s *resolver) build(platform string) (build.Build, error) {
	b := build.Build{Platform: platform, Builder: s.Builder, BuilderReason: s.BuilderReason, Dockerfile: s.dockerfile, Context: s.main, TargetNamed: s.Target != "",
		Args: s.args, ContextValues: s.contexts}
	if s.dockerfile == nil {
		err := s.buildUnreadable(&b)
		return b, err
	}
	c, err := dockerfile.Collect(s.dockerfile.Text, dockerfile.Options{Target: s.Target, Args: s.args, Platform: platform, Contexts: s.contexts, Cache: s.cache})
	if unread := s.frontendProblem(err); unread != "" {
		s.unreadableReason = unread
		err := s.buildUnreadable(&b)
		return b, err
	}
	if err != nil {
		return build.Build{}, s.explain(err)
	}
	b.Target, b.TargetIndex, b.Stages, b.Instructions, b.Copies, b.Runs = c.Target, c.TargetIndex, c.Stages, c.Instructions, c.Copies, c.Runs
	b.Starts, b.Steps, b.Unknown, b.Faults = c.Starts, c.Steps, c.Unknown, c.Faults
	b.Context.Requested, b.Context.Paths, b.Context.Whole = c.Main.Requested, c.Main.Paths, c.Main.Whole
	if s.Builder == build.Legacy {
		b.Context.Requested, b.Context.Paths = true, nil
		b.Context.Whole = []build.Reason{{Text: "the legacy builder sends the whole context"}}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Named)) {
		named, err := s.namedContext(name, c.Named[name])
		if err != nil {
			return build.Build{}, err
		}
		b.Named = append(b.Named, named)
	}
	return b, s.checkContexts()
}

// frontendProblem returns why a Dockerfile with an error may be valid for its own frontend, "" otherwise. Only BuildKit runs frontends, and a
// text outside of the project is not quoted.
func (s *resolver) frontendProblem(err error) string {
	if err == nil || s.isOutside || s.Builder != build.BuildKit {
		return ""
	}
	name := dockerfile.Frontend(s.dockerfile.Text, s.args)
	if name == "" || dockerfile.IsDockerFrontend(name) {
		return ""
	}
	if _, ok := errors.AsType[*build.TargetError](err); ok {
		return ""
	}
	return fmt.Sprintf("only the frontend %s can read the Dockerfile (%v)", name, err)
}

// buildUnreadable resolves a build whose Dockerfile is missing or cannot be read here: everything counts as requested.
func (s *resolver) buildUnreadable(b *build.Build) error {
	b.Context.Requested, b.Target = true, s.Target
	b.Missing, b.UnreadableReason = s.missing && !s.NoDockerfile, s.unreadableReason
	if s.missing {
		b.Context.Whole = []build.Reason{{Text: "no Dockerfile: everything eligible counts as sent"}}
		return s.checkContexts()
	}
	reason := build.Reason{Text: "the requested paths are unknown: " + s.unreadableReason}
	b.Context.Whole, b.Unknown = []build.Reason{reason}, []string{s.unreadableReason}
	for _, name := range slices.Sorted(maps.Keys(s.contexts)) {
		named, err := s.namedContext(name, dockerfile.Paths{Requested: true, Whole: []build.Reason{reason}})
		if err != nil {
			return err
		}
		b.Named = append(b.Named, named)
	}
	return nil
}

// explain adds the location to an error of the Dockerfile.
func (s *resolver) explain(err error) error {
	if s.isOutside {
		return &build.Error{Err: fmt.Errorf("%s is outside of the project and is not a valid Dockerfile for this build", s.dockerfile.Path), Hint: "-f " + s.dockerfile.Path + " shows what is wrong with it"}
	}
	if target, ok := errors.AsType[*build.TargetError](err); ok {
		hint := "no stage of the Dockerfile has a name: remove --target"
		if len(target.Stages) > 0 {
			hint = strings.TrimSpace(similar.Hint(target.Target, target.Stages) + " the stages are " + strings.Join(target.Stages, ", "))
		}
		return &build.Error{Err: fmt.Errorf("%s: %w", s.dockerfile.Path, err), Hint: hint}
	}
	fault, ok := errors.AsType[*build.SyntaxError](err)
	if !ok || fault.Line == 0 {
		return &build.Error{Err: fmt.Errorf("%s: %w", s.dockerfile.Path, err)}
	}
	return &build.Error{Err: fmt.Errorf("%s:%d: %w", s.dockerfile.Path, fault.Line, fault.Err)}
}
