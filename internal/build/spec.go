package build

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/similar"
)

// Spec is the definition of a build in a file of a project, before its Dockerfile is read.
type Spec struct {
	Name    string
	Origin  Origin
	Request Request
	// Scope is the directories that must contain the files of the build.
	Scope projectfile.Scope
	// Redactions are the values of the request that come from the environment.
	Redactions Redactions
}

// Specs are the builds that compose or bake files define.
type Specs struct {
	// Chosen are the selected builds, and Others the rest.
	Chosen, Others []Spec
	// Failures are the builds whose definition is wrong.
	Failures []Failure
	// Unset are the variables in build sections that have no value, each once.
	Unset []UnsetVariable
}

// Failure is a build of a project that cannot be resolved.
type Failure struct {
	// Name is the service or target, "" where a whole file cannot be read.
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

// UnsetVariable is a variable without a default and without a value in a file: it expands to nothing.
type UnsetVariable struct {
	Name, Service, File string
	Line                int
}

// AndMore adds the number of the other failures to an error, which is the first of them.
func AndMore(first error, failures []Failure) error {
	if n := len(failures) - 1; n > 0 {
		return fmt.Errorf("%w (and %d more)", first, n)
	}
	return first
}

// UnknownName returns the error about a service or target that does not exist.
func UnknownName(kind Kind, name string, known []string) error {
	hint := fmt.Sprintf("no %s has a build", kind.Noun())
	if len(known) > 0 {
		known = slices.Clone(known)
		slices.Sort(known)
		hint = fmt.Sprintf("use one of these %ss: %s", kind.Noun(), strings.Join(known, ", "))
		if meant := similar.Hint(name, known); meant != "" {
			hint = meant + " " + hint
		}
	}
	return &Error{Err: fmt.Errorf("no %s %q with a build", kind.Noun(), name), Hint: hint}
}
