// Package policy reads the limits and accepted findings of a project: .ctxsize.yaml, and comments in Dockerfiles and ignore files.
package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/scope"
)

// fileNames returns the names of the file. A directory may have one of them.
func fileNames() []string { return []string{".ctxsize.yaml", ".ctxsize.yml"} }

// Policy is the limits and accepted findings of a project.
type Policy struct {
	Path   string `yaml:"-"` // "" for none
	Limits Limits
	Builds map[string]Limits // by the name of a service, a target or a Dockerfile
	Accept []Acceptance
}

// Source is where the file is looked for. Paths are absolute.
type Source struct {
	Named   string // the file that the user named, "" for none
	Dir     string // working directory
	Context string
	Env     []string
}

// Read reads the named file, or the one in the working directory, or the one in the context.
func Read(from Source) (*Policy, error) {
	places := []string{from.Named}
	if from.Named == "" {
		var err error
		if places, err = from.find(); err != nil {
			return nil, err
		}
	}
	for _, place := range places {
		text, err := from.readFile(place)
		if errors.Is(err, fs.ErrNotExist) && from.Named == "" {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read the limits: %w", err)
		}
		if _, err := budget.ParseYAML(place, text, nil); err != nil {
			return nil, fmt.Errorf("cannot read the limits: %w", err)
		}
		p := &Policy{Path: place}
		if err := p.parse(text); err != nil {
			return nil, fmt.Errorf("%s: %w", place, err)
		}
		return p, nil
	}
	return new(Policy), nil
}

// find returns the paths to try. Two files in one directory are an error.
func (from *Source) find() ([]string, error) {
	var list []string
	for _, dir := range []string{from.Dir, from.Context} {
		var found []string
		for _, name := range fileNames() {
			if place := filepath.Join(dir, name); projectfile.Exists(place) {
				found = append(found, place)
			}
		}
		if len(found) > 1 {
			return nil, &build.Error{Err: fmt.Errorf("%s has both %s", dir, strings.Join(fileNames(), " and ")), Hint: "remove one of them, or name one with --config"}
		}
		list = append(list, found...)
	}
	return list, nil
}

// maxPolicy is the maximum size of the file, in bytes.
const maxPolicy = 1 << 20

// readFile reads a file of limits. If the user did not name it, it must be inside the project.
func (from *Source) readFile(place string) ([]byte, error) {
	if from.Named != "" {
		return projectfile.ReadNamed(place, maxPolicy)
	}
	text, err := scope.Find(from.Env, from.Dir, from.Context).Read(place, maxPolicy)
	if _, ok := errors.AsType[*projectfile.OutsideError](err); ok {
		return nil, &build.Error{Err: err, Hint: "--config " + place + " reads it anyway"}
	}
	return text, err
}

func (p *Policy) parse(text []byte) error {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(p); err != nil && !errors.Is(err, io.EOF) {
		text := err.Error()
		if all, ok := errors.AsType[*yaml.LoadErrors](err); ok {
			var texts []string
			for _, err := range all.Errors {
				texts = append(texts, err.Error())
			}
			text = strings.Join(texts, "; ")
		}
		return yamlError(text)
	}
	for name, l := range p.Builds {
		if _, err := l.Parse(); err != nil {
			return fmt.Errorf("builds, %s: %w", name, err)
		}
	}
	return p.parseAcceptances()
}
