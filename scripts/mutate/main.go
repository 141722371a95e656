// Command mutate changes one operator or constant of a package at a time and runs the package's own tests: a change that no test notices
// points to code that is not tested.
//
//	go run ./scripts/mutate [-n COUNT] [-seed SEED] [-file FILE:LINE] PACKAGE...
//
// It prints the changes that survive, and exits with 1 if fewer than -min percent were noticed. Changes that cannot make a difference are
// listed in equal.txt, and are not tried. The working tree is not touched: go test reads a changed file through -overlay.
package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

//go:embed equal.txt
var equalText string

// trial is what is tried of each package, and how.
type trial struct {
	count   int
	seed    uint64
	place   string // FILE:LINE, or empty for all
	jobs    int
	timeout time.Duration
}

func main() {
	var t trial
	flag.IntVar(&t.count, "n", 75, "try `COUNT` changes of each package, 0 for all")
	flag.Uint64Var(&t.seed, "seed", 1, "choose them by `SEED`")
	flag.StringVar(&t.place, "file", "", "try only changes in `FILE:LINE`")
	minimum := flag.Float64("min", 90, "exit with 1 if fewer than `PERCENT` are noticed")
	flag.IntVar(&t.jobs, "jobs", 2, "run `N` tests at once")
	flag.Parse()
	var total tally
	for _, pkg := range flag.Args() {
		one, err := t.try(pkg)
		if err != nil {
			fmt.Fprintf(os.Stderr, "mutate: %v\n", err)
			os.Exit(2)
		}
		fmt.Printf("%s: %s\n", pkg, one)
		total.noticed += one.noticed
		total.survived += one.survived
	}
	if total.percent() < *minimum {
		os.Exit(1)
	}
}

// tally counts changes. Those that do not compile are in no number.
type tally struct {
	noticed, survived, equal int
	timedOut                 int // of noticed
}

func (t tally) percent() float64 {
	return 100 * float64(t.noticed) / float64(max(t.noticed+t.survived, 1))
}

func (t tally) String() string {
	return fmt.Sprintf("%d of %d changes noticed (%.0f %%), %d of them because the tests did not end; %d more make no difference (equal.txt)",
		t.noticed, t.noticed+t.survived, t.percent(), t.timedOut, t.equal)
}

// maxTest is how long tests may run without a change.
const maxTest = 10 * time.Minute

// try runs the tests of a package with each of some changes, and prints those that survive.
func (t trial) try(pkg string) (tally, error) {
	list, equal, err := t.choose(pkg)
	if err != nil {
		return tally{}, err
	}
	t.timeout = maxTest
	start := time.Now()
	if out, err := t.test(pkg); err != nil {
		return tally{}, fmt.Errorf("test %s without a change: %w\n%s", pkg, err, out)
	}
	// Tests that run so much longer with a change do not end.
	t.timeout = max(time.Minute, 10*time.Since(start))
	sum := tally{equal: equal}
	var lock sync.Mutex
	var first error
	next := make(chan mutation)
	var workers sync.WaitGroup
	for range t.jobs {
		workers.Go(func() {
			for m := range next {
				result, err := t.run(pkg, m)
				lock.Lock()
				first = cmp.Or(first, err)
				sum.count(result, m)
				lock.Unlock()
			}
		})
	}
	for _, m := range list {
		next <- m
	}
	close(next)
	workers.Wait()
	return sum, first
}

// choose returns the changes of a package to try, and how many of all chosen are equal.
func (t trial) choose(pkg string) (list []mutation, equal int, err error) {
	all, err := mutationsOf(pkg)
	if err != nil {
		return nil, 0, err
	}
	if t.place != "" {
		all = at(all, t.place)
	}
	random := rand.New(rand.NewPCG(t.seed, 0))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	listed := equalList(equalText)
	for _, m := range all {
		switch {
		case t.count > 0 && len(list) == t.count:
			return list, equal, nil
		case listed[m.key()]:
			equal++
		default:
			list = append(list, m)
		}
	}
	return list, equal, nil
}

type result int

const (
	noticed result = iota
	timedOut
	survived
	notCompiled
)

// count adds the result of a change, and prints a change that survived.
func (t *tally) count(r result, m mutation) {
	switch r {
	case noticed:
		t.noticed++
	case timedOut:
		t.noticed++
		t.timedOut++
	case survived:
		t.survived++
		fmt.Println(m)
	}
}

// run runs the tests of a package with one change.
func (t trial) run(pkg string, m mutation) (result, error) {
	dir, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	changed := filepath.Join(dir, "changed.go")
	overlay := filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {m.path: changed}})
	if err != nil {
		return 0, err
	}
	if err := cmp.Or(os.WriteFile(changed, m.apply(), 0o600), os.WriteFile(overlay, replace, 0o600)); err != nil {
		return 0, err
	}
	out, err := t.test(pkg, "-overlay", overlay)
	switch {
	case err == nil:
		return survived, nil
	case bytes.Contains(out, []byte("[build failed]")), bytes.Contains(out, []byte("[setup failed]")):
		return notCompiled, nil
	case bytes.Contains(out, []byte("panic: test timed out")):
		return timedOut, nil
	}
	return noticed, nil
}

// test runs the tests of a package up to the first that fails, and returns their output.
func (t trial) test(pkg string, args ...string) ([]byte, error) {
	args = append([]string{"test", "-vet=off", "-failfast", "-short", "-count=1", "-ldflags=-s -w", "-timeout", t.timeout.String()}, args...)
	return exec.Command("go", append(args, pkg)...).CombinedOutput()
}

// equalList returns the keys in a text: one a line. Lines with # are comments.
func equalList(text string) map[string]bool {
	keys := map[string]bool{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			keys[line] = true
		}
	}
	return keys
}

// at returns the mutations in one line of a file.
func at(mutations []mutation, place string) []mutation {
	var found []mutation
	for _, m := range mutations {
		if strings.HasSuffix(fmt.Sprintf("%s:%d", filepath.ToSlash(m.path), m.line), place) {
			found = append(found, m)
		}
	}
	return found
}
