package builder

import (
	"errors"
	"testing"

	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/solver/errdefs"
	"github.com/opencontainers/go-digest"
)

func TestClassify(t *testing.T) {
	p := progress{vertices: map[digest.Digest]*client.Vertex{
		"load":  {Digest: "load", Name: "[internal] load build context"},
		"named": {Digest: "named", Name: "[context lib] load from client"},
		"base":  {Digest: "base", Name: "[base 1/1] COPY a /"},
		"copy":  {Digest: "copy", Name: "[stage-1 1/2] COPY nope /", Inputs: []digest.Digest{"base", "load"}},
		"lib":   {Digest: "lib", Name: "[stage-1 1/2] RUN --mount=from=lib /x", Inputs: []digest.Digest{"named"}},
		"from":  {Digest: "from", Name: "[stage-1 1/2] COPY --from=base nope /", Inputs: []digest.Digest{"base"}},
		"given": {Digest: "given", Name: "[stage-1 1/1] COPY --from=Lib nope /", Inputs: []digest.Digest{"named"}},
		"empty": {Digest: "empty", Name: "[stage-1 1/1] COPY --from=nothing nope /", Inputs: []digest.Digest{"named"}},
		"both":  {Digest: "both", Name: "[stage-1 1/2] RUN --mount=from=base,target=/a --mount=target=/b /x", Inputs: []digest.Digest{"base", "load"}},
	}}
	missing := "failed to calculate checksum of ref x: \"/nope\": not found"
	for _, c := range []struct {
		vertex  digest.Digest
		message string
		want    Failure
	}{
		{"copy", missing, SourceNotFound},
		{"copy", "lstat /nope: no such file or directory", SourceNotFound},
		{"lib", missing, SourceNotFound},
		{"from", missing, StageSourceNotFound},
		{"given", missing, SourceNotFound},
		{"empty", missing, Other},
		{"both", missing, Other},
		{"both", `process "/x" did not complete successfully: exit code: 1`, RunFailed},
		{"load", "failed to match excludepatterns: syntax error in pattern", InvalidPattern},
		{"load", "grpc: error while marshaling: string field contains invalid UTF-8", Unsendable},
		{"copy", "lstat /a/b: not a directory", CopyConflict},
		{"copy", "something else", Other},
	} {
		err := errdefs.WrapVertex(errors.New(c.message), c.vertex)
		if got := classify(err, p); got != c.want {
			t.Errorf("%s, %q: got %q, want %q", c.vertex, c.message, got, c.want)
		}
	}
	if got := classify(errors.New("unknown instruction: X"), progress{}); got != InvalidDockerfile {
		t.Errorf("before anything was built: got %q", got)
	}
}
