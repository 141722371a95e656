package plan

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/schema"
	"github.com/compose-spec/compose-go/v2/types"
)

// isCompose says whether bake takes a file for one of compose: by its ending, and where that says nothing by what is in it.
func (b *baker) isCompose(ctx context.Context, path string, text []byte) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".yml", ".yaml":
		return true
	case ".json", ".hcl":
		return false
	}
	c := b.composer([]string{path})
	if c.open() != nil {
		return false
	}
	_, err := c.load(ctx, []types.ConfigFile{{Filename: path, Content: text}}, func(o *loader.Options) { o.SkipConsistencyCheck = true })
	return err == nil
}

// composer reads compose files for bake.
func (b *baker) composer(paths []string) composer {
	c := composer{composeRequest: composeRequest{base: b.base, files: paths, found: !b.named, every: b.every, bake: true}}
	if !b.looksUp() {
		c.base.Env = nil
	}
	return c
}

// looksUp says whether variables of the environment count.
func (b *baker) looksUp() bool {
	off, err := strconv.ParseBool(b.env["BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP"])
	return err != nil || !off
}

// addCompose reads the compose files among the files. Their paths are relative to the working directory, not to the files.
func (b *baker) addCompose(ctx context.Context, p *Project, paths []string) error {
	c := b.composer(paths)
	if err := c.open(); err != nil {
		return c.hidden().error(err)
	}
	if b.relative() {
		c.dir = filepath.Dir(paths[0])
	}
	defer func() { b.hides = append(b.hides, c.hidden()...) }()
	services, failures, err := c.services(ctx)
	if err != nil {
		return err
	}
	p.Failures = append(p.Failures, failures...)
	group := &bakeGroup{Name: "default"}
	for _, name := range unique(append(c.written(), slices.Sorted(maps.Keys(services))...)) {
		s, ok := services[name]
		if !ok {
			continue
		}
		t := composeTarget(s, c.env)
		if err := validTargetName(t.Name); err != nil {
			return &Error{Err: fmt.Errorf("%s: the service name %q: %w", c.files[0].Filename, name, err), Hint: "bake makes a target of each service"}
		}
		t.from.usual = c.dir
		b.lines[t.Name] = c.origin(name)
		b.config.Targets = append(b.config.Targets, t)
		group.Targets = append(group.Targets, t.Name)
		p.Unset = append(p.Unset, c.unset(name)...)
	}
	b.config.Groups = append(b.config.Groups, group)
	return nil
}

// loadForBake resolves compose files as bake does, which looks at nothing of services but what they are built from and their environment
// (bake/compose.go, loadComposeFiles).
func (c *composer) loadForBake(ctx context.Context, files []types.ConfigFile, more ...func(*loader.Options)) (*types.Project, error) {
	details := types.ConfigDetails{ConfigFiles: files, WorkingDir: c.dir, Environment: maps.Clone(c.env)}
	options := append([]func(*loader.Options){func(o *loader.Options) {
		o.SetProjectName("bake", false)
		o.SkipNormalization, o.SkipValidation = true, true
		o.SkipResolveEnvironment, o.SkipConsistencyCheck = true, c.every
		o.Profiles = []string{"*"}
	}}, more...)
	model, err := loader.LoadModelWithContext(ctx, details, options...)
	if err != nil {
		return nil, err
	}
	if model = onlyBuilds(model); len(model) == 0 {
		return nil, errors.New("empty compose file")
	}
	if err := schema.Validate(model); err != nil {
		return nil, err
	}
	project, err := loader.ModelToProject(model, loader.ToOptions(&details, options), details)
	if err != nil || c.every {
		return project, err
	}
	if err := c.checkEnvFiles(project); err != nil {
		return nil, err
	}
	return project.WithServicesEnvironmentResolved(false)
}

// onlyBuilds is what bake looks at.
func onlyBuilds(model map[string]any) map[string]any {
	kept := picked(model, "secrets")
	services, ok := model["services"].(map[string]any)
	if !ok {
		return kept
	}
	filtered := map[string]any{}
	for name, service := range services {
		fields, _ := service.(map[string]any)
		filtered[name] = picked(fields, "image", "build", "environment", "env_file")
	}
	kept["services"] = filtered
	return kept
}

// composeTarget is the target that bake makes of a service (bake/compose.go, ParseCompose).
func composeTarget(s types.ServiceConfig, env types.Mapping) *bakeTarget {
	t := &bakeTarget{Name: strings.ReplaceAll(s.Name, ".", "_"), Platforms: s.Build.Platforms, Args: map[string]*string{}}
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

// namedTargets puts contexts that are services into words of bake.
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

// extend reads what x-bake says of what is sent (bake/compose.go, composeExtTarget).
func (t *bakeTarget) extend(extensions types.Extensions) {
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
