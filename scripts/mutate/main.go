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
)

//go:embed equal.txt
var equalList string

func main() {
	count := flag.Int("n", 75, "try `COUNT` changes of each package, 0 for all")
	seed := flag.Uint64("seed", 1, "choose them by `SEED`")
	place := flag.String("file", "", "try only changes in `FILE:LINE`")
	minimum := flag.Float64("min", 90, "exit with 1 if fewer than `PERCENT` are noticed")
	timeout := flag.String("timeout", "300s", "a test that runs longer than `DURATION` has noticed the change")
	flag.Parse()
	var total tally
	for _, pkg := range flag.Args() {
		t, err := try(pkg, *place, *timeout, *count, *seed)
		if err != nil {
			fmt.Fprintf(os.Stderr, "mutate: %v\n", err)
			os.Exit(2)
		}
		fmt.Printf("%s: %s\n", pkg, t)
		total.noticed += t.noticed
		total.survived += t.survived
	}
	if total.percent() < *minimum {
		os.Exit(1)
	}
}

// tally counts changes. Those that do not compile are in neither number.
type tally struct{ noticed, survived int }

func (t tally) percent() float64 {
	return 100 * float64(t.noticed) / float64(max(t.noticed+t.survived, 1))
}

func (t tally) String() string {
	return fmt.Sprintf("%d of %d changes noticed (%.0f %%)", t.noticed, t.noticed+t.survived, t.percent())
}

// try runs the tests of a package with each of some changes, and prints those that survive.
func try(pkg, place, timeout string, count int, seed uint64) (tally, error) {
	var t tally
	list, err := mutationsOf(pkg)
	if err != nil {
		return t, err
	}
	list = without(list, equalList)
	if place != "" {
		list = at(list, place)
	}
	random := rand.New(rand.NewPCG(seed, 0))
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	if count > 0 {
		list = list[:min(count, len(list))]
	}
	for _, m := range list {
		result, err := run(pkg, m, timeout)
		if err != nil {
			return t, err
		}
		switch result {
		case noticed:
			t.noticed++
		case survived:
			t.survived++
			fmt.Println(m)
		}
	}
	return t, nil
}

type result int

const (
	noticed result = iota
	survived
	notCompiled
)

// run runs the tests of a package with one change.
func run(pkg string, m mutation, timeout string) (result, error) {
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
	test := exec.Command("go", "test", "-overlay", overlay, "-vet=off", "-failfast", "-count=1", "-timeout", timeout, pkg)
	out, err := test.CombinedOutput()
	switch {
	case err == nil:
		return survived, nil
	case bytes.Contains(out, []byte("[build failed]")), bytes.Contains(out, []byte("[setup failed]")):
		return notCompiled, nil
	}
	return noticed, nil
}

// without returns the mutations that are not in a list of lines "FILE: TEXT OF THE LINE: BEFORE -> AFTER". Lines with # are comments.
func without(mutations []mutation, list string) []mutation {
	skip := map[string]bool{}
	for line := range strings.Lines(list) {
		skip[strings.TrimSpace(line)] = true
	}
	var rest []mutation
	for _, m := range mutations {
		if !skip[m.key()] {
			rest = append(rest, m)
		}
	}
	return rest
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
