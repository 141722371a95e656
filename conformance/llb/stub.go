package llb

import (
	"context"
	"maps"
	"os"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	gateway "github.com/moby/buildkit/frontend/gateway/client"
	"github.com/moby/buildkit/solver/pb"
	"github.com/moby/buildkit/util/apicaps"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/tonistiigi/fsutil/types"
)

// stub is a builder that has no file and knows every image.
type stub struct {
	gateway.Client // what is not below is not called
	images
	opts map[string]string
}

func (o Options) client() *stub {
	opts := map[string]string{}
	for k, v := range o.Args {
		opts["build-arg:"+k] = v
	}
	for _, name := range o.Contexts {
		opts["context:"+name] = "local:" + name
	}
	if o.Target != "" {
		opts["target"] = o.Target
	}
	if o.Platform != "" {
		opts["platform"] = o.Platform
	}
	return &stub{opts: opts}
}

func (s *stub) BuildOpts() gateway.BuildOpts {
	return gateway.BuildOpts{
		Opts:    maps.Clone(s.opts),
		LLBCaps: pb.Caps.CapSet(pb.Caps.All()),
		Caps:    gatewayCaps(),
		Workers: []gateway.WorkerInfo{{Platforms: []ocispecs.Platform{platforms.Normalize(platforms.DefaultSpec())}}},
	}
}

func gatewayCaps() apicaps.CapSet {
	list := apicaps.CapList{}
	return list.CapSet(nil)
}

// Solve is asked for ignore files only.
func (s *stub) Solve(context.Context, gateway.SolveRequest) (*gateway.Result, error) {
	res := gateway.NewResult()
	res.SetRef(nothing{})
	return res, nil
}

func (s *stub) ResolveImageConfig(ctx context.Context, ref string, o sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return s.images.ResolveImageConfig(ctx, ref, o)
}

// nothing is a result without files.
type nothing struct{ gateway.Reference }

func (nothing) Evaluate(context.Context) error { return nil }

func (nothing) StatFile(context.Context, gateway.StatRequest) (*types.Stat, error) {
	return nil, os.ErrNotExist
}

func (nothing) ReadFile(context.Context, gateway.ReadRequest) ([]byte, error) {
	return nil, os.ErrNotExist
}

// images resolves every reference to an image without ENV and ONBUILD. A
// converter takes an image without layers for scratch, hence the one layer.
type images struct{}

func (images) ResolveImageConfig(_ context.Context, ref string, o sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	arch := platforms.DefaultSpec().Architecture
	if o.ImageOpt != nil && o.ImageOpt.Platform != nil {
		arch = o.ImageOpt.Platform.Architecture
	}
	layer := digest.FromString("layer")
	config := `{"architecture":"` + arch + `","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["` + layer.String() + `"]}}`
	return ref, digest.FromString(config), []byte(config), nil
}
