// Package dockerfile reads a Dockerfile with BuildKit's parser, and finds its stages, its instructions and the paths that they request of
// contexts. It does not use the disk or the network.
package dockerfile

import (
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/parallel"
)

// Options select the build.
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
type ParseCache = parallel.Memo[*source]

// Requests are the paths that a build requests, with its stages and instructions.
type Requests struct {
	// Main are the paths of the main context.
	Main Paths
	// Named are the paths of the named contexts that the build reads, remote ones included.
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

// Paths are the paths that are requested of one context. The fields are as in [build.Context].
type Paths struct {
	Requested bool
	Paths     []string
	Whole     []build.Reason
	Loads     [][]string
}

// Collect finds the paths that a Dockerfile requests of its contexts, as BuildKit does (github.com/moby/buildkit
// frontend/dockerfile/dockerfile2llb, Dockerfile2LLB), and returns the errors that BuildKit returns. An error that leaves the paths known is
// a [build.Fault].
//
// ENV, ONBUILD and WORKDIR of base images are not known, and taken to be empty. Errors are a *[build.SyntaxError], or a *[build.TargetError]
// for a target that does not exist.
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

// runTarget runs the stages that the target depends on, in the order in which BuildKit finds errors.
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

// runUnreachable lists the instructions of the other stages. Their errors do not concern the build.
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
