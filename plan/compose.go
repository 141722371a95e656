package plan

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/ctxsize/ctxsize/internal/projectfile"
	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/budget"
)

// composeRequest says which services are built.
type composeRequest struct {
	base  Request
	files []string
	names []string
	// found: the files were found by their names, and the user named none.
	found bool
	// named: the user named the files, and they may be anywhere.
	named bool
	// every takes the services of profiles that are not enabled, too.
	every bool
	// bake: it is bake that reads the files. Their paths start in the working directory.
	bake bool
	// lean leaves out what decides nothing about builds, which is most of a file and takes as much of the time. What is wrong with that is not
	// noticed.
	lean bool
	// known are files that others read leanly, or not, as this does; nil for none.
	known *kept[composeText] // by path
}

var errNothingBuilt = errors.New("no service is built")

// composer reads one set of compose files as docker compose does (github.com/docker/compose cmd/compose, ToProject).
type composer struct {
	composeRequest
	files     []types.ConfigFile
	dir       string // of the project: relative paths start there
	env       types.Mapping
	documents map[string][]*yaml.Node // of files, by path
	sound     bool                    // what the files say is known to be of the right form, and they read no others
	trees     []*composeTree          // of files, for lines
	// included are those of the files that these include.
	included []*composeTree
	// models are what files say, nil for one that is no YAML; made where services are resolved one by one.
	models []map[string]any
	// assumed are the variables that have to have a value, have none here, and were given their own name for one.
	assumed []string

	// scope is what the files and those that they refer to may not lead out of.
	scope projectfile.Scope
	// texts are the files that the loaded ones include or extend, by path.
	texts map[string][]byte
	// foreign are variables of files outside of the scope.
	foreign []map[string]string
	// hides are the values that errors and reports do not show, known when the files are loaded.
	hides hidden
	// weight is what it takes to resolve the files once, and spent what was taken when that was tried again.
	weight, spent int
	weighed       map[string]bool // the files that are in weight, by path
}

// compose gives the builds of compose files.
func (p *Project) compose(ctx context.Context, r composeRequest) (specs []Spec, err error) {
	c := composer{composeRequest: r}
	known := len(p.Failures)
	defer func() {
		hidden := c.hidden()
		err = hidden.error(err)
		for n := known; n < len(p.Failures); n++ {
			p.Failures[n].Err = hidden.error(p.Failures[n].Err)
		}
	}()
	if err := c.open(); err != nil {
		return nil, err
	}
	services, failures, err := c.services(ctx)
	if err != nil {
		return nil, err
	}
	c.hides = c.hidden()
	chosen, err := c.choose(services, failures)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(services)) {
		s, err := c.spec(services[name])
		if _, asked := chosen[name]; !asked {
			if err == nil {
				p.rest = append(p.rest, s)
			}
			continue
		}
		if err != nil {
			failures = append(failures, Failure{name, s.Origin, err})
			continue
		}
		specs = append(specs, s)
		p.Unset = append(p.Unset, c.unset(name)...)
	}
	if len(specs)+len(failures) == 0 {
		return nil, &Error{Err: fmt.Errorf("%s: %w", c.files[0].Filename, errNothingBuilt), Hint: "a service that is built has a build section, and no profile or one that COMPOSE_PROFILES enables"}
	}
	p.Failures = append(p.Failures, failures...)
	return specs, nil
}

// open finds and reads the files, and the variables that they are expanded with.
func (c *composer) open() error {
	c.env = types.NewMapping(c.base.Env)
	if c.scope = c.base.scope; !c.found {
		c.scope = ProjectScope(c.base.Env, c.base.Dir, c.base.Dir)
	}
	paths, err := c.paths()
	if err != nil {
		return err
	}
	if c.dir = filepath.Dir(paths[0]); c.bake {
		c.dir = c.base.Dir
	}
	if !c.found {
		c.scope = ProjectScope(c.base.Env, c.base.Dir, c.dir, filepath.Dir(paths[0]))
	}
	if err := c.readEnv(c.dir); err != nil {
		return err
	}
	c.sound, c.documents = true, map[string][]*yaml.Node{}
	for _, path := range paths {
		text, err := c.read(path, c.scope)
		if err == nil {
			err = c.weigh(path, text.documents)
		}
		if budget.Is(err) {
			return err
		}
		if err != nil {
			return &Error{Err: fmt.Errorf("the compose file cannot be read: %w", err), Hint: hintNamed(err, "--compose="+path, "compose files are relative to the working directory")}
		}
		c.sound = c.sound && text.sound
		c.files, c.trees = append(c.files, text.file), append(c.trees, text.tree)
		c.documents[path] = text.documents
	}
	return nil
}

