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

// Request selects compose files and services.
type Request struct {
	Base build.Request
	// Scope is the directories that must contain the files that were found.
	Scope projectfile.Scope
	Files []string
	Names []string
	// Found: the files were found by their names, and are not from the command line.
	Found bool
	// named: the files are from the command line or the environment, and may be anywhere.
	named bool
	// All selects the services of profiles that are not enabled, too.
	All bool
	// ForBake: the files are read by bake. Their paths are relative to the working directory.
	ForBake bool
	// BuildOnly drops everything that is not needed for builds, which is most of a file and of the time. Errors in it are not noticed, nor are
	// variables without a value.
	BuildOnly bool
	// Known are the files of a set that is read, too. With BuildOnly, services that are the same in both sets may be missing from the result.
	Known []string
	// Cache is shared by requests with the same BuildOnly; nil for none.
	Cache *Cache
}

// ErrNothingBuilt is wrapped by the error about compose files without a service that is built.
var ErrNothingBuilt = errors.New("no service has a build")

// Loader reads one set of compose files as docker compose does (github.com/docker/compose cmd/compose, ToProject).
type Loader struct {
	Request
	Files []types.ConfigFile
	Dir   string // of the project: relative paths start there
	Env   types.Mapping
	// documents are those of files, by path.
	documents map[string][]*yaml.Node
	sound     bool    // the files are valid and refer to no others
	trees     []*tree // of files, for lines
	// includedFiles are the trees of included files.
	includedFiles []*tree
	// models are the files decoded, nil for one that is not YAML. They are needed where services are resolved one by one.
	models []map[string]any
	// assumed are required variables without a value. Their value is their own name.
	assumed []string

	// texts are the files that the loaded ones include or extend, by path.
	texts map[string][]byte
	// outsideVariables are variables of files outside of the scope.
	outsideVariables []map[string]string
	// redactions are the values that errors and reports do not show, known when the files are loaded.
	redactions build.Redactions
	// weight is the estimated cost of resolving the files, and spent the cost of resolving services again.
	weight, retryWeight int
	weighedFiles        map[string]bool // the files that are in weight, by path
	// needed are the services to resolve, nil for all.
	needed map[string]bool
}

// Read returns the builds of compose files.
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
		if !c.BuildOnly {
			found.Unset = append(found.Unset, c.UnsetVariables(name)...)
		}
	}
	if len(found.Chosen)+len(failures) == 0 {
		return found, &build.Error{Err: fmt.Errorf("%s: %w", c.Files[0].Filename, ErrNothingBuilt), Hint: "a service needs a build section, and no profile unless COMPOSE_PROFILES enables it"}
	}
	found.Failures = failures
	return found, nil
}

// ReadFiles finds and reads the files, and the variables with which they are expanded.
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
			return &build.Error{Err: fmt.Errorf("cannot read compose file: %w", err), Hint: HintOutside(err, "--compose="+path, "compose files are relative to the working directory")}
		}
		c.sound = c.sound && text.sound
		c.Files, c.trees = append(c.Files, text.file), append(c.trees, text.tree)
		c.documents[path] = text.documents
	}
	c.dropUnneeded()
	return nil
}

// Redactions returns the values that come from the environment, or from files outside of the project.
func (c *Loader) Redactions() build.Redactions {
	texts := slices.Collect(maps.Values(c.texts))
	for _, t := range c.trees {
		texts = append(texts, t.text)
	}
	h := build.RedactVariables(c.Base.Environment(), texts...)
	for _, values := range c.outsideVariables {
		h = append(h, build.RedactVariables(values, texts...)...)
	}
	return h.ExcludeTexts().Exclude(func(value string) bool { return projectfile.NamesPath(value, c.Dir) })
}

// Cache holds compose files by path.
type Cache = parallel.Memo[sourceFile]

// sourceFile is a compose file as it was read.
type sourceFile struct {
	file      types.ConfigFile
	sound     bool // no file needs the complete model, see buildOnly
	tree      *tree
	documents []*yaml.Node
}

// read reads a file, once for all requests that share a cache.
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

// paths returns the files of the request or of COMPOSE_FILE, else the default ones in the working directory or the nearest parent.
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

// NoFileError reports that there is no compose file where docker compose looks for one.
type NoFileError struct {
	// Dir is the working directory.
	Dir string
}

func (e *NoFileError) Error() string {
	return fmt.Sprintf("no compose file in %s or above", e.Dir)
}

// ServiceLine returns the line of a service in a compose file, 0 where the file does not have it.
func (r *Request) ServiceLine(path, service string) (int, error) {
	text, err := r.read(path, r.Scope)
	if err != nil {
		return 0, err
	}
	return text.tree.line(service), nil
}
