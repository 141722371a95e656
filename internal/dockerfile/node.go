package dockerfile

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/containerd/platforms"
	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/ctxsize/ctxsize/internal/build"
)

const scratch = "scratch"

// node is a stage of the file, or an image or named context that an instruction uses. BuildKit numbers all of them.
type node struct {
	stage        instructions.Stage
	index        int  // among the stages of the file
	unregistered bool // not a stage of the file
	base         *node
	deps         []*node
	commands     []command

	reachable  bool // the target needs it
	resolved   bool // its base image was looked at
	triggered  bool // the ONBUILD triggers of its base are among its commands
	dispatched bool // its commands were run

	word     string // the base as written
	unset    bool   // the base is not known, because variables in it have no value
	replaced string // the named context that stands for the stage, as given
	context  string // the named context at its root, as given
	platform platforms.Platform
	forced   bool // the platform is from FROM --platform
	env      variables
	envCopy  map[string]string // see environment
	imageEnv variables         // what stays in the image: ENV without ARG
	user     string            // as in Run
	dir      string
	shell    []string // of SHELL, nil where it is the platform's
	dirKnown bool     // false where the base image may say otherwise
	requests *fileRequests
	reads    map[*fileRequests]struct{} // the contexts that its file system is made of
}

// command is an instruction with the nodes that it reads.
type command struct {
	instructions.Command
	from    []*node
	trigger bool
	line    int
	text    string // the instruction on one line, when it is run
}

// addStages makes a node of each FROM.
func (c *collector) addStages() error {
	for i, st := range c.stages {
		n := &node{stage: st, index: i}
		if err := c.expandFrom(n); err != nil {
			return parser.WithLocation(err, st.Location)
		}
		if st.Name != "" {
			given, _, err := c.context(st.Name)
			if err != nil {
				return parser.WithLocation(err, st.Location)
			}
			n.replaced = given
		}
		c.add(n)
		if n.replaced != "" {
			n.base = nil
		}
	}
	return nil
}

// expandFrom expands the variables of a FROM.
func (c *collector) expandFrom(n *node) error {
	base, err := c.expand(n.stage.BaseName, c.globals)
	if err != nil {
		return err
	}
	n.word, n.platform = n.stage.BaseName, c.platform
	if base == "" {
		err := fmt.Errorf("base name (%s) should not be blank", n.word)
		if n.unset = c.baseFault(n.stage, n.word, err); !n.unset {
			return err
		}
		base = n.word
	}
	n.stage.BaseName = base
	if n.stage.Platform == "" {
		return nil
	}
	err = c.expandPlatform(n)
	if err != nil && c.baseFault(n.stage, n.stage.Platform, err) {
		n.platform = c.platform
		return nil
	}
	return err
}

// expandPlatform reads FROM --platform.
func (c *collector) expandPlatform(n *node) error {
	text, err := c.expand(n.stage.Platform, c.globals)
	if err != nil {
		return fmt.Errorf("the platform %s: %w", n.stage.Platform, err)
	}
	if text == "" {
		return fmt.Errorf("empty platform value from expression %s", n.stage.Platform)
	}
	if n.platform, err = platforms.Parse(text); err != nil {
		return fmt.Errorf("failed to parse platform %s: %w", n.stage.Platform, err)
	}
	n.forced = true
	return nil
}

// add numbers a node, and finds the earlier stage that it is built on.
func (c *collector) add(n *node) {
	c.nodes = append(c.nodes, n)
	n.base = c.byName[n.stage.BaseName]
	if n.stage.Name != "" {
		c.byName[strings.ToLower(n.stage.Name)] = n
	}
}

// target returns the stage that is built.
func (c *collector) target() (*node, error) {
	if c.options.Target == "" {
		return c.nodes[len(c.nodes)-1], nil
	}
	if n, ok := c.byName[strings.ToLower(c.options.Target)]; ok {
		return n, nil
	}
	err := &build.TargetError{Target: c.options.Target}
	for _, st := range c.stages {
		if st.Name != "" {
			err.Stages = append(err.Stages, sourceStageName(st))
		}
	}
	return nil, err
}

// newExternalNode returns the node of an image or a named context.
func (c *collector) newExternalNode(name string, location []parser.Range) *node {
	return &node{stage: instructions.Stage{BaseName: name, Location: location}, unregistered: true, platform: c.platform}
}

// readBase resolves the base of a node without a base stage.
func (c *collector) readBase(n *node) error {
	n.resolved = n.reachable || c.outsideBuild
	n.env, n.imageEnv, n.dir = variables{}, variables{}, "/"
	n.requests, n.reads = &fileRequests{paths: map[string]struct{}{}}, map[*fileRequests]struct{}{}
	n.dispatched = n.unregistered
	if n.unset {
		return nil
	}
	if n.stage.BaseName == scratch && n.replaced == "" {
		n.dirKnown, n.platform = true, c.platform
		return nil
	}
	named, err := c.source.reference(n.stage.BaseName)
	if err != nil {
		err = fmt.Errorf("failed to parse stage name %q: %w", n.stage.BaseName, err)
		if n.unset = !n.unregistered && c.baseFault(n.stage, n.word, err); n.unset {
			return nil
		}
		return err
	}
	if !n.resolved {
		return nil
	}
	given := n.replaced
	if given != "" {
		n.dispatched = true
	} else if len(c.contexts) > 0 {
		if given, _, err = c.context(reference.TagNameOnly(named).String()); err != nil {
			return err
		}
	}
	c.rootIn(n, given)
	return nil
}

// rootIn makes a named context the root of a node.
func (c *collector) rootIn(n *node, given string) {
	if given == "" {
		return
	}
	value := c.options.Contexts[given]
	n.context, n.dirKnown = given, !imageContext(value)
	n.requests.context, n.requests.client = given, !IsRemoteContext(value)
	if n.replaced != "" && n.dirKnown && !n.forced {
		// BuildKit drops the platform of a stage that a directory replaces: its paths are those of Linux.
		n.platform = platforms.Platform{}
	}
	n.reads[n.requests] = struct{}{}
}

// inherit copies the state of the base stage.
func (n *node) inherit() {
	b := n.base
	if b == nil || b.env == nil {
		return
	}
	n.env, n.imageEnv, n.reads = maps.Clone(b.env), maps.Clone(b.imageEnv), maps.Clone(b.reads)
	n.envCopy = nil
	n.user, n.dir, n.dirKnown, n.shell = b.user, b.dir, b.dirKnown, b.shell
	n.requests, n.platform, n.context = b.requests, b.platform, b.context
}

// label returns the name of a stage, else its index.
func (n *node) label() string {
	if name := n.sourceName(); name != "" {
		return name
	}
	return strconv.Itoa(n.index)
}

func (n *node) sourceName() string { return sourceStageName(n.stage) }

// sourceStageName returns the name of a stage as written: the parser folds its case.
func sourceStageName(st instructions.Stage) string {
	fields := strings.Fields(st.SourceCode)
	if len(fields) > 0 && strings.EqualFold(fields[len(fields)-1], st.Name) {
		return fields[len(fields)-1]
	}
	return st.Name
}

// byIndex returns the node of --from=N: a stage, or what an earlier instruction used, in order of appearance.
func (c *collector) byIndex(index int) (*node, error) {
	if index < 0 || index >= len(c.nodes) {
		return nil, fmt.Errorf("invalid stage index %d", index)
	}
	return c.nodes[index], nil
}

var errFromVariable = errors.New("variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround")
