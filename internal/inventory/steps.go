package inventory

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// Step is an instruction that starts programs or names paths.
type Step struct {
	Keyword string
	Stage   int
	Line    int
	Text    string
	Trace   *needs.Trace // nil where no program is started
	Paths   []string     // that an ENV or a WORKDIR names
	Dir     string
}

// IsStart reports whether the step takes effect when the image is run.
func (s *Step) IsStart() bool { return s.Keyword != "RUN" }

// Programs finds the programs that the builds of a context start. It is shared by all callers with the same eligible files.
type Programs struct {
	project *Project
	Index   func() *fileIndex
	mu      sync.Mutex // of what follows
	steps   map[*build.Build][]Step
	traces  map[traceKey]*needs.Trace
	cache   *needs.Cache
}

// traceKey identifies a trace: an instruction of a Dockerfile, with its arguments expanded.
type traceKey struct {
	dockerfile, command, dir, keyword string
	line, stage                       int
}

// Steps returns the steps of a build, including unreachable stages.
func (p *Programs) Steps(share *Share) []Step {
	p.mu.Lock()
	defer p.mu.Unlock()
	if list, known := p.steps[share.Build]; known {
		return list
	}
	var list []Step
	add := func(keyword string, stage, line int, text string, i *build.Invocation, paths []string) {
		one := Step{Keyword: keyword, Stage: stage, Line: line, Text: text, Paths: paths, Dir: i.Dir}
		if paths == nil {
			one.Trace = p.trace(share, &one, i)
		}
		list = append(list, one)
	}
	for n := range share.Build.Runs {
		r := &share.Build.Runs[n]
		add("RUN", r.StageIndex, r.Line, r.Text, &r.Invocation, nil)
	}
	for n := range share.Build.Starts {
		s := &share.Build.Starts[n]
		add(s.Keyword, s.StageIndex, s.Line, s.Text, &s.Invocation, s.Paths)
	}
	slices.SortStableFunc(list, func(a, b Step) int { return cmp.Or(cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Line, b.Line)) })
	p.steps[share.Build] = list
	return list
}

func (p *Programs) trace(share *Share, s *Step, i *build.Invocation) *needs.Trace {
	key := traceKey{dockerfile: share.Build.Dockerfile.Path, command: i.Command, dir: i.Dir, keyword: s.Keyword, line: s.Line, stage: s.Stage}
	if t := p.traces[key]; t != nil {
		return t
	}
	t := needs.Follow(p.files(), needs.Start{Script: p.project.parseInvocation(i), File: share.Dockerfile(), Line: s.Line, SDK: share.dotnetSDK(s.Stage),
		Origins: func(at string) []string { return share.origins(s.Stage, at) }})
	p.traces[key] = &t
	return &t
}

// UsesGit is [needs.TextUsesGit] for a file of the context, with a cache.
func (p *Programs) UsesGit(name string, text []byte) (words string, line int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cache.UsesGit(name, text)
}

func (p *Programs) files() needs.Files {
	return needs.Files{
		Text:  p.project.Text,
		Find:  func(patterns ...string) []string { return p.Index().Find(patterns...) },
		Cache: p.cache,
	}
}

// parseInvocation is [ParseInvocation] with the project's cache.
func (p *Project) parseInvocation(i *build.Invocation) shell.Script {
	if p == nil {
		return ParseInvocation(i)
	}
	return parseCached(p.scripts, i)
}

// ParseInvocation parses the command of an instruction, by the rules of its shell.
func ParseInvocation(i *build.Invocation) shell.Script { return parseCached(nil, i) }

func parseCached(cache *shell.Cache, i *build.Invocation) shell.Script {
	o := shell.Options{Env: i.Env, Dir: i.Dir, Shell: "sh"}
	switch {
	case i.Args != nil:
		return shell.Exec(i.Args, o)
	case len(i.Shell) > 0:
		o.Shell = strings.TrimSuffix(strings.ToLower(i.Shell[0]), ".exe")
	case i.Windows:
		o.Shell = "cmd"
	}
	if line, _, _ := strings.Cut(i.Command, "\n"); strings.HasPrefix(line, "#!") {
		words := strings.Fields(line[2:])
		if o.Shell = ""; len(words) > 0 {
			o.Shell = words[len(words)-1]
		}
		o.Shell = cmp.Or(o.Shell, "unknown")
	}
	return cache.Parse(i.Command, o)
}

// Dockerfile returns the build's Dockerfile as messages show it: its path in the context, otherwise its name.
func (s *Share) Dockerfile() string {
	d := s.Build.Dockerfile
	if d == nil {
		return ""
	}
	return cmp.Or(d.ContextPath, filepath.Base(d.Path))
}

// dotnetSDK returns the major version of the .NET SDK in the base image of a stage, 0 if unknown.
func (s *Share) dotnetSDK(stage int) int {
	for _, at := range s.chain(stage) {
		n := slices.IndexFunc(s.Build.Stages, func(st build.Stage) bool { return st.Index == at })
		if n < 0 || s.Build.Stages[n].BaseStage >= 0 {
			continue
		}
		image, tag, _ := strings.Cut(path.Base(s.Build.Stages[n].Base), ":")
		major, _, _ := strings.Cut(tag, ".")
		if version, err := strconv.Atoi(major); err == nil && image == "sdk" {
			return version
		}
	}
	return 0
}
