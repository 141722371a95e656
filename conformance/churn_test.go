package conformance

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/history"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/rebuild"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/cases"
	"github.com/ctxsize/ctxsize/conformance/histories"
)

var churnCount = flag.Int("histories", 6, "`number` of random histories whose commits are built")

// TestChurn builds every commit of random histories with one cache, and compares which instructions ran with the prediction.
// No test is run at the same time: some free the cache of the builder.
func TestChurn(t *testing.T) {
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
					if t.Failed() {
						t.Logf("-- Dockerfile --\n%s-- .dockerignore --\n%s-- commits, the oldest first --\n%s", h.Dockerfile, h.Ignore, strings.Join(h.Commits, "\n--\n"))
					}
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
	compared, count := 0, map[string]int{}
	for _, s := range churn.Steps {
		count[s.Text]++
	}
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
		if n == len(numbers)-1 || n == churn.First {
			// The first one fills the cache.
			continue
		}
		for i := range churn.Steps {
			s := &churn.Steps[i]
			if count[s.Text] > 1 || strings.Contains(s.Text, "$") || s.Keyword == "WORKDIR" {
				// The builder lists expanded texts, and here they have to be different.
				continue
			}
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
	for name, value := range b.build.Args {
		request.BuildArgs = append(request.BuildArgs, name+"="+value)
	}
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
	churn, err := past.Churn(rebuild.Build{Build: one.Build, Contexts: one.Usages()})
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

// maxHistory is the number of commits of a real repository that are built.
const maxHistory = 20

// TestChurnProjects builds the last commits of the clones in CTXSIZE_CONFORMANCE_HISTORIES. Only their COPY and ADD instructions are built, in their
// stages: those that run programs are dropped.
func TestChurnProjects(t *testing.T) {
	for _, dir := range filepath.SplitList(os.Getenv("CTXSIZE_CONFORMANCE_HISTORIES")) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			work := filepath.Join(t.TempDir(), filepath.Base(dir))
			if out, err := exec.CommandContext(t.Context(), "git", "clone", "-q", "--shared", dir, work).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			_, specs, err := project.Read(t.Context(), build.Request{Context: work, Dir: work}, project.Request{})
			if err != nil {
				t.Fatal(err)
			}
			compared := 0
			for n, s := range specs {
				if b, ok := historyOf(t, filepath.Join(t.TempDir(), fmt.Sprint(n)), work, s.Request); ok {
					past, churn := predict(t, b, maxHistory)
					compared += compareHistory(t, b, past, churn)
				}
			}
			t.Logf("%d steps of %d builds were compared", compared, len(specs))
			if compared == 0 {
				t.Error("nothing was compared")
			}
		})
	}
}

// fromStage matches a COPY from a stage, whose files a RUN would have made.
var fromStage = regexp.MustCompile(`(?mi)^COPY[^\n]*--from=(?:[^\n]*\\\n)*[^\n]*\n`)

// fromScratch matches the beginning of a stage that is built on nothing.
var fromScratch = regexp.MustCompile(`(?mi)^FROM scratch.*$`)

// collected returns a Dockerfile without what is copied between stages, and with a last stage that needs all of them. Its stages have a directory of
// their own: the builds of a project share the cache of a builder.
func collected(text, directory string) string {
	text = fromStage.ReplaceAllString(text, "")
	text = fromScratch.ReplaceAllString(text, "$0\nWORKDIR /"+directory)
	stages := strings.Count(strings.ToUpper("\n"+text), "\nFROM ")
	text += "FROM scratch AS collected\n"
	for n := range stages {
		text += fmt.Sprintf("COPY --from=%d / /%d/\n", n, n)
	}
	return text
}

// historyOf returns a build of a project with a copy of its Dockerfile and ignore file beside the repository. ok is false where it reads nothing
// of this machine, or where the newest commit does not have its sources.
func historyOf(t *testing.T, dir, repository string, r build.Request) (b historyBuild, ok bool) {
	t.Helper()
	if r.Inline != nil || !isLocal(r) || len(r.BuildContexts) > 0 {
		return b, false
	}
	file := r.Dockerfile
	if file == "" {
		file = filepath.Join(r.Context, "Dockerfile")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return b, false
	}
	fit, err := cases.Scratch(text)
	if err != nil {
		return b, false
	}
	ignore, err := os.ReadFile(file + ".dockerignore")
	if err != nil {
		// Where there is none, nothing is excluded.
		ignore, _ = os.ReadFile(filepath.Join(r.Context, ".dockerignore"))
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "Dockerfile")
	write(t, copied, []byte(collected(fit, "trial")))
	write(t, copied+".dockerignore", append(ignore, "\n.git\n"...))
	b = historyBuild{repository, builder.Build{Context: r.Context, Dockerfile: copied, Args: map[string]string{}}}
	for _, pair := range r.BuildArgs {
		key, value, _ := strings.Cut(pair, "=")
		b.build.Args[key] = value
	}
	if _, err := shared.daemon.Warm(t.Context(), b.build); err != nil {
		t.Logf("%s does not build here: %v", file, err)
		return b, false
	}
	// What the trial has left in the cache does not count.
	write(t, copied, []byte(collected(fit, fmt.Sprintf("build-%08x", rand.Uint32()))))
	return b, true
}
