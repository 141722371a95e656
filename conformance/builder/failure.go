package builder

import (
	"errors"
	"slices"
	"strings"

	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/solver/errdefs"
	"github.com/opencontainers/go-digest"
)

// Failure says why a build failed, as far as it matters to what was sent.
type Failure string

// The failures that are told apart.
const (
	None                Failure = ""
	InvalidPattern      Failure = "invalid-pattern"        // an ignore line, or a source, that is a syntax error
	InvalidDockerfile   Failure = "invalid-dockerfile"     // nothing was built
	SourceNotFound      Failure = "source-not-found"       // an instruction names what a context, or what is left of it, has not
	StageSourceNotFound Failure = "stage-source-not-found" // the same with a stage
	CopyConflict        Failure = "copy-conflict"
	RunFailed           Failure = "run-failed"
	Refused             Failure = "list-refused"    // the lines do not fit into a request
	Unresolved          Failure = "unresolved"      // an image that cannot be pulled
	Unsendable          Failure = "unsendable-name" // a name that is not UTF-8
	Other               Failure = "other"
)

// message is what the daemon says of a failure.
type message struct {
	failure Failure
	parts   []string // all of them
}

// messages are in order, the most telling first.
func messages() []message {
	return []message{
		{Refused, []string{"non-printable ASCII"}},
		{Refused, []string{"header list size"}},
		{Unsendable, []string{"string field contains invalid UTF-8"}},
		{Unresolved, []string{"failed to resolve source metadata"}},
		{InvalidPattern, []string{"syntax error in pattern"}},
		{InvalidPattern, []string{"error parsing regexp"}},
		{InvalidPattern, []string{"illegal exclusion pattern"}},
		{InvalidPattern, []string{"token too long"}},
		{SourceNotFound, []string{"failed to calculate checksum", "not found"}},
		{SourceNotFound, []string{"failed to calculate checksum", "too many links"}},
		{SourceNotFound, []string{"lstat /", "no such file or directory"}},
		{CopyConflict, []string{"cannot copy to non-directory"}},
		{CopyConflict, []string{"cannot replace"}},
		{CopyConflict, []string{"cannot overwrite"}},
		{CopyConflict, []string{"file exists"}},
		{CopyConflict, []string{"not a directory"}},
		{RunFailed, []string{"process", "did not complete successfully"}},
		{RunFailed, []string{"runc run failed"}},
	}
}

func classify(err error, p progress) Failure {
	if err == nil {
		return None
	}
	failure := byMessage(err.Error())
	switch {
	case failure == SourceNotFound:
		return whose(err, p)
	case failure == Other && !p.built():
		return InvalidDockerfile
	}
	return failure
}

func byMessage(text string) Failure {
	for _, m := range messages() {
		if !slices.ContainsFunc(m.parts, func(part string) bool { return !strings.Contains(text, part) }) {
			return m.failure
		}
	}
	return Other
}

// built says that more than the Dockerfile and the ignore file was looked at.
func (p progress) built() bool {
	for _, v := range p.vertices {
		if !strings.HasPrefix(v.Name, "[internal] load") && !strings.HasSuffix(v.Name, "load .dockerignore") {
			return true
		}
	}
	return false
}

// whose looks at what the failed operation reads. The daemon does not say in
// which input it missed something, so a RUN that mounts both is left open.
func whose(err error, p progress) Failure {
	var failed *errdefs.VertexError
	if !errors.As(err, &failed) {
		return Other
	}
	v := p.vertices[digest.Digest(failed.Digest)]
	switch {
	case v == nil:
		return Other
	case !slices.ContainsFunc(v.Inputs, p.isContext):
		return StageSourceNotFound
	case slices.ContainsFunc(v.Inputs, func(d digest.Digest) bool { return !p.isContext(d) }) && strings.Contains(v.Name, "--mount=") && strings.Contains(v.Name, "from="):
		return Other
	case len(v.Inputs) == 1 && p.copiesElsewhere(v):
		return Other
	}
	return SourceNotFound
}

// copiesElsewhere reports whether the source of a copy may be an empty stage, which has no vertex, instead of the only input.
func (p progress) copiesElsewhere(v *client.Vertex) bool {
	for word := range strings.FieldsSeq(v.Name) {
		if from, ok := strings.CutPrefix(word, "--from="); ok {
			return !strings.Contains(strings.ToLower(p.vertices[v.Inputs[0]].Name), "[context "+strings.ToLower(from)+"]")
		}
	}
	return false
}

func (p progress) isContext(d digest.Digest) bool {
	v := p.vertices[d]
	return v != nil && (strings.HasSuffix(v.Name, "load build context") || strings.HasSuffix(v.Name, "load from client"))
}