// hidden returns the values that come from the environment, or from files outside of the project.
func (c *composer) hidden() hidden {
	texts := slices.Collect(maps.Values(c.texts))
	for _, t := range c.trees {
		texts = append(texts, t.text)
	}
	h := hide(environment(c.base.Env), texts...)
	for _, values := range c.foreign {
		h = append(h, hide(values, texts...)...)
	}
	return h.without().outside(c.dir)
}

// composeText is a file as it was read.
type composeText struct {
	file      types.ConfigFile
	sound     bool // see lean
	tree      *composeTree
	documents []*yaml.Node
}

// hintNamed returns the flag that reads a file anyway, for one that was found and leads out of the project.
func hintNamed(err error, flag, otherwise string) string {
	if _, ok := errors.AsType[*projectfile.OutsideError](err); ok {
		return flag + " reads it anyway"
	}
	return otherwise
}

// readFile reads a file that describes builds. Only one that the user named may lead out of the project.
func readFile(path string, named bool, scope projectfile.Scope) ([]byte, error) {
	if named {
		return projectfile.ReadNamed(path, projectfile.MaxSize)
	}
	return scope.Read(path, projectfile.MaxSize)
}

// read reads a file, if nobody has yet.
func (r *composeRequest) read(path string, scope projectfile.Scope) (composeText, error) {
	return r.known.get(path, func() (c composeText, err error) {
		text, err := readFile(path, r.named, scope)
		if err != nil {
			return c, err
		}
		if c.documents, err = budget.ParseYAML(path, text, nil); err != nil {
			return c, err
		}
		c.file, c.tree = types.ConfigFile{Filename: path, Content: text}, newComposeTree(path, text, c.documents)
		if r.lean {
			c.file, c.sound = lean(c.file)
		}
		return c, nil
	})
}

// paths are those of the files that are named, by COMPOSE_FILE perhaps, or that lie in the working directory or above it.
func (c *composer) paths() ([]string, error) {
	files := c.composeRequest.files
	c.named = len(files) > 0 && !c.found
	if len(files) == 0 {
		// The .env of the working directory may name the files.
		if err := c.readEnv(c.base.Dir); err != nil {
			return nil, err
		}
		if named := c.env["COMPOSE_FILE"]; named != "" {
			separator := c.env["COMPOSE_PATH_SEPARATOR"]
			if separator == "" {
				separator = string(os.PathListSeparator)
			}
			files = strings.Split(named, separator)
			c.named = named == environment(c.base.Env)["COMPOSE_FILE"]
		}
	}
	var paths []string
	for _, file := range files {
		if file == "-" {
			return nil, &Error{Err: errors.New("compose files are not read from standard input"), Hint: "name a file"}
		}
		paths = append(paths, c.base.file(file))
	}
	if len(paths) == 0 {
		for dir := c.base.Dir; len(paths) == 0; dir = filepath.Dir(dir) {
			if paths = composeFiles(dir); len(paths) == 0 && dir == filepath.Dir(dir) {
				return nil, &Error{Err: fmt.Errorf("no compose file is in %s or above it", c.base.Dir), Hint: "name one: --compose=" + c.below()}
			}
		}
	}
	return paths, nil
}

// below is a compose file further down, as an example of one that could be named.
func (c *composer) below() string {
	if found, err := Find(context.Background(), c.base.Dir); err == nil && len(found.Compose) > 0 {
		if name, err := filepath.Rel(c.base.Dir, found.Compose[0]); err == nil {
			return name
		}
	}
	return "FILE"
}

// composeFiles are those that docker compose takes in a directory: the first of the usual names, and its override.
func composeFiles(dir string) []string {
	var paths []string
	for _, names := range [][]string{cli.DefaultFileNames, cli.DefaultOverrideFileNames} {
		for _, name := range names {
			if path := filepath.Join(dir, name); projectfile.Exists(path) {
				paths = append(paths, path)
				break
			}
		}
		if len(paths) == 0 {
			return nil
		}
	}
	return paths
}

