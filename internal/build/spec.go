package build

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// Spec is a build as a file of a project describes it, before anything of it is read.
type Spec struct {
	Name    string
	Origin  Origin
	Request Request
	// Scope is the directories that the files of the build must be in.
	Scope projectfile.Scope
	// Hidden are the values of the request that come from the environment and are no part of the project.
	Redactions Redactions
}

// Specs are the builds that compose or bake files describe.
type Specs struct {
	// Chosen are the builds that were asked for, and Others the rest.
	Chosen, Others []Spec
	// Failures are the builds that cannot be described.
	Failures []Failure
	// Unset are the variables in build sections that have no value, each once.
	Unset []UnsetVariable
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

// UnsetVariable is a variable that a file uses without a default, and that has no value: it expands to nothing.
type UnsetVariable struct {
	Name, Service, File string
	Line                int
}

// AndMore says of an error, which is the first of some failures, how many there are besides.
func AndMore(first error, failures []Failure) error {
	if n := len(failures) - 1; n > 0 {
		return fmt.Errorf("%w (and %d more)", first, n)
	}
	return first
}

// unknownName says that a service or target is not there.
func UnknownName(kind Kind, name string, known []string) error {
	hint := fmt.Sprintf("there is no %s that is built", kind.Noun())
	if len(known) > 0 {
		known = slices.Clone(known)
		slices.Sort(known)
		hint = fmt.Sprintf("the %ss that are built are %s", kind.Noun(), strings.Join(known, ", "))
	}
	return &Error{Err: fmt.Errorf("there is no %s %q that is built", kind.Noun(), name), Hint: hint}
}
