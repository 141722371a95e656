// Package compose finds the builds of compose files, as docker compose does.
package compose

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/parallel"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/scope"
)

// composeRequest says which services are built.
type Request struct {
	Base build.Request
	// scope is the directories that found files must be in.
	Scope projectfile.Scope
	Files []string
	Names []string
	// found: the files were found by their names, and the user named none.
	Found bool
	// named: the user named the files, and they may be anywhere.
	named bool
	// every takes the services of profiles that are not enabled, too.
	All bool
	// bake: it is bake that reads the files. Their paths start in the working directory.
	ForBake bool
	// lean leaves out what decides nothing about builds, which is most of a file and takes as much of the time. What is wrong with that is not
	// noticed.
	BuildOnly bool
	// known are files that others read leanly, or not, as this does; nil for none.
	Cache *Cache // by path
}

var ErrNothingBuilt = errors.New("no service is built")

// composer reads one set of compose files as docker compose does (github.com/docker/compose cmd/compose, ToProject).
type Loader struct {
	Request
	Files []types.ConfigFile
	Dir   string // of the project: relative paths start there
	Env   types.Mapping
	// documents are those of files, by path.
	documents map[string][]*yaml.Node
	sound     bool    // what the files say is known to be of the right form, and they read no others
	trees     []*tree // of files, for lines
	// included are those of the files that these include.
	included []*tree
	// models are what files say, nil for one that is no YAML; made where services are resolved one by one.
	models []map[string]any
	// assumed are the variables that have to have a value, have none here, and were given their own name for one.
	assumed []string

	// texts are the files that the loaded ones include or extend, by path.
	texts map[string][]byte
	// foreign are variables of files outside of the scope.
	foreign []map[string]string
	// hides are the values that errors and reports do not show, known when the files are loaded.
	redactions build.Redactions
	// weight is what it takes to resolve the files once, and spent what was taken when that was tried again.
	weight, spent int
	weighed       map[string]bool // the files that are in weight, by path
}

// readCompose returns the builds of compose files.
func Read(ctx context.Context, r Request) (found build.Specs, err error) {
	c := Loader{Request: r}
	defer func() {
		hidden := c.Redactions()
		err = hidden.ApplyToError(err)
		for n := range found.Failures {
			found.Failures[n].Err = hidden.ApplyToError(found.Failures[n].Err)
		}
	}()
	if err := c.ReadFiles(); err != nil {
		return found, err
	}
	services, failures, err := c.Services(ctx)
	if err != nil {
		return found, err
	}
	c.redactions = c.Redactions()
	chosen, err := c.choose(services, failures)
	if err != nil {
		return found, err
	}
	for _, name := range slices.Sorted(maps.Keys(services)) {
		s, err := c.spec(services[name])
		if _, asked := chosen[name]; !asked {
			if err == nil {
				found.Others = append(found.Others, s)
			}
			continue
		}
		if err != nil {
			failures = append(failures, build.Failure{Name: name, Origin: s.Origin, Err: err})
			continue
		}
		found.Chosen = append(found.Chosen, s)
		found.Unset = append(found.Unset, c.UnsetVariables(name)...)
	}
	if len(found.Chosen)+len(failures) == 0 {
		return found, &build.Error{Err: fmt.Errorf("%s: %w", c.Files[0].Filename, ErrNothingBuilt), Hint: "a service that is built has a build section, and no profile or one that COMPOSE_PROFILES enables"}
	}
	found.Failures = failures
	return found, nil
}

