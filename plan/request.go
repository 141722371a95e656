package plan

import (
	"io"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// Request is what the command line says; paths as typed, relative to Dir. The zero value of each field but Context and Dir is sensible.
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
	// Dir is the working directory, absolute.
	Dir string
	// Env is KEY=VALUE.
	Env []string
	// Stdin is read only for "-".
	Stdin io.Reader

	parses *kept[*parser.Result] // see CollectOptions

	// described: a file of the project describes the build, or its Dockerfile was found by its name. The user named none of its files.
	described bool
	// scope is what is around the file that describes the build.
	scope projectfile.Scope
	// hidden are values that the build is described with and that are no part of the project.
	hidden hidden
}
