package compose

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// readEnv adds the variables of a directory's .env, or of the files of COMPOSE_ENV_FILES, that are not set.
func (c *Loader) readEnv(dir string) error {
	if named := c.Env["COMPOSE_ENV_FILES"]; named != "" && !c.ForBake {
		return c.readEnvFiles(strings.Split(named, ","))
	}
	path := filepath.Join(dir, ".env")
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		return nil
	}
	values, err := c.readVariables(path, c.Env, func(path string) ([]byte, error) { return c.Scope.Read(path, projectfile.MaxSize) })
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return &build.Error{Err: err, Hint: "COMPOSE_ENV_FILES=FILE uses another file instead"}
	}
	c.Env.Merge(values)
	return nil
}

// readEnvFiles adds the variables of files. The user's environment may select any file, the project's own .env only one of the project.
func (c *Loader) readEnvFiles(files []string) error {
	read := func(path string) ([]byte, error) { return projectfile.ReadNamed(path, projectfile.MaxSize) }
	if c.Base.Environment()["COMPOSE_ENV_FILES"] != c.Env["COMPOSE_ENV_FILES"] {
		read = c.readReferred
	}
	all := types.Mapping{}
	for _, file := range files {
		path := c.Base.AbsPath(file)
		values, err := c.readVariables(path, maps.Clone(c.Env).Merge(all), read)
		if err != nil {
			return &build.Error{Err: err, Hint: "separate the files in COMPOSE_ENV_FILES by commas"}
		}
		maps.Copy(all, values)
		if _, err := c.readReferred(path); err != nil {
			c.outsideVariables = append(c.outsideVariables, values)
		}
	}
	c.Env.Merge(all)
	return nil
}

// readVariables parses a file of variables, which may use known variables.
func (c *Loader) readVariables(path string, known types.Mapping, read func(path string) ([]byte, error)) (map[string]string, error) {
	text, err := read(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the project variables: %w", err)
	}
	lookup := func(name string) (string, bool) { value, ok := known[name]; return value, ok }
	if err := budget.Dotenv(path, text, lookup); err != nil {
		return nil, err
	}
	values, err := dotenv.ParseWithLookup(bytes.NewReader(text), lookup)
	if err != nil {
		return nil, explainVariables(path, err)
	}
	return values, nil
}

// lineError matches the error of compose-go about a line, up to the quoted text: such files contain passwords.
var lineError = regexp.MustCompile(`^line (\d+): (unterminated quoted value|key cannot contain a space|unexpected character)`)

// explainVariables returns an error that quotes nothing of the file.
func explainVariables(path string, err error) error {
	if m := lineError.FindStringSubmatch(err.Error()); m != nil {
		return fmt.Errorf("%s:%s: not a variable: %s", path, m[1], m[2])
	}
	return fmt.Errorf("%s: a line is not a variable", path)
}
