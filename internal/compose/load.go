package compose

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/build"
)

// Load resolves files.
func (c *Loader) Load(ctx context.Context, files []types.ConfigFile, more ...func(*loader.Options)) (project *types.Project, err error) {
	// compose-go panics where an additional context has no value, which its schema allows.
	defer func() {
		if fault := recover(); fault != nil {
			project, err = nil, fmt.Errorf("compose-go failed: %v", fault)
		}
	}()
	if err := c.checkReferences(ctx, files); err != nil {
		return nil, err
	}
	files = slices.Clone(files)
	for n := range files {
		if model := files[n].Config; model != nil {
			// Loading changes the model.
			files[n].Config = deepCopy(model).(map[string]any)
		}
	}
	if c.ForBake {
		return c.loadForBake(ctx, files, more...)
	}
	name := loader.NormalizeProjectName(filepath.Base(c.Dir))
	if name == "" {
		name = "project"
	}
	options := append([]func(*loader.Options){func(o *loader.Options) {
		// What containers are given when they run decides nothing about a build, and may not be there yet.
		o.SkipResolveEnvironment, o.SkipResolveLabels = true, true
		o.SetProjectName(name, false)
		o.Profiles = c.profiles()
		o.Listeners = append(o.Listeners, c.onInclude)
		// Who looks at files one by one may not have all that belong together.
		o.SkipConsistencyCheck = c.All
		// The schema alone takes as long as all the rest.
		o.SkipValidation = c.sound
	}}, more...)
	return loader.LoadWithContext(ctx, types.ConfigDetails{ConfigFiles: files, WorkingDir: c.Dir, Environment: maps.Clone(c.Env)}, options...)
}

func (c *Loader) profiles() []string {
	if c.All {
		return []string{"*"}
	}
	var list []string
	for _, profile := range strings.Split(c.Env["COMPOSE_PROFILES"], ",") {
		list = append(list, strings.TrimSpace(profile))
	}
	return list
}

// Services returns all services that are built, those of profiles that are not enabled included. Where they cannot be resolved together, each
// is tried alone.
func (c *Loader) Services(ctx context.Context) (types.Services, []build.Failure, error) {
	project, err := c.Load(ctx, c.Files)
	for c.All && c.assume(err) && c.countRetry(len(c.ServiceNames())) == nil {
		project, err = c.Load(ctx, c.Files)
	}
	if err == nil {
		c.Env = project.Environment
		return c.buildServices(project), nil, nil
	}
	names := c.ServiceNames()
	if len(names) > maxTried {
		return nil, nil, c.explain(err)
	}
	services, failures := types.Services{}, []build.Failure(nil)
	for _, name := range names {
		one, errOne := c.loadService(ctx, name)
		if budget.Is(errOne) {
			return nil, nil, errOne
		}
		if errOne != nil {
			failures = append(failures, build.Failure{Name: name, Origin: c.Origin(name), Err: c.explain(errOne)})
			continue
		}
		maps.Copy(services, c.buildServices(one))
	}
	if len(services) == 0 {
		return nil, nil, c.explain(err)
	}
	if len(failures) == 0 {
		// The error is not about one service, and each of them can be built.
		failures = []build.Failure{{Origin: build.Origin{Kind: build.Compose, File: c.Files[0].Filename}, Err: c.explain(err)}}
	}
	return services, failures, nil
}

// maxTried limits the services that are tried one by one.
const maxTried = 1000

// loadService resolves one service, without included files where these cannot be read.
func (c *Loader) loadService(ctx context.Context, name string) (*types.Project, error) {
	files := c.filesOf(name)
	if err := c.countRetry(servicesOf(files)); err != nil {
		return nil, err
	}
	unchecked := func(o *loader.Options) { o.SkipConsistencyCheck = true }
	project, err := c.Load(ctx, files, unchecked)
	if err == nil || ctx.Err() != nil {
		return project, err
	}
	if project, errLess := c.Load(ctx, c.filesOf(name, "include"), unchecked); errLess == nil {
		return project, nil
	}
	return nil, err
}

// assume sets the required variables of an error to their own names, and reports whether there were any. Values that depend on them stay
// recognizable.
func (c *Loader) assume(err error) bool {
	before := len(c.assumed)
	for _, name := range missingVariables(err) {
		if !slices.Contains(c.assumed, name) {
			c.assumed = append(c.assumed, name)
			c.Env[name] = name
		}
	}
	return len(c.assumed) > before
}

// buildServices returns the services with a build section, those of profiles that are not enabled included.
func (c *Loader) buildServices(p *types.Project) types.Services {
	list := types.Services{}
	for _, services := range []types.Services{p.Services, p.DisabledServices} {
		for name, s := range services {
			if s.Build != nil {
				list[name] = s
			}
		}
	}
	return list
}

// explain adds the file to an error, and puts it on one line.
func (c *Loader) explain(err error) error {
	text := sortCircle(strings.Join(strings.Fields(err.Error()), " "))
	if !strings.Contains(text, filepath.Base(c.Files[0].Filename)) {
		text = c.Files[0].Filename + ": " + text
	}
	return &build.Error{Err: fmt.Errorf("%s", text), Hint: "docker compose config shows the parsed files"}
}

// sortCircle makes a circle of services in an error start with the first by name: compose-go starts with any.
func sortCircle(text string) string {
	const between = " extends "
	head, circle, _ := strings.Cut(text, "Circular reference: ")
	parts := strings.Split(circle, between)
	last := len(parts) - 1
	if last < 1 || parts[0] != parts[last] {
		return text
	}
	first := slices.Index(parts, slices.Min(parts))
	parts = slices.Concat(parts[first:last], parts[:first+1])
	return head + "Circular reference: " + strings.Join(parts, between)
}
