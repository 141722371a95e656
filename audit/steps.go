package audit

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

// step is an instruction that starts programs or names paths.
type step struct {
	keyword string
	stage   int
	line    int
	text    string
	trace   *needs.Trace // nil if no program is started
	paths   []string     // that an ENV or a WORKDIR names
	dir     string
}

// later reports whether the step takes effect when the image is run.
func (s *step) later() bool { return s.keyword != "RUN" }

// programs finds the programs that the builds of a context start. It is shared by all callers with the same eligible files.
type programs struct {
	project *Project
	index   func() *fileIndex
	mu      sync.Mutex // guards the following fields
	steps   map[*build.Build][]step
	traces  map[traceKey]*needs.Trace
	cache   *needs.Cache
}

// traceKey identifies a trace: an instruction of a Dockerfile, with its arguments expanded.
type traceKey struct {
	dockerfile, command, dir, keyword string
	line, stage                       int
}

// of returns the steps of a build, including unreachable stages.
func (p *programs) of(share *Share) []step {
	p.mu.Lock()
	defer p.mu.Unlock()
	if list, known := p.steps[share.Build]; known {
		return list
	}
	var list []step
	add := func(keyword string, stage, line int, text string, i *build.Invocation, paths []string) {
		one := step{keyword: keyword, stage: stage, line: line, text: text, paths: paths, dir: i.Dir}
		if paths == nil {
			one.trace = p.trace(share, &one, i)
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
	slices.SortStableFunc(list, func(a, b step) int { return cmp.Or(cmp.Compare(a.stage, b.stage), cmp.Compare(a.line, b.line)) })
	p.steps[share.Build] = list
	return list
}

func (p *programs) trace(share *Share, s *step, i *build.Invocation) *needs.Trace {
	key := traceKey{dockerfile: share.Build.Dockerfile.Path, command: i.Command, dir: i.Dir, keyword: s.keyword, line: s.line, stage: s.stage}
	if t := p.traces[key]; t != nil {
		return t
	}
	t := needs.Follow(p.files(), needs.Start{Script: p.project.parseInvocation(i), File: share.dockerfile(), Line: s.line, SDK: share.dotnetSDK(s.stage),
		Origins: func(at string) []string { return share.origins(s.stage, at) }})
	p.traces[key] = &t
	return &t
}

// usesGit is [needs.TextUsesGit] for a file of the context, with a cache.
func (p *programs) usesGit(name string, text []byte) (words string, line int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cache.UsesGit(name, text)
}

func (p *programs) files() needs.Files {
	return needs.Files{
		Text:  p.project.text,
		Find:  func(patterns ...string) []string { return p.index().find(patterns...) },
		Cache: p.cache,
	}
}

// parseInvocation is [parseInvocation] with the project's cache.
func (p *Project) parseInvocation(i *build.Invocation) shell.Script {
	if p == nil {
		return parseInvocation(i)
	}
	return parseCached(p.scripts, i)
}

// parseInvocation parses the command of an instruction, by the rules of its shell.
func parseInvocation(i *build.Invocation) shell.Script { return parseCached(nil, i) }

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

// dockerfile returns the build's Dockerfile as messages show it: its path in the context, otherwise its name.
func (s *Share) dockerfile() string {
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
