package plan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/ctxsize/ctxsize/internal/parallel"
)

// Kind is what describes a build.
type Kind uint8

const (
	// Plain is the command line.
	Plain Kind = iota
	// Compose is a service of compose files.
	Compose
	// Bake is a target of bake files.
	Bake
	// Loose is a Dockerfile that nothing else builds.
	Loose
)

// String is the word for a kind, "" for a plain build.
func (k Kind) String() string { return [...]string{"", "compose", "bake", "dockerfile"}[k] }

// Origin says where a build is described.
type Origin struct {
	Kind Kind
	// File is the absolute path of the file that describes it, "" for a plain build.
	File string
	// Line is where in File, 0 where that is not known.
	Line int
	// Note says how the build was found, where that is not plain, in words for a person.
	Note string
	// Assumed says what was assumed of the files because something has to be set and is not, "" for nothing.
	Assumed string
}

// Notes are both, "" where there is nothing to say.
func (o Origin) Notes() string {
	if o.Note == "" || o.Assumed == "" {
		return o.Note + o.Assumed
	}
	return o.Note + "; " + o.Assumed
}

// Spec is a build as a file of a project describes it, before anything of it is read.
type Spec struct {
	Name    string
	Origin  Origin
	Request Request
}

// Failure is a build of a project for which there is no answer.
type Failure struct {
	// Name is that of the service or target, "" where a whole file cannot be read.
	Name   string
	Origin Origin
	Err    error
}

func (f *Failure) Error() string {
	if f.Name == "" {
		return f.Err.Error()
	}
	return fmt.Sprintf("%s %s: %v", f.Origin.Kind.Noun(), f.Name, f.Err)
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Err }

// Noun is the word for a build of that kind.
func (k Kind) Noun() string { return [...]string{"build", "service", "target", "build"}[k] }

// hinted says of an error about a path that is not there where such paths start, which is not as on the command line.
func (k Kind) hinted(err error) error {
	hint := map[Kind]string{Compose: "in compose files a context is relative to the directory of the first file, and a Dockerfile to its context",
		Bake: "in bake files a context is relative to the working directory, and a Dockerfile to its context"}[k]
	if hint == "" || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &Error{Err: err, Hint: hint}
}

// ProjectRequest says which builds of a project are meant.
type ProjectRequest struct {
	// Compose and Bake say whose files are read; neither: every build that is found in Request.Context.
	Compose, Bake bool
	// Files are those files as typed, relative to Request.Dir; none: those that docker compose or docker buildx bake find.
	Files []string
	// Names are the services, or the targets and groups, that are meant; none: those that are built where none is named.
	Names []string
}

// Project is what the files of a project describe.
type Project struct {
	Builds   []Build
	Failures []Failure
	// Unset are the variables in build sections that have no value, each once.
	Unset []UnsetVariable
	// Found are the files of a project that was searched for them, nil where it was not.
	Found *Found

	// asked are the builds that were asked for, and rest are the others that the same files describe.
	asked, rest []Spec
}

// UnsetVariable is a variable that a file uses without a default, and that has no value: it expands to nothing.
type UnsetVariable struct {
	Name, Service, File string
	Line                int
}

// ResolveProject plans the builds of a project: base holds what the command line says of all of them, its Context is where a project is searched.
// A build that cannot be planned is a failure beside the others; where none can, that is the error.
func ResolveProject(ctx context.Context, base Request, r ProjectRequest) (Project, error) {
	p, specs, err := ReadProject(ctx, base, r)
	if err != nil {
		return Project{}, err
	}
	p.asked = specs
	p.resolve(ctx, specs)
	if err := ctx.Err(); err != nil {
		return Project{}, err
	}
	if len(p.Builds) == 0 && len(p.Failures) > 0 {
		return Project{}, p.failed()
	}
	return p, nil
}

// ReadProject reads the files of a project without planning the builds that they describe: the Project has none yet.
func ReadProject(ctx context.Context, base Request, r ProjectRequest) (p Project, specs []Spec, err error) {
	switch {
	case r.Compose:
		specs, err = p.compose(ctx, composeRequest{base: base, files: r.Files, names: r.Names})
	case r.Bake:
		specs, err = p.bake(ctx, bakeRequest{base: base, files: r.Files, names: r.Names})
	default:
		specs, err = p.search(ctx, base, r.Names)
	}
	return p, specs, err
}

