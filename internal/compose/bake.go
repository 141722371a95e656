package compose

import (
	"context"
	"errors"
	"maps"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/schema"
	"github.com/compose-spec/compose-go/v2/types"
)

// loadForBake resolves compose files as bake does, which uses only the build sections and the environment of services (bake/compose.go,
// loadComposeFiles).
func (c *Loader) loadForBake(ctx context.Context, files []types.ConfigFile, more ...func(*loader.Options)) (*types.Project, error) {
	details := types.ConfigDetails{ConfigFiles: files, WorkingDir: c.Dir, Environment: maps.Clone(c.Env)}
	options := append([]func(*loader.Options){func(o *loader.Options) {
		o.SetProjectName("bake", false)
		o.SkipNormalization, o.SkipValidation = true, true
		o.SkipResolveEnvironment, o.SkipConsistencyCheck = true, c.All
		o.Profiles = []string{"*"}
	}}, more...)
	model, err := loader.LoadModelWithContext(ctx, details, options...)
	if err != nil {
		return nil, err
	}
	if model = pickBuilds(model); len(model) == 0 {
		return nil, errors.New("empty compose file")
	}
	if err := schema.Validate(model); err != nil {
		return nil, err
	}
	project, err := loader.ModelToProject(model, loader.ToOptions(&details, options), details)
	if err != nil || c.All {
		return project, err
	}
	if err := c.checkEnvFiles(project); err != nil {
		return nil, err
	}
	return project.WithServicesEnvironmentResolved(false)
}

// pickBuilds returns the parts of a model that bake uses.
func pickBuilds(model map[string]any) map[string]any {
	kept := pickFields(model, "secrets")
	services, ok := model["services"].(map[string]any)
	if !ok {
		return kept
	}
	filtered := map[string]any{}
	for name, service := range services {
		fields, _ := service.(map[string]any)
		filtered[name] = pickFields(fields, "image", "build", "environment", "env_file")
	}
	kept["services"] = filtered
	return kept
}
