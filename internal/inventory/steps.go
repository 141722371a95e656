package inventory

import (
	"cmp"
	"crypto/sha256"
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

// IsLaunch reports whether a file of the project, such as a compose file, starts the image with the command.
func (s *Step) IsLaunch() bool { return s.Keyword == launchKeyword }

// Programs finds the programs that the builds of a context start. It is shared by all callers with the same eligible files.
type Programs struct {
	project *Project
	Index   func() *fileIndex
	mu      sync.Mutex // of what follows
	steps   map[stepsKey][]Step
	traces  map[traceKey]*needs.Trace
	cache   *needs.Cache
	// observed are the traces of commands that start images, each with all that it depends on of the image.
	observed map[alikeKey][]observed
	// launched are the commands that files of the project start images with; nil before they are read.
	launched []launched
}

// stepsKey identifies the steps of a build, and the context whose files they start.
type stepsKey struct {
	build   *build.Build
	context string
}

// Steps returns the steps of a build, including unreachable stages, sorted by stage and line.
func (p *Programs) Steps(share *Share) []Step {
	p.mu.Lock()
	defer p.mu.Unlock()
	known := stepsKey{share.Build, share.Usage.Context.Name}
	if list, ok := p.steps[known]; ok {
		return list
	}
	var list []Step
	flow := share.flow()
	add := func(keyword string, stage, line int, text string, i *build.Invocation, paths []string) {
		one := Step{Keyword: keyword, Stage: stage, Line: line, Text: text, Paths: paths, Dir: i.Dir}
		if paths == nil {
			one.Trace = p.trace(share, flow, &one, i)
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
	list = append(list, p.launches(share, flow)...)
	slices.SortStableFunc(list, func(a, b Step) int { return cmp.Or(cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Line, b.Line)) })
	p.steps[known] = list
	return list
}

func (p *Programs) trace(share *Share, flow [sha256.Size]byte, s *Step, i *build.Invocation) *needs.Trace {
	return p.traceIn(share.Dockerfile(), share, flow, s, i)
}

// traceIn returns what a step in that file starts.
func (p *Programs) traceIn(file string, share *Share, flow [sha256.Size]byte, s *Step, i *build.Invocation) *needs.Trace {
	reader := p.project.scripts.Reader(optionsOf(i))
	key := s.traceKey(flow, file, i, reader)
	if t := p.traces[key]; t != nil {
		return t
	}
	sdk := share.dotnetSDK(s.Stage)
	alike := alikeKey{key, sdk}
	alike.flow, alike.stage = [sha256.Size]byte{}, 0
	at := origins{share: share, stage: s.Stage, known: map[string][]string{}}
	for _, o := range p.observed[alike] {
		if at.agree(o.origins) {
			p.traces[key] = o.trace
			return o.trace
		}
	}
	t := needs.Follow(p.files(), needs.Start{Script: parseWith(reader, i), File: file, Line: s.Line, SDK: sdk, AtStart: s.IsStart(), CallsOnly: s.IsLaunch(), Origins: at.of})
	p.traces[key] = &t
	if s.IsLaunch() {
		p.observed[alike] = append(p.observed[alike], observed{&t, at.known})
	}
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
		Text:    p.project.Text,
		Find:    func(patterns ...string) []string { return p.Index().Find(patterns...) },
		Package: p.project.Package,
		Cache:   p.cache,
	}
}

// parseInvocation is [ParseInvocation] with the project's cache.
func (p *Project) parseInvocation(i *build.Invocation) shell.Script {
	if p == nil {
		return ParseInvocation(i)
	}
	return parseWith(p.scripts.Reader(optionsOf(i)), i)
}

// ParseInvocation parses the command of an instruction, by the rules of its shell.
func ParseInvocation(i *build.Invocation) shell.Script {
	return parseWith((*shell.Cache)(nil).Reader(optionsOf(i)), i)
}

// parseWith parses the command of an instruction with a reader that has its options.
func parseWith(r *shell.Reader, i *build.Invocation) shell.Script {
	if i.Args != nil {
		return shell.Exec(i.Args, optionsOf(i))
	}
	return r.Parse(i.Command)
}

// optionsOf returns how the shell of an instruction is started.
func optionsOf(i *build.Invocation) shell.Options {
	o := shell.Options{Env: i.Env, Dir: i.Dir, Shell: "sh"}
	switch {
	case i.Args != nil:
		return o
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
	return o
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
	image, tag := s.BaseImage(stage)
	major, _, _ := strings.Cut(tag, ".")
	if version, err := strconv.Atoi(major); err == nil && image == "sdk" {
		return version
	}
	return 0
}
