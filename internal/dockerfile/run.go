package dockerfile

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// defaultPath is the PATH of a stage that sets none (util/system, DefaultPathEnv).
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// run runs the commands of a stage.
func (c *collector) run(n *node) error {
	n.inherit()
	n.dispatched = true
	if err := c.keepVariables(2 * len(n.env)); err != nil {
		return parser.WithLocation(err, n.stage.Location)
	}
	if n.env == nil {
		return errors.New("the base stage does not exist")
	}
	if _, ok := n.imageEnv["PATH"]; !ok && n.platform.OS != "windows" {
		n.imageEnv["PATH"] = defaultPath
	}
	// The environment of the base image wins over arguments of the base stage that have the same name.
	maps.Copy(n.env, n.imageEnv)
	n.envCopy = nil
	for _, cmd := range n.commands {
		err := c.runCommand(n, cmd)
		if err != nil && !c.outsideBuild {
			return parser.WithLocation(err, cmd.Location())
		}
	}
	return nil
}

func (c *collector) runCommand(n *node, cmd command) error {
	given := sourceWords(cmd.Command)
	cmd.text = oneLine(fmt.Sprint(cmd.Command))
	if err := c.expandCommand(n, cmd.Command); err != nil {
		if run, ok := cmd.Command.(*instructions.RunCommand); ok {
			c.mountFault(cmd, err)
			c.markAll(n, "RUN may read any of its files")
			c.noteRun(n, cmd, run)
			return nil
		}
		return err
	}
	switch ic := cmd.Command.(type) {
	case *instructions.ArgCommand:
		return c.arg(n, ic)
	case *instructions.EnvCommand:
		c.setEnv(n, cmd, ic)
		return nil
	case *instructions.WorkdirCommand:
		return c.setWorkdir(n, cmd, ic)
	case *instructions.ShellCommand:
		n.shell = ic.Shell
		return nil
	case *instructions.UserCommand:
		n.setUser(ic)
		return nil
	case *instructions.AddCommand:
		return c.addFiles(n, cmd, ic, given)
	case *instructions.CopyCommand:
		return c.copyFiles(n, cmd, ic, given)
	case *instructions.RunCommand:
		return c.runMounts(n, cmd, ic)
	default:
		c.noteStart(n, cmd)
		return c.checkCommand(n, ic)
	}
}

func (c *collector) setEnv(n *node, cmd command, env *instructions.EnvCommand) {
	s := c.start(n, cmd, "ENV")
	for _, e := range env.Env {
		n.env[e.Key], n.imageEnv[e.Key], n.envCopy = e.Value, e.Value, nil
		s.Paths = append(s.Paths, e.Value)
	}
	s.Env = n.environment()
	c.starts = append(c.starts, s)
}

func (c *collector) setWorkdir(n *node, cmd command, to *instructions.WorkdirCommand) error {
	err := n.workdir(to.Path)
	s := c.start(n, cmd, "WORKDIR")
	s.Paths = []string{s.Dir}
	c.starts = append(c.starts, s)
	if err == nil {
		c.noteWorkdir(n, cmd)
	}
	return err
}

// sourceWords returns the sources of COPY and ADD before expansion.
func sourceWords(cmd instructions.Command) []string {
	switch cmd := cmd.(type) {
	case *instructions.AddCommand:
		return append([]string(nil), cmd.SourcePaths...)
	case *instructions.CopyCommand:
		return append([]string(nil), cmd.SourcePaths...)
	default:
		return nil
	}
}

// expandCommand replaces variables where the instruction allows them. The value of an ARG may be overruled, and waits.
func (c *collector) expandCommand(n *node, cmd instructions.Command) error {
	_, isArg := cmd.(*instructions.ArgCommand)
	if cmd, ok := cmd.(instructions.SupportsSingleWordExpansion); ok && !isArg {
		if err := cmd.Expand(func(word string) (string, error) { return c.expand(word, n.env) }); err != nil {
			return err
		}
	}
	if cmd, ok := cmd.(instructions.SupportsSingleWordExpansionRaw); ok {
		return cmd.ExpandRaw(func(word string) (string, error) {
			if isPlain(word) {
				return word, nil
			}
			if err := c.checkWord(word, n.env); err != nil {
				return "", err
			}
			result, _, err := c.rawLex.ProcessWord(word, n.env)
			return result, err
		})
	}
	return nil
}

// arg sets arguments: to the value of the command line, else the default, else the global argument of that name.
func (c *collector) arg(n *node, cmd *instructions.ArgCommand) error {
	for _, arg := range cmd.Args {
		if value, ok := c.options.Args[arg.Key]; ok {
			c.setArg(n, arg.Key, value)
			continue
		}
		if arg.Value == nil {
			if value, ok := c.globals[arg.Key]; ok {
				c.setArg(n, arg.Key, value)
			}
			continue
		}
		value, err := c.expand(*arg.Value, n.env)
		if err != nil {
			return err
		}
		c.setArg(n, arg.Key, value)
	}
	return nil
}

func (c *collector) setArg(n *node, key, value string) {
	// These two steer the scan of the result and are no variables.
	if key != "BUILDKIT_SBOM_SCAN_CONTEXT" && key != "BUILDKIT_SBOM_SCAN_STAGE" {
		n.env[key], n.envCopy = value, nil
	}
}

// environment returns a copy of the variables. Instructions without ARG and ENV between them share one.
func (n *node) environment() map[string]string {
	if n.envCopy == nil {
		n.envCopy = maps.Clone(n.env)
	}
	return n.envCopy
}

// setUser sets the user, unexpanded where its variables have no value: the base image may define them.
func (n *node) setUser(cmd *instructions.UserCommand) {
	n.user = cmd.User
	words := strings.Fields(fmt.Sprint(cmd))
	if name, _, _ := strings.Cut(cmd.User, ":"); name == "" && strings.Contains(words[len(words)-1], "$") {
		n.user = words[len(words)-1]
	}
}

func (n *node) workdir(dir string) error {
	dir, absolute, err := onPlatform(dir, n.platform.OS)
	if err != nil {
		return err
	}
	if absolute {
		n.dir, n.dirKnown = path.Clean(dir), true
	} else {
		n.dir = path.Join(n.dir, dir)
		n.dirKnown = n.dirKnown || n.dir != "/"
	}
	return nil
}
