package conformance

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/cases"
	"github.com/ctxsize/ctxsize/conformance/compare"
	"github.com/ctxsize/ctxsize/conformance/engine"
)

const (
	// shrinkBudget bounds how often a failing case is asked again to find a
	// smaller one; each time costs about a tenth of a second.
	shrinkBudget = 250
	// shrinkCases bounds how many failing cases are made smaller: where
	// everything fails, a few tell as much.
	shrinkCases = 20
)

// TestRandom compares fresh cases on every run: entries, sizes, what is
// delivered, and the transferred number, with BuildKit and the legacy builder.
func TestRandom(t *testing.T) {
	t.Parallel()
	var shrunk atomic.Int32
	for n := range *caseCount {
		t.Run(fmt.Sprintf("%04d", n), func(t *testing.T) {
			t.Parallel()
			c := cases.Generate(shared.seed, n)
			check{"buildkit", againstBuildKit, &shrunk}.run(t, c)
			check{"legacy", againstLegacy, &shrunk}.run(t, c)
		})
	}
}

// check compares one case with one builder. It writes the case itself, so that
// a smaller one can be tried.
type check struct {
	builder string
	differs func(ctx context.Context, c cases.Case, dir string) (string, error)
	shrunk  *atomic.Int32 // failing cases made smaller so far
}

func (k check) run(t *testing.T, c cases.Case) {
	t.Helper()
	diff, err := k.try(t.Context(), c)
	if err != nil {
		t.Fatalf("%s: %v\n%s", k.builder, err, c)
	}
	if diff == "" {
		return
	}
	if k.shrunk.Add(1) <= shrinkCases {
		c, diff = k.smaller(t.Context(), c, diff)
	}
	t.Errorf("%s: the builder (-) and ctxsize (+) differ\n%s\n%s", k.builder, diff, c)
}

// smaller is the minimal reproduction of a difference.
func (k check) smaller(ctx context.Context, c cases.Case, diff string) (cases.Case, string) {
	small := cases.Shrink(c, shrinkBudget, func(c cases.Case) bool {
		diff, err := k.try(ctx, c)
		return err == nil && diff != ""
	})
	if smaller, err := k.try(ctx, small); err == nil && smaller != "" {
		return small, smaller
	}
	return c, diff
}

func (k check) try(ctx context.Context, c cases.Case) (string, error) {
	dir, err := os.MkdirTemp("", "ctxsize-case-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	return k.differs(ctx, c, dir)
}

func againstBuildKit(ctx context.Context, c cases.Case, dir string) (string, error) {
	disk, err := c.Write(dir)
	if err != nil {
		return "", err
	}
	return buildkit(ctx, c, disk)
}

// buildkit asks again where a build was cut short before the context was sent:
// which of its failures comes first is chance.
func buildkit(ctx context.Context, c cases.Case, disk cases.Disk) (string, error) {
	a, err := shared.program.Ask(ctx, c.Flags(disk.Context, disk.Dir)...)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	var o builder.Outcome
	for range 3 {
		if o, err = shared.daemon.Build(ctx, caseBuild(c, disk)); err != nil {
			return "", err
		}
		if o.Failure == builder.None || o.Main.Reliable() {
			break
		}
	}
	return compare.BuildKit(o, a), nil
}

func caseBuild(c cases.Case, disk cases.Disk) builder.Build {
	return builder.Build{Context: disk.Context, Dockerfile: c.Path(disk), Target: c.Target, Args: c.Args, Platform: c.Platform, Named: disk.Named}
}

// againstLegacy leaves out what the classic client knows nothing of; it never
// looks into the Dockerfile.
func againstLegacy(ctx context.Context, c cases.Case, dir string) (string, error) {
	c = c.Plain()
	disk, err := c.Write(dir)
	if err != nil {
		return "", err
	}
	sent, err := engine.Send(ctx, engine.Build{Context: disk.Context, Dockerfile: c.Path(disk)})
	if err != nil {
		return "", err
	}
	a, err := shared.program.Ask(ctx, append([]string{"--builder", "legacy"}, c.Flags(disk.Context, disk.Dir)...)...)
	if err != nil {
		return "", err
	}
	return compare.Legacy(sent, a), nil
}
