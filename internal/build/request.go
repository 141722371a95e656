package build

import (
	"io"
	"path/filepath"
	"strings"
)

// Request is what the command line says; paths as typed, relative to Dir. The zero value of each field but Context is sensible.
type Request struct {
	// Context is a directory, "-" or a remote reference.
	Context string
	// Dockerfile is the value of -f: "" for the default, "-" for standard input.
	Dockerfile string
	// NoDockerfile sizes the context as if there were no Dockerfile: everything eligible counts as sent.
	NoDockerfile bool
	// Inline is the text of a Dockerfile that stands in InlineFile, a compose or bake file; nil for none.
	Inline     []byte
	InlineFile string
	Target     string
	// BuildArgs are K=V, or K, whose value is taken from Env; a K that is not there is left out.
	BuildArgs []string
	// BuildContexts are NAME=PATH.
	BuildContexts []string
	// Platforms are in the form linux/amd64; each may hold several, separated by commas. None: linux for the processor of this machine.
	Platforms []string
	Builder   Builder
	// BuilderReason is why this builder was chosen, where the environment chooses it for docker build and docker compose. Bake does not ask.
	BuilderReason string
	// IgnoreFile is used for the main context instead of the one that the builder would choose.
	IgnoreFile string
	// Dir is the working directory, absolute; "" for that of the process.
	Dir string
	// Env is KEY=VALUE.
	Env []string
	// Stdin is read only for "-".
	Stdin io.Reader
}

// file makes a path as typed absolute.
func (r *Request) AbsPath(typed string) string {
	if filepath.IsAbs(typed) {
		return filepath.Clean(typed)
	}
	return filepath.Join(r.Dir, typed)
}

// forBuild is what the command line says of all builds, for one of them.
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
