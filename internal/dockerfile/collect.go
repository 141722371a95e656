// Package dockerfile reads a Dockerfile with BuildKit's parser, and finds its stages, its instructions and the paths that they request of
// contexts. It does not use the disk or the network.
package dockerfile

import (
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/parallel"
)

// CollectOptions say what is built.
type Options struct {
	// Target is the name of the stage, "" for the last one.
	Target string
	// Args are the build arguments.
	Args map[string]string
	// Platform is in the form linux/arm64; "" for linux on the processor of this machine.
	Platform string
	// Contexts are the named contexts: a directory or an address for each name.
	Contexts map[string]string

	// Cache, where given, is shared by several calls for the same text.
	Cache *ParseCache
}

// ParseCache holds parsed Dockerfiles by their text.
type ParseCache = parallel.Memo[*parser.Result]

// Collected is what the instructions of a Dockerfile request.
type Requests struct {
	// Main is what is requested of the main context.
	Main Paths
	// Named is the same for the named contexts that the build reads, remote ones too; those that it does not read are missing.
	Named map[string]Paths
	// Stages, Instructions, Copies, Runs, Starts, Steps, Target, TargetIndex, Unknown and Faults are as in Build.
	Stages       []build.Stage
	Instructions []build.Instruction
	Copies       []build.Copy
	Runs         []build.Run
	Steps        []build.Step
	Starts       []build.Start
	Target       string
	TargetIndex  int
	Unknown      []string
	Faults       []build.Fault
}

// Paths is what is requested of one context; the fields are as in Context.
type Paths struct {
	Requested bool
	Paths     []string
	Whole     []build.Reason
	Loads     [][]string
}

// Collect finds the paths that the stages of a Dockerfile request of their contexts, as BuildKit does
// (github.com/moby/buildkit frontend/dockerfile/dockerfile2llb, Dockerfile2LLB), and refuses what BuildKit refuses. What does not keep the paths
// from being known is a [Fault] and no error.
//
// What base images set (ENV, ONBUILD, WORKDIR) is not known, and taken to be nothing. Errors are a *[SyntaxError], or a *[TargetError]
// for a target that is not there.
func Collect(dockerfile []byte, o Options) (Requests, error) {
	c, err := newCollector(dockerfile, o)
	if err != nil {
		return Requests{}, withLine(err)
	}
	target, err := c.runTarget()
	if err != nil {
		return Requests{}, withLine(err)
	}
	result := Requests{Main: c.main.pathsFor(target), Named: c.namedRequests(target), Target: target.sourceName(), TargetIndex: target.index, Unknown: c.unknown()}
	slices.Sort(result.Unknown)
	result.Faults = c.faults
	c.runUnreachable()
	result.Stages = c.listStages()
	result.Instructions, result.Copies, result.Runs = c.instructions, c.copies, c.runs
	result.Starts, result.Steps = c.starts, c.steps
	slices.SortStableFunc(result.Instructions, func(a, b build.Instruction) int { return a.Line - b.Line })
	slices.SortStableFunc(result.Runs, func(a, b build.Run) int { return a.Line - b.Line })
	slices.SortStableFunc(result.Starts, func(a, b build.Start) int { return a.Line - b.Line })
	return result, nil
}

// plan follows the order in which BuildKit finds faults.
func (c *collector) runTarget() (*node, error) {
	if err := c.addStages(); err != nil {
		return nil, err
	}
	target, err := c.target()
	if err != nil {
		return nil, err
	}
	if err := c.linkInstructions(); err != nil {
		return nil, err
	}
	if err := c.markNeeded(target); err != nil {
		return nil, err
	}
	for _, n := range slices.Clone(c.nodes) {
		if n.reachable && !n.dispatched {
			if err := c.run(n); err != nil {
				return nil, err
			}
		}
	}
	c.markAll(target, "the target is built on it")
	return target, nil
}

// rest lists the instructions of stages that the target does not need. Their faults are none of the build's.
func (c *collector) runUnreachable() {
	c.outsideBuild = true
	for _, n := range slices.Clone(c.nodes) {
		if n.reachable || n.unregistered {
			continue
		}
		if n.base == nil && c.readBase(n) != nil {
			continue
		}
		if !n.triggered {
			_ = c.trigger(n)
		}
		if !n.dispatched {
			_ = c.run(n)
		}
	}
}
