// Package llb asks BuildKit's own converter, without a daemon, which paths a
// Dockerfile requests of its local contexts.
//
// Requests is all there is to call. Base images are not resolved: each has an
// empty configuration, so nothing of an image's ENV or ONBUILD counts.
package llb

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
)

// Options is the rest of the command line.
type Options struct {
	Target   string
	Args     map[string]string
	Platform string
	Contexts []string // names of local contexts
}

// Request is what one load of a context asks for.
type Request struct {
	Whole bool     // all of it
	Paths []string // sorted, none for the whole
}

// Requests converts a Dockerfile and gives what it asks of each local context,
// the main one being "context". One that is not asked for is missing. A named
// context has a request for each set of paths; the main one has one.
func Requests(ctx context.Context, dockerfile []byte, o Options) (map[string][]Request, error) {
	client, err := dockerui.NewClient(o.client())
	if err != nil {
		return nil, err
	}
	opt := dockerfile2llb.ConvertOpt{Config: client.Config, Client: client, MetaResolver: images{}}
	if len(client.TargetPlatforms) > 0 {
		opt.TargetPlatform = &client.TargetPlatforms[0]
	}
	res, err := dockerfile2llb.Dockerfile2LLB(ctx, dockerfile, opt)
	if err != nil {
		return nil, err
	}
	platform := platforms.Normalize(platforms.DefaultSpec())
	if opt.TargetPlatform != nil {
		platform = *opt.TargetPlatform
	}
	def, err := res.State.Marshal(ctx, llb.Platform(platform))
	if err != nil {
		return nil, fmt.Errorf("marshalling: %w", err)
	}
	return read(def)
}

func read(def *llb.Definition) (map[string][]Request, error) {
	requests := map[string][]Request{}
	for _, raw := range def.Def {
		var op pb.Op
		if err := op.UnmarshalVT(raw); err != nil {
			return nil, fmt.Errorf("reading the definition: %w", err)
		}
		name, ok := strings.CutPrefix(op.GetSource().GetIdentifier(), "local://")
		if !ok {
			continue
		}
		r, err := request(op.GetSource())
		if err != nil {
			return nil, err
		}
		requests[name] = append(requests[name], r)
	}
	for _, r := range requests {
		slices.SortFunc(r, func(a, b Request) int { return slices.Compare(a.Paths, b.Paths) })
	}
	return requests, nil
}

func request(op *pb.SourceOp) (Request, error) {
	follow, ok := op.Attrs[pb.AttrFollowPaths]
	if !ok {
		return Request{Whole: true}, nil
	}
	var r Request
	if err := json.Unmarshal([]byte(follow), &r.Paths); err != nil {
		return r, fmt.Errorf("reading the requested paths: %w", err)
	}
	return r, nil
}
