package build

import (
	"io"
	"path/filepath"
	"strings"
)

// Request is a build as the command line of docker build describes it. Paths are as typed, relative to Dir. The zero value of each field but
// Context is sensible.
type Request struct {
	// Context is a directory, "-" or a remote reference.
	Context string
	// Dockerfile is the value of -f: "" for the default, "-" for standard input.
	Dockerfile string
	// NoDockerfile sizes the context as if there were no Dockerfile: everything eligible counts as sent.
	NoDockerfile bool
	// Inline is the text of a Dockerfile that is part of InlineFile, a compose or bake file; nil for none.
	Inline     []byte
	InlineFile string
	Target     string
	// BuildArgs are NAME=VALUE, or NAME for the value of the environment. A NAME that is not set there is ignored.
	BuildArgs []string
	// BuildContexts are NAME=PATH.
	BuildContexts []string
	// Platforms are in the form linux/amd64; each may hold several, separated by commas. None: linux for the processor of this machine.
	Platforms []string
	Builder   Builder
	// BuilderReason is the variable that selects this builder for docker build and docker compose, "" for none. Bake ignores it.
	BuilderReason string
	// IgnoreFile is the ignore file for the main context, "" for the one that the builder would use.
	IgnoreFile string
	// Dir is the working directory, absolute; "" for that of the process.
	Dir string
	// Env is the environment, as NAME=VALUE.
	Env []string
	// Stdin is read only for "-".
	Stdin io.Reader
}

// AbsPath returns a path as typed as an absolute one.
func (r *Request) AbsPath(typed string) string {
	if filepath.IsAbs(typed) {
		return filepath.Clean(typed)
	}
	return filepath.Join(r.Dir, typed)
}

// ForContext returns the request for one build of a project: without standard input, build arguments and named contexts.
func (r *Request) ForContext(context string) Request {
	one := *r
	one.Context, one.Stdin = context, nil
	one.BuildArgs, one.BuildContexts = nil, nil
	return one
}

// Environment returns the variables of Env by name.
func (r *Request) Environment() map[string]string {
	values := make(map[string]string, len(r.Env))
	for _, pair := range r.Env {
		if key, value, ok := strings.Cut(pair, "="); ok {
			values[key] = value
		}
	}
	return values
}
