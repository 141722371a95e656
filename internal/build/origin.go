package build

import "strings"

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
	Standalone
)

// String is the word for a kind, "" for a plain build.
func (k Kind) String() string { return [...]string{"", "compose", "bake", "dockerfile"}[k] }

// Noun is the word for a build of that kind.
func (k Kind) Noun() string { return [...]string{"build", "service", "target", "build"}[k] }

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

// assumption says which variables have no value here, "" for none.
func Assumption(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "these variables have to be set and are not, so their names stand for their values: " + strings.Join(names, ", ")
}