// failed is the error where no build can be planned.
func (p *Project) failed() error {
	first := &p.Failures[0]
	err := error(first)
	if first.Origin.Line > 0 {
		err = fmt.Errorf("%s:%d: %w", first.Origin.File, first.Origin.Line, err)
	}
	hint := ""
	if e, ok := errors.AsType[*Error](err); ok {
		hint = e.Hint
	}
	return &Error{Err: AndMore(err, p.Failures), Hint: hint}
}

// AndMore says of an error, which is the first of some failures, how many there are besides.
func AndMore(first error, failures []Failure) error {
	if n := len(failures) - 1; n > 0 {
		return fmt.Errorf("%w (and %d more)", first, n)
	}
	return first
}

// Neighbours plans the builds that were not asked for: those that the files of a project describe, too, and, where the project was not
// searched, those of compose files, bake files and Dockerfiles that lie beside these, in a context or in the working directory; services
// of any profile and targets of any group. builds are those that were asked for. What cannot be planned is left out; what is wrong with a
// compose file besides what decides about builds keeps none from being planned.
func Neighbours(ctx context.Context, base Request, p Project, builds []Build) []Build {
	base.Context, base.Dockerfile, base.Target = "", "", ""
	var others Project
	s := searcher{project: &others, base: base, specs: slices.Concat(p.asked, p.rest), lean: true}
	if p.Found == nil {
		dirs := around(base.Dir, builds)
		s.found = findBeside(dirs)
		s.found.Scope = ProjectScope(base.Env, base.Dir, dirs...)
		s.base.scope = s.found.Scope
		s.compose(ctx)
		s.bake(ctx)
		s.loose()
		s.beside(builds)
	}
	others.resolve(ctx, s.specs[len(p.asked):])
	return others.Builds
}

// Described are the compose and bake files that docker compose and docker buildx bake would find in a directory.
func Described(dir string) []string { return unique(append(composeFiles(dir), bakeFiles(dir)...)) }

// around are the directories of what describes builds, of their contexts, and where the program was called.
func around(dir string, builds []Build) []string {
	dirs := []string{dir}
	for n := range builds {
		b := &builds[n]
		dirs = append(dirs, filepath.Dir(b.Origin.File), b.Context.Root)
		if b.Dockerfile != nil {
			dirs = append(dirs, filepath.Dir(b.Dockerfile.Path))
		}
	}
	return slices.DeleteFunc(unique(dirs), func(dir string) bool { return !filepath.IsAbs(dir) })
}

// resolve plans each of the builds.
func (p *Project) resolve(ctx context.Context, specs []Spec) {
	planned, failed := make([][]Build, len(specs)), make([]error, len(specs))
	parses := new(kept[*parser.Result])
	parallel.Do(len(specs), func(n int) {
		r := specs[n].Request
		r.parses = parses
		planned[n], failed[n] = Resolve(ctx, r)
	})
	if ctx.Err() != nil {
		return
	}
	for n, s := range specs {
		s.Name = s.Request.hidden.text(s.Name)
		if err := failed[n]; err != nil {
			if err = s.Origin.Kind.hinted(err); s.Origin.Assumed != "" {
				err = &Error{Err: fmt.Errorf("%w (%s)", err, s.Origin.Assumed), Hint: "set them, in .env perhaps"}
			}
			p.Failures = append(p.Failures, Failure{s.Name, s.Origin, err})
			continue
		}
		for _, b := range planned[n] {
			b.Name, b.Origin = s.Name, s.Origin
			p.Builds = append(p.Builds, b)
		}
	}
}

// file makes a path as typed absolute.
func (r *Request) file(typed string) string {
	if filepath.IsAbs(typed) {
		return filepath.Clean(typed)
	}
	return filepath.Join(r.Dir, typed)
}

// forBuild is what the command line says of all builds, for one of them.
func (r *Request) forBuild(context string) Request {
	one := *r
	one.Context, one.Stdin = context, nil
	one.BuildArgs, one.BuildContexts = nil, nil
	return one
}

// unknownName says that a service or target is not there.
func unknownName(kind Kind, name string, known []string) error {
	hint := fmt.Sprintf("there is no %s that is built", kind.Noun())
	if len(known) > 0 {
		known = slices.Clone(known)
		slices.Sort(known)
		hint = fmt.Sprintf("the %ss that are built are %s", kind.Noun(), strings.Join(known, ", "))
	}
	return &Error{Err: fmt.Errorf("there is no %s %q that is built", kind.Noun(), name), Hint: hint}
}
