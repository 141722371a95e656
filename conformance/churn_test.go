package conformance

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/history"
	"github.com/ctxsize/ctxsize/internal/rebuild"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/histories"
)

var churnCount = flag.Int("histories", 6, "`number` of random histories whose commits are built")

// TestChurn builds every commit of random histories with one cache, and compares which instructions ran with the prediction.
func TestChurn(t *testing.T) {
	t.Parallel()
	compared := 0
	for n := range *churnCount {
		t.Run(fmt.Sprintf("%04d", n), func(t *testing.T) {
			random := rand.New(rand.NewPCG(shared.seed, uint64(n)))
			for {
				h := histories.Generate(random)
				dir := t.TempDir()
				if err := h.Write(t.Context(), filepath.Join(dir, "repository")); err != nil {
					t.Fatal(err)
				}
				b := trialBuild(t, dir, h.Dockerfile, h.Ignore)
				past, churn := predict(t, b, 0)
				if len(churn.Untracked) == 0 {
					// The newest commit builds.
					compared += compareHistory(t, b, past, churn)
					return
				}
			}
		})
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

// historyBuild is a build in the clone of a repository, with a Dockerfile and an ignore file that no commit changes.
type historyBuild struct {
	repository string
	build      builder.Build
}

// trialBuild writes the Dockerfile and the ignore file of a history beside its repository, and a shell into a context of its own.
func trialBuild(t *testing.T, dir, dockerfile, ignore string) historyBuild {
	t.Helper()
	tools := filepath.Join(dir, "tools")
	if err := os.Mkdir(tools, 0o755); err != nil {
		t.Fatal(err)
	}
	shell, err := os.ReadFile(*shellFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(tools, "busybox"), shell, 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "Dockerfile")
	write(t, file, []byte(dockerfile))
	write(t, file+".dockerignore", []byte(ignore))
	repository := filepath.Join(dir, "repository")
	return historyBuild{repository, builder.Build{Context: repository, Dockerfile: file, Named: map[string]string{"tools": tools}}}
}

// compareHistory returns the number of steps that were compared.
func compareHistory(t *testing.T, b historyBuild, past *rebuild.Past, churn *rebuild.Churn) int {
	t.Helper()
	numbers := make([]int, len(past.Commits))
	for n := range numbers {
		numbers[n] = len(numbers) - 1 - n
	}
	compared := 0
	for _, n := range numbers {
		if slices.Contains(churn.Failing, n) {
			continue
		}
		checkOut(t, b.repository, past.Commits[n].ID)
		steps, err := shared.daemon.Warm(t.Context(), b.build)
		if err != nil {
			t.Errorf("commit %d (%s) does not build: %v", n, past.Commits[n].ID, err)
			continue
		}
		if n == len(numbers)-1 {
			// The first one fills the cache.
			continue
		}
		for i := range churn.Steps {
			s := &churn.Steps[i]
			ran, known := steps[s.Text]
			if !known {
				t.Errorf("commit %d: the builder does not list %q: %v", n, s.Text, steps)
			} else if want := slices.Contains(s.Commits, n); ran != want {
				t.Errorf("commit %d (%s), line %d, %s: the builder ran it: %v, predicted: %v", n, past.Commits[n].ID, s.Line, s.Text, ran, want)
			}
			compared++
		}
	}
	if t.Failed() && testing.Verbose() {
		text, _ := os.ReadFile(b.build.Dockerfile)
		ignore, _ := os.ReadFile(b.build.Dockerfile + ".dockerignore")
		log, _ := exec.CommandContext(t.Context(), "git", "-C", b.repository, "log", "--all", "--raw", "--format=%h %s").Output()
		t.Logf("%s\n---\n%s\n---\n%s", text, ignore, log)
	}
	return compared
}

// predict replays the main line of a history, at most max commits of it, 0 for all.
func predict(t *testing.T, b historyBuild, max int) (*rebuild.Past, *rebuild.Churn) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	request := ctxsize.Request{Context: b.build.Context, Dockerfile: b.build.Dockerfile, Target: b.build.Target, Dir: b.repository, Env: os.Environ()}
	for name, dir := range b.build.Named {
		request.BuildContexts = append(request.BuildContexts, name+"="+dir)
	}
	a, err := ctxsize.Analyze(ctx, ctxsize.Options{Request: request, NoTransfer: true})
	if err != nil {
		t.Fatal(err)
	}
	r, err := history.Find(ctx, b.repository, os.Environ())
	if err != nil {
		t.Fatal(err)
	}
	past, err := rebuild.Read(ctx, r, history.Options{FirstParent: true, Commits: max})
	if err != nil {
		t.Fatal(err)
	}
	one := &a.Builds[0]
	churn, err := past.Churn(rebuild.Build{Build: &one.Build, Contexts: one.Contexts()})
	if err != nil {
		t.Fatal(err)
	}
	return past, churn
}

// checkOut replaces the work tree.
func checkOut(t *testing.T, repository, commit string) {
	t.Helper()
	for _, args := range [][]string{{"checkout", "-q", "--force", "--detach", commit}, {"clean", "-q", "-ffdx"}} {
		if out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", repository}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}
