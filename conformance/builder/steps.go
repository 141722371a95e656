package builder

import (
	"context"
	"strings"

	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/identity"
	"github.com/moby/buildkit/session"
)

// Steps are the instructions of a build by their texts, without the stage and the number in front: whether each ran.
type Steps map[string]bool

// Warm builds with what earlier builds have left in the cache, and reports which instructions ran. A build that the daemon refuses is an error.
func (d *Daemon) Warm(ctx context.Context, b Build) (Steps, error) {
	dirs, attrs := b.inputs()
	delete(attrs, "no-cache")
	files, err := newRecorder(dirs)
	if err != nil {
		return nil, err
	}
	statuses := make(chan *client.SolveStatus)
	seen := make(chan progress, 1)
	go func() { seen <- watch(statuses, func(*client.SolveStatus) {}) }()
	_, err = d.client.Solve(ctx, nil, client.SolveOpt{
		Frontend:      "dockerfile.v0",
		FrontendAttrs: attrs,
		SharedKey:     identity.NewID(),
		Session:       []session.Attachable{files},
	}, statuses)
	p := <-seen
	if err != nil {
		return nil, err
	}
	steps := Steps{}
	for _, v := range p.vertices {
		if _, text, ok := strings.Cut(v.Name, "] "); ok && strings.HasPrefix(v.Name, "[") && !strings.HasPrefix(v.Name, "[internal]") {
			steps[text] = steps[text] || v.Started != nil && !v.Cached
		}
	}
	return steps, nil
}
