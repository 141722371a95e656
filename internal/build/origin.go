package build

import "strings"

// Kind is the kind of file that defines a build.
type Kind uint8

const (
	// Plain is the command line.
	Plain Kind = iota
	// Compose is a service of compose files.
	Compose
	// Bake is a target of bake files.
	Bake
	// Standalone is a Dockerfile that no file of the project is known to build.
	Standalone
	// Command is a build that a CI workflow, a makefile, a script or a development tool runs.
	Command
)

// String returns the name of a kind, "" for a build of the command line.
func (k Kind) String() string { return [...]string{"", "compose", "bake", "dockerfile", "command"}[k] }

// Noun returns what a build of that kind is called.
func (k Kind) Noun() string { return [...]string{"build", "service", "target", "build", "build"}[k] }

// Origin is the location of the definition of a build.
type Origin struct {
	Kind Kind
	// File is the absolute path of the file, "" for a build of the command line.
	File string
	// Line is where in File, 0 where that is not known.
	Line int
	// Note is a phrase about how the build was found, where that needs an explanation.
	Note string
	// Assumed is the sentence about values that were assumed because required variables are not set, "" for none.
	Assumed string
}

// Notes returns Note and Assumed, "" for none.
func (o Origin) Notes() string {
	if o.Note == "" || o.Assumed == "" {
		return o.Note + o.Assumed
	}
	return o.Note + "; " + o.Assumed
}

// Assumption returns the sentence about variables that have no value, "" for none.
func Assumption(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "required variables without a value, replaced by their names: " + strings.Join(names, ", ")
}
