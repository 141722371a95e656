package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/launch"
)

const (
	// launchKeyword is the keyword of the steps by which files of the project start images.
	launchKeyword = "command"
	// maxLaunchFiles is the maximum number of files that are searched for such commands, and maxLaunches that of the commands.
	maxLaunchFiles = 60
	maxLaunches    = 50
)

// launched is a command with the file that starts an image with it.
type launched struct {
	launch.Command
	file string
}

// launches returns the commands that files of the project start an image with, as steps of the target: which of the images each of them
// starts is not known.
func (p *Programs) launches(share *Share, flow [32]byte) []Step {
	b := share.Build
	if p.launched == nil {
		p.launched = p.findLaunches()
	}
	commands := slices.Concat(p.entryScripts(share), p.launched)
	if len(commands) == 0 || len(b.Stages) == 0 {
		return nil
	}
	env, dir := lastEnvironment(b)
	var list []Step
	for _, l := range commands {
		i := build.Invocation{Command: l.Script, Args: l.Args, Dir: dir, Env: env}
		one := Step{Keyword: launchKeyword, Stage: b.TargetIndex, Line: l.Line, Text: fmt.Sprintf("command in %s", l.file), Dir: dir}
		one.Trace = p.traceIn(l.file, share, flow, &one, &i)
		list = append(list, one)
	}
	return list
}

// startDirectories are those whose scripts the entrypoints of common images run.
var startDirectories = []string{"docker-entrypoint-initdb.d", "docker-entrypoint.d", "entrypoint.d", "cont-init.d", "custom-cont-init.d", "my_init.d"}

// entryScripts returns the scripts that a build copies into one of the start directories.
func (p *Programs) entryScripts(share *Share) []launched {
	var list []launched
	for n := range share.Build.Instructions {
		in := &share.Build.Instructions[n]
		if in.Context != share.Usage.Context.Name || !slices.ContainsFunc(startDirectories, func(dir string) bool { return strings.Contains(in.Dest, dir) }) {
			continue
		}
		for _, name := range p.Index().Find("*.sh") {
			for _, source := range in.Sources {
				if at, ok := Landing(source, name, in.Dest); ok && len(list) < maxLaunches {
					list = append(list, launched{launch.Command{Line: 1, Args: []string{"sh", at}}, name})
				}
			}
		}
	}
	return list
}

// lastEnvironment returns the variables and the working directory at the end of the target.
func lastEnvironment(b *build.Build) (env map[string]string, dir string) {
	dir = "/"
	for n := range b.Starts {
		if s := &b.Starts[n]; s.StageIndex == b.TargetIndex {
			if s.Keyword == "WORKDIR" && len(s.Paths) > 0 {
				dir = s.Paths[0]
			}
			if s.Env != nil {
				env = s.Env
			}
		}
	}
	for n := range b.Runs {
		if r := &b.Runs[n]; r.StageIndex == b.TargetIndex && env == nil {
			env = r.Env
		}
	}
	return env, dir
}

// launchesIn returns the commands that a file starts images with.
func (p *Project) launchesIn(name string) []launch.Command {
	if known, ok := p.started.Load(name); ok {
		return known.([]launch.Command)
	}
	list := launch.Read(name, p.Small(name))
	p.started.Store(name, list)
	return list
}

// findLaunches reads the commands of the files that may have some. Of several equal ones it returns the first.
func (p *Programs) findLaunches() []launched {
	list := []launched{}
	files := slices.Clone(p.Index().Find(launch.Patterns()...))
	slices.SortStableFunc(files, func(a, b string) int { return cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")) })
	seen := map[string]bool{}
	for _, name := range files[:min(len(files), maxLaunchFiles)] {
		for _, c := range p.project.launchesIn(name) {
			key := fmt.Sprintf("%q %q", c.Script, c.Args)
			if len(list) < maxLaunches && !seen[key] {
				seen[key] = true
				list = append(list, launched{c, name})
			}
		}
	}
	return list
}
