package compose

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
)

// choose returns the selected services, and those whose images they are built from.
func (c *Loader) choose(services types.Services, failures []build.Failure) (types.Services, error) {
	chosen := types.Services{}
	var add func(name string) bool
	add = func(name string) bool {
		s, ok := services[name]
		if _, seen := chosen[name]; !ok || seen {
			return ok
		}
		chosen[name] = s
		for _, context := range s.Build.AdditionalContexts {
			if other, ok := strings.CutPrefix(context, types.ServicePrefix); ok {
				add(other)
			}
		}
		return true
	}
	if len(c.Names) == 0 {
		profiles := c.profiles()
		for name, s := range services {
			if s.HasProfile(profiles) {
				add(name)
			}
		}
		return chosen, nil
	}
	for _, name := range c.Names {
		failed := slices.ContainsFunc(failures, func(f build.Failure) bool { return f.Name == name })
		if !add(name) && !failed {
			return nil, build.UnknownName(build.Compose, name, slices.Collect(maps.Keys(services)))
		}
	}
	return chosen, nil
}

// spec returns the build of a service.
func (c *Loader) spec(s types.ServiceConfig) (build.Spec, error) {
	spec := build.Spec{Name: s.Name, Origin: c.Origin(s.Name), Request: c.Base.ForContext(s.Build.Context)}
	r := &spec.Request
	spec.Scope, spec.Redactions = c.Scope, c.redactions
	r.Target, r.Dockerfile = s.Build.Target, s.Build.Dockerfile
	if s.Build.DockerfileInline != "" {
		r.Dockerfile, r.Inline, r.InlineFile = "", []byte(s.Build.DockerfileInline), spec.Origin.File
	} else if r.Dockerfile != "" && !filepath.IsAbs(r.Dockerfile) && !dockerfile.IsRemoteAddress(r.Context) && !strings.Contains(r.Context, "://") {
		r.Dockerfile = filepath.Join(r.Context, r.Dockerfile)
	}
	for key, value := range types.MappingWithEquals(maps.Clone(s.Build.Args)).Resolve(func(key string) (string, bool) { v, ok := c.Env[key]; return v, ok }) {
		if value != nil {
			r.BuildArgs = append(r.BuildArgs, key+"="+*value)
		}
	}
	slices.Sort(r.BuildArgs)
	r.BuildArgs = append(r.BuildArgs, c.Base.BuildArgs...)
	for name, context := range s.Build.AdditionalContexts {
		if other, ok := strings.CutPrefix(context, types.ServicePrefix); ok {
			context = "target:" + other
		}
		r.BuildContexts = append(r.BuildContexts, name+"="+context)
	}
	slices.Sort(r.BuildContexts)
	r.BuildContexts = append(r.BuildContexts, c.Base.BuildContexts...)
	var err error
	r.Platforms, err = c.platforms(s)
	return spec, err
}

// platforms returns the platforms of a service (cmd/compose, applyPlatforms, and pkg/api, BuildOptions.Apply).
func (c *Loader) platforms(s types.ServiceConfig) ([]string, error) {
	if len(c.Base.Platforms) > 0 {
		return c.Base.Platforms, nil
	}
	usual, list := c.Env["DOCKER_DEFAULT_PLATFORM"], s.Build.Platforms
	for _, platform := range []string{s.Platform, usual} {
		if len(list) == 0 && platform != "" {
			list = []string{platform}
		}
		if platform != "" && !slices.Contains(list, platform) {
			return nil, &build.Error{Err: fmt.Errorf("platform %s is not one of its build.platforms", platform), Hint: "check platform, build.platforms and DOCKER_DEFAULT_PLATFORM"}
		}
	}
	return list, nil
}

// Origin returns the location of a service's build section.
func (c *Loader) Origin(service string) build.Origin {
	o := build.Origin{Kind: build.Compose, File: c.Files[0].Filename, Assumed: build.Assumption(c.assumedFor(service))}
	for _, t := range slices.Concat(c.trees, c.includedFiles) {
		if line := t.line(service); line > 0 {
			o.File, o.Line = t.path, line
			break
		}
	}
	return o
}
