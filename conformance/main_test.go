package conformance

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/cases"
	"github.com/ctxsize/ctxsize/conformance/engine"
	"github.com/ctxsize/ctxsize/conformance/program"
)

var (
	goldenFile = flag.String("golden", "../testdata/golden/cases.jsonl.gz", "recorded cases: the `file` that proves the recorder")
	caseCount  = flag.Int("cases", 300, "`number` of random cases")
	seedFlag   = flag.Uint64("seed", 0, "`seed` of the random cases; 0 takes CTXSIZE_CONFORMANCE_SEED, or else a new one")
)

// bench is shared by all tests: starting a daemon takes longer than a build.
type bench struct {
	daemon  *builder.Daemon
	program *program.Program
	seed    uint64
}

var shared bench

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "ctxsize-conformance-")
	if err != nil {
		return cannot(err)
	}
	defer os.RemoveAll(dir)
	if err := shared.start(context.Background(), dir); err != nil {
		return cannot(err)
	}
	fmt.Printf("conformance: seed %d; to repeat: CTXSIZE_CONFORMANCE_SEED=%d go test .\n", shared.seed, shared.seed)
	code := m.Run()
	if err := shared.daemon.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		return 1
	}
	return code
}

func (b *bench) start(ctx context.Context, dir string) (err error) {
	if b.seed, err = seed(); err != nil {
		return err
	}
	if err := engine.Check(); err != nil {
		return err
	}
	if b.program, err = program.Build(ctx, dir); err != nil {
		return err
	}
	b.daemon, err = builder.Start(ctx)
	return err
}

func seed() (uint64, error) {
	if *seedFlag != 0 {
		return *seedFlag, nil
	}
	if text := os.Getenv("CTXSIZE_CONFORMANCE_SEED"); text != "" {
		return strconv.ParseUint(text, 10, 64)
	}
	return uint64(rand.Uint32()), nil
}

// cannot is a failure: a run that compared nothing must not look like one
// that found nothing.
func cannot(err error) int {
	fmt.Fprintln(os.Stderr, "conformance: CANNOT RUN, NOTHING WAS COMPARED:", err)
	return 1
}

func record(t *testing.T, c cases.Case, disk cases.Disk) builder.Outcome {
	t.Helper()
	o, err := shared.daemon.Build(t.Context(), caseBuild(c, disk))
	if err != nil {
		t.Fatal(err)
	}
	return o
}