// ReadFiles finds and reads the files, and the variables that they are expanded with.
func (c *Loader) ReadFiles() error {
	c.Env = types.NewMapping(c.Base.Env)
	if !c.Found {
		c.Scope = scope.Find(c.Base.Env, c.Base.Dir, c.Base.Dir)
	}
	paths, err := c.paths()
	if err != nil {
		return err
	}
	if c.Dir = filepath.Dir(paths[0]); c.ForBake {
		c.Dir = c.Base.Dir
	}
	if !c.Found {
		c.Scope = scope.Find(c.Base.Env, c.Base.Dir, c.Dir, filepath.Dir(paths[0]))
	}
	if err := c.readEnv(c.Dir); err != nil {
		return err
	}
	c.sound, c.documents = true, map[string][]*yaml.Node{}
	for _, path := range paths {
		text, err := c.read(path, c.Scope)
		if err == nil {
			err = c.addWeight(path, text.documents)
		}
		if budget.Is(err) {
			return err
		}
		if err != nil {
			return &build.Error{Err: fmt.Errorf("the compose file cannot be read: %w", err), Hint: HintOutside(err, "--compose="+path, "compose files are relative to the working directory")}
		}
		c.sound = c.sound && text.sound
		c.Files, c.trees = append(c.Files, text.file), append(c.trees, text.tree)
		c.documents[path] = text.documents
	}
	return nil
}

// hidden returns the values that come from the environment, or from files outside of the project.
func (c *Loader) Redactions() build.Redactions {
	texts := slices.Collect(maps.Values(c.texts))
	for _, t := range c.trees {
		texts = append(texts, t.text)
	}
	h := build.RedactVariables(c.Base.Environment(), texts...)
	for _, values := range c.foreign {
		h = append(h, build.RedactVariables(values, texts...)...)
	}
	return h.ExcludeTexts().Exclude(func(value string) bool { return projectfile.NamesPath(value, c.Dir) })
}

// composeCache holds compose files by path.
type Cache = parallel.Memo[sourceFile]

// composeText is a file as it was read.
type sourceFile struct {
	file      types.ConfigFile
	sound     bool // see lean
	tree      *tree
	documents []*yaml.Node
}

// read reads a file, if nobody has yet.
func (r *Request) read(path string, scope projectfile.Scope) (sourceFile, error) {
	return r.Cache.Get(path, func() (c sourceFile, err error) {
		text, err := ReadDefinition(path, r.named, scope)
		if err != nil {
			return c, err
		}
		if c.documents, err = budget.ParseYAML(path, text, nil); err != nil {
			return c, err
		}
		c.file, c.tree = types.ConfigFile{Filename: path, Content: text}, newTree(path, text, c.documents)
		if r.BuildOnly {
			c.file, c.sound = buildOnly(c.file)
		}
		return c, nil
	})
}

// paths are those of the files that are named, by COMPOSE_FILE perhaps, or that lie in the working directory or above it.
func (c *Loader) paths() ([]string, error) {
	files := c.Request.Files
	c.named = len(files) > 0 && !c.Found
	if len(files) == 0 {
		// The .env of the working directory may name the files.
		if err := c.readEnv(c.Base.Dir); err != nil {
			return nil, err
		}
		if named := c.Env["COMPOSE_FILE"]; named != "" {
			separator := c.Env["COMPOSE_PATH_SEPARATOR"]
			if separator == "" {
				separator = string(os.PathListSeparator)
			}
			files = strings.Split(named, separator)
			c.named = named == c.Base.Environment()["COMPOSE_FILE"]
		}
	}
	var paths []string
	for _, file := range files {
		if file == "-" {
			return nil, &build.Error{Err: errors.New("compose files are not read from standard input"), Hint: "name a file"}
		}
		paths = append(paths, c.Base.AbsPath(file))
	}
	if len(paths) == 0 {
		for dir := c.Base.Dir; len(paths) == 0; dir = filepath.Dir(dir) {
			if paths = Files(dir); len(paths) == 0 && dir == filepath.Dir(dir) {
				return nil, &NoFileError{Dir: c.Base.Dir}
			}
		}
	}
	return paths, nil
}

// NoComposeFileError is the lack of a compose file where docker compose looks for one.
type NoFileError struct {
	// Dir is the working directory.
	Dir string
}

func (e *NoFileError) Error() string {
	return fmt.Sprintf("no compose file is in %s or above it", e.Dir)
}

// serviceLine returns the line of a service in a compose file, 0 where the file does not have it.
func (r *Request) ServiceLine(path, service string) (int, error) {
	text, err := r.read(path, r.Scope)
	if err != nil {
		return 0, err
	}
	return text.tree.line(service), nil
}
