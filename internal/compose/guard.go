package compose

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/distinct"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// guard reads the files that compose files refer to before compose-go opens them: a FIFO, a device, a file that is too large or outside of
// the project never get that far. References are resolved as compose-go does (loader/include.go, ApplyInclude, and loader/extends.go,
// getExtendsBaseFromFile).
type guard struct {
	*Loader
	ctx       context.Context
	remaining int      // files that may still be read
	path      []string // that led here
}

// maxReferred limits the references to other files in a set of compose files.
const maxReferred = 2000

// checkReferences returns an error for a referenced file that may not be read. compose-go reports one that does not exist.
func (c *Loader) checkReferences(ctx context.Context, files []types.ConfigFile) error {
	if c.sound {
		return nil
	}
	g := guard{Loader: c, ctx: ctx, remaining: maxReferred}
	for _, f := range files {
		models, err := c.modelsOf(f)
		if budget.Is(err) {
			return err
		}
		if err != nil {
			// compose-go reads with the same library, and cannot read it either.
			continue
		}
		for _, model := range models {
			if err := errors.Join(g.includes(model, []string{c.Dir}, c.Env), g.extends(model, []string{c.Dir}, c.Env)); err != nil {
				return err
			}
		}
	}
	return nil
}

// modelsOf returns the documents of a compose file.
func (c *Loader) modelsOf(f types.ConfigFile) ([]map[string]any, error) {
	if f.Config != nil {
		return []map[string]any{f.Config}, nil
	}
	documents, known := c.documents[f.Filename]
	if !known {
		var err error
		if documents, err = budget.ParseYAML(f.Filename, f.Content, nil); err != nil {
			return nil, err
		}
	}
	return decodeModels(documents)
}

// decodeModels returns the documents of a compose file as compose-go decodes them.
func decodeModels(documents []*yaml.Node) ([]map[string]any, error) {
	models := make([]map[string]any, len(documents))
	for n, document := range documents {
		if err := document.Decode(&models[n]); err != nil {
			return nil, err
		}
	}
	return models, nil
}

// includes checks the files of a model's include section. Their paths may start in any of some directories.
func (g *guard) includes(model map[string]any, dirs []string, env types.Mapping) error {
	list, _ := model["include"].([]any)
	for _, one := range list {
		fields, ok := one.(map[string]any)
		if !ok {
			fields = map[string]any{"path": one}
		}
		if err := g.include(fields, dirs, env); err != nil {
			return err
		}
	}
	return nil
}

func (g *guard) include(fields map[string]any, dirs []string, env types.Mapping) error {
	paths := g.paths(fields["path"], dirs, env)
	bases := g.paths(fields["project_directory"], dirs, env)
	if len(bases) == 0 {
		for _, path := range paths {
			bases = append(bases, filepath.Dir(path))
		}
	}
	bases = includeDirs(dirs, bases)
	envFiles := g.paths(fields["env_file"], dirs, env)
	if len(envFiles) == 0 {
		for _, base := range bases {
			envFiles = append(envFiles, filepath.Join(base, ".env"))
		}
	}
	inside := maps.Clone(env)
	for _, path := range envFiles {
		if path == "/dev/null" {
			continue
		}
		values, err := g.readVariables(path, inside, g.readReferred)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		inside.Merge(values)
	}
	for _, path := range paths {
		err := g.follow("include", path, func(model map[string]any) error {
			return errors.Join(g.includes(model, bases, inside), g.extends(model, bases, inside))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// includeDirs returns the directories to which the paths of an included file may be relative: its own and, because compose-go passes on the
// relative path between directories, the same path below the working directory of the process.
func includeDirs(dirs, bases []string) []string {
	all := slices.Clone(bases)
	for _, dir := range dirs {
		for _, base := range bases {
			rel, err := filepath.Rel(dir, base)
			if err != nil {
				continue
			}
			if at, err := filepath.Abs(rel); err == nil {
				all = append(all, at)
			}
		}
	}
	return slices.DeleteFunc(distinct.Strings(all), func(dir string) bool { return !projectfile.Exists(dir) })
}

// extends checks the files that the services of a model extend. Their paths may start in any of some directories.
func (g *guard) extends(model map[string]any, dirs []string, env types.Mapping) error {
	for _, section := range []string{"services", "jobs"} {
		services, _ := model[section].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(services)) {
			service, _ := services[name].(map[string]any)
			extends, _ := service["extends"].(map[string]any)
			for _, path := range g.paths(extends["file"], dirs, env) {
				err := g.follow("extends", path, func(model map[string]any) error { return g.extends(model, []string{filepath.Dir(path)}, env) })
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// follow reads a file and visits its documents. compose-go reports a file that refers to itself.
func (g *guard) follow(how, path string, visit func(model map[string]any) error) error {
	if slices.Contains(g.path, path) {
		return nil
	}
	if g.remaining--; g.remaining < 0 {
		return fmt.Errorf("%s %s: more than %d files are included or extended", how, path, maxReferred)
	}
	if err := g.ctx.Err(); err != nil {
		return err
	}
	text, err := g.readReferred(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", how, err)
	}
	if g.texts == nil {
		g.texts = map[string][]byte{}
	}
	g.texts[path] = text
	documents, err := budget.ParseYAML(path, text, nil)
	if err == nil {
		err = g.addWeight(path, documents)
	}
	if err != nil {
		return err
	}
	models, err := decodeModels(documents)
	if err != nil {
		return nil
	}
	g.path = append(g.path, path)
	defer func() { g.path = g.path[:len(g.path)-1] }()
	for _, model := range models {
		if err := visit(model); err != nil {
			return err
		}
	}
	return nil
}

// paths returns the paths of a value, which is a text or a list of texts, in each of some directories.
func (g *guard) paths(value any, dirs []string, env types.Mapping) []string {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	var paths []string
	for _, one := range list {
		text, ok := one.(string)
		if !ok || text == "" {
			continue
		}
		if expanded, err := template.Substitute(text, func(name string) (string, bool) { value, ok := env[name]; return value, ok }); err == nil {
			text = expanded
		}
		if filepath.IsAbs(text) {
			paths = append(paths, text)
			continue
		}
		for _, dir := range dirs {
			paths = append(paths, filepath.Join(dir, text))
		}
	}
	return distinct.Strings(paths)
}

// readReferred reads a file that another file of the project names.
func (c *Loader) readReferred(path string) ([]byte, error) {
	if !projectfile.Exists(path) {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return c.Scope.ReadReferred(path, projectfile.MaxSize)
}

// checkEnvFiles reads the env_file of services before compose-go does.
func (c *Loader) checkEnvFiles(p *types.Project) error {
	for _, name := range slices.Sorted(maps.Keys(p.Services)) {
		for _, file := range p.Services[name].EnvFiles {
			_, err := c.readVariables(file.Path, c.Env, c.readReferred)
			if file.Format != "" {
				_, err = c.readReferred(file.Path)
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("service %s: %w", name, err)
			}
		}
	}
	return nil
}