// load resolves the files as they are given.
func (c *composer) load(ctx context.Context, files []types.ConfigFile, more ...func(*loader.Options)) (project *types.Project, err error) {
	// compose-go takes for granted what its schema does not ask for, as that an additional context has a value.
	defer func() {
		if fault := recover(); fault != nil {
			project, err = nil, fmt.Errorf("compose-go cannot read it: %v", fault)
		}
	}()
	if err := c.guard(ctx, files); err != nil {
		return nil, err
	}
	files = slices.Clone(files)
	for n := range files {
		if model := files[n].Config; model != nil {
			// What is loaded is changed by that.
			files[n].Config = copied(model).(map[string]any)
		}
	}
	if c.bake {
		return c.loadForBake(ctx, files, more...)
	}
	name := loader.NormalizeProjectName(filepath.Base(c.dir))
	if name == "" {
		name = "project"
	}
	options := append([]func(*loader.Options){func(o *loader.Options) {
		// What containers are given when they run decides nothing about a build, and may not be there yet.
		o.SkipResolveEnvironment, o.SkipResolveLabels = true, true
		o.SetProjectName(name, false)
		o.Profiles = c.profiles()
		o.Listeners = append(o.Listeners, c.heard)
		// Who looks at files one by one may not have all that belong together.
		o.SkipConsistencyCheck = c.every
		// The schema alone takes as long as all the rest.
		o.SkipValidation = c.sound
	}}, more...)
	return loader.LoadWithContext(ctx, types.ConfigDetails{ConfigFiles: files, WorkingDir: c.dir, Environment: maps.Clone(c.env)}, options...)
}

func (c *composer) profiles() []string {
	if c.every {
		return []string{"*"}
	}
	var list []string
	for _, profile := range strings.Split(c.env["COMPOSE_PROFILES"], ",") {
		list = append(list, strings.TrimSpace(profile))
	}
	return list
}

// services are all of them, those of profiles that are not enabled included. Where they cannot be resolved together, each is tried by itself.
func (c *composer) services(ctx context.Context) (types.Services, []Failure, error) {
	project, err := c.load(ctx, c.files)
	for c.every && c.assume(err) && c.tried(len(c.written())) == nil {
		project, err = c.load(ctx, c.files)
	}
	if err == nil {
		c.env = project.Environment
		return c.built(project), nil, nil
	}
	names := c.written()
	if len(names) > mostTried {
		return nil, nil, c.explain(err)
	}
	services, failures := types.Services{}, []Failure(nil)
	for _, name := range names {
		one, errOne := c.alone(ctx, name)
		if budget.Is(errOne) {
			return nil, nil, errOne
		}
		if errOne != nil {
			failures = append(failures, Failure{name, c.origin(name), c.explain(errOne)})
			continue
		}
		maps.Copy(services, c.built(one))
	}
	if len(services) == 0 {
		return nil, nil, c.explain(err)
	}
	if len(failures) == 0 {
		// What is wrong lies between the services, or outside of them, and keeps none from being built.
		failures = []Failure{{Origin: Origin{Kind: Compose, File: c.files[0].Filename}, Err: c.explain(err)}}
	}
	return services, failures, nil
}

// mostTried is how many services are tried one by one.
const mostTried = 1000

// alone resolves one service, without what the files include where that cannot be read.
func (c *composer) alone(ctx context.Context, name string) (*types.Project, error) {
	files := c.only(name)
	if err := c.tried(servicesOf(files)); err != nil {
		return nil, err
	}
	unchecked := func(o *loader.Options) { o.SkipConsistencyCheck = true }
	project, err := c.load(ctx, files, unchecked)
	if err == nil || ctx.Err() != nil {
		return project, err
	}
	if project, errLess := c.load(ctx, c.only(name, "include"), unchecked); errLess == nil {
		return project, nil
	}
	return nil, err
}

// assume gives the variables without which the files cannot be read their own names for values, and says whether there were any. What
// depends on them stays recognizable.
func (c *composer) assume(err error) bool {
	before := len(c.assumed)
	for _, name := range missingVariables(err) {
		if !slices.Contains(c.assumed, name) {
			c.assumed = append(c.assumed, name)
			c.env[name] = name
		}
	}
	return len(c.assumed) > before
}

// built are the services that are built, those of profiles that are not enabled included.
func (c *composer) built(p *types.Project) types.Services {
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

// explain names the file of an error, and puts it on one line.
func (c *composer) explain(err error) error {
	text := settled(strings.Join(strings.Fields(err.Error()), " "))
	if !strings.Contains(text, filepath.Base(c.files[0].Filename)) {
		text = c.files[0].Filename + ": " + text
	}
	return &Error{Err: fmt.Errorf("%s", text), Hint: "docker compose config shows how the files are read"}
}

// settled has a circle of services in an error begin with the first by name: compose-go begins with any.
func settled(text string) string {
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
