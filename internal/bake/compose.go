package bake

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/compose"
	"github.com/ctxsize/ctxsize/internal/distinct"
)

// isCompose reports whether bake reads a file as a compose file: by its extension, else by its text.
func (b *baker) isCompose(ctx context.Context, path string, text []byte) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".yml", ".yaml":
		return true
	case ".json", ".hcl":
		return false
	}
	c := b.composer([]string{path})
	if c.ReadFiles() != nil {
		return false
	}
	_, err := c.Load(ctx, []types.ConfigFile{{Filename: path, Content: text}}, func(o *loader.Options) { o.SkipConsistencyCheck = true })
	return err == nil
}

// composer returns a loader of compose files for bake.
func (b *baker) composer(paths []string) compose.Loader {
	c := compose.Loader{Request: compose.Request{Base: b.Base, Scope: b.Scope, Files: paths, Found: !b.named, All: b.All, ForBake: true}}
	if !b.usesEnvironment() {
		c.Base.Env = nil
	}
	return c
}

// usesEnvironment reports whether variables of the environment are used.
func (b *baker) usesEnvironment() bool {
	off, err := strconv.ParseBool(b.env["BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP"])
	return err != nil || !off
}

// addCompose reads the compose files among the files. Their paths are relative to the working directory, not to the files.
func (b *baker) addCompose(ctx context.Context, found *build.Specs, paths []string) error {
	c := b.composer(paths)
	if err := c.ReadFiles(); err != nil {
		return c.Redactions().ApplyToError(err)
	}
	if b.fileRelative() {
		c.Dir = filepath.Dir(paths[0])
	}
	defer func() { b.redactions = append(b.redactions, c.Redactions()...) }()
	services, failures, err := c.Services(ctx)
	if err != nil {
		return err
	}
	found.Failures = append(found.Failures, failures...)
	group := &group{Name: "default"}
	for _, name := range distinct.Strings(append(c.ServiceNames(), slices.Sorted(maps.Keys(services))...)) {
		s, ok := services[name]
		if !ok {
			continue
		}
		t := targetOf(s, c.Env)
		if err := validTargetName(t.Name); err != nil {
			return &build.Error{Err: fmt.Errorf("%s: the service name %q: %w", c.Files[0].Filename, name, err), Hint: "bake makes a target of each service"}
		}
		t.dirs.file = c.Dir
		b.lines[t.Name] = c.Origin(name)
		b.config.Targets = append(b.config.Targets, t)
		group.Targets = append(group.Targets, t.Name)
		found.Unset = append(found.Unset, c.UnsetVariables(name)...)
	}
	b.config.Groups = append(b.config.Groups, group)
	return nil
}

// targetOf returns the target of a service (bake/compose.go, ParseCompose).
func targetOf(s types.ServiceConfig, env types.Mapping) *target {
	t := &target{Name: strings.ReplaceAll(s.Name, ".", "_"), Platforms: s.Build.Platforms, Args: map[string]*string{}}
	set := func(field **string, value string) {
		if value != "" {
			*field = &value
		}
	}
	set(&t.Context, s.Build.Context)
	set(&t.Dockerfile, s.Build.Dockerfile)
	set(&t.DockerfileInline, s.Build.DockerfileInline)
	set(&t.Target, s.Build.Target)
	maps.Copy(t.Args, types.MappingWithEquals(maps.Clone(s.Build.Args)).Resolve(func(key string) (string, bool) {
		if value, ok := s.Environment[key]; ok && value != nil {
			return *value, true
		}
		value, ok := env[key]
		return value, ok
	}))
	t.Contexts = namedTargets(s.Build.AdditionalContexts)
	t.extend(s.Build.Extensions)
	return t
}

// namedTargets returns contexts with services as targets.
func namedTargets(contexts map[string]string) map[string]string {
	named := map[string]string{}
	for name, given := range contexts {
		for _, prefix := range []string{types.ServicePrefix, "target:"} {
			if other, ok := strings.CutPrefix(given, prefix); ok {
				given = "target:" + strings.ReplaceAll(other, ".", "_")
			}
		}
		named[name] = given
	}
	return named
}

// extend applies the platforms and contexts of x-bake (bake/compose.go, composeExtTarget).
func (t *target) extend(extensions types.Extensions) {
	x, ok := extensions["x-bake"].(map[string]any)
	if !ok {
		return
	}
	switch list := x["platforms"].(type) {
	case string:
		t.Platforms = append(slices.Clone(t.Platforms), strings.Fields(list)...)
	case []any:
		for _, one := range list {
			t.Platforms = append(slices.Clip(t.Platforms), fmt.Sprint(one))
		}
	}
	contexts, _ := x["contexts"].(map[string]any)
	more := map[string]string{}
	for name, given := range contexts {
		more[name] = fmt.Sprint(given)
	}
	for name, given := range namedTargets(more) {
		if _, known := t.Contexts[name]; !known {
			t.Contexts[name] = given
		}
	}
}
