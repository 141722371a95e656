package dockerfile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// linkInstructions finds the nodes that instructions read.
func (c *collector) linkInstructions() error {
	for _, n := range slices.Clone(c.nodes) {
		for _, cmd := range n.stage.Commands {
			linked, err := c.linkCommand(n, cmd)
			if err != nil {
				return parser.WithLocation(err, cmd.Location())
			}
			n.commands = append(n.commands, linked)
		}
	}
	return c.checkCircles()
}

func (c *collector) linkCommand(n *node, cmd instructions.Command) (command, error) {
	linked := command{Command: cmd, line: firstLine(cmd.Location())}
	switch cmd := cmd.(type) {
	case *instructions.CopyCommand:
		if cmd.From == "" {
			break
		}
		from, err := c.copySource(cmd)
		if err != nil {
			return command{}, err
		}
		linked.from = []*node{from}
	case *instructions.RunCommand:
		for _, m := range instructions.GetMounts(cmd) {
			linked.from = append(linked.from, c.mountSource(m.From))
		}
	}
	for _, from := range linked.from {
		n.deps = append(n.deps, from)
		if from.unregistered {
			c.add(from)
		}
	}
	return linked, nil
}

// copySource returns the node of COPY --from.
func (c *collector) copySource(cmd *instructions.CopyCommand) (*node, error) {
	word, err := c.expand(cmd.From, nil)
	if err != nil {
		return nil, err
	}
	if word != cmd.From {
		return nil, errFromVariable
	}
	if index, err := strconv.Atoi(cmd.From); err == nil {
		return c.byIndex(index)
	}
	if n, ok := c.byName[strings.ToLower(cmd.From)]; ok {
		return n, nil
	}
	return c.newExternalNode(cmd.From, cmd.Location()), nil
}

// mountSource returns the node of the from of a mount, which is never a number.
func (c *collector) mountSource(from string) *node {
	if from == "" {
		from = scratch
	}
	if n, ok := c.byName[strings.ToLower(from)]; ok {
		return n
	}
	return c.newExternalNode(from, nil)
}

// checkCircles returns an error where stages read each other.
func (c *collector) checkCircles() error {
	done, path := map[*node]bool{}, map[*node]bool{}
	var visit func(n *node) bool
	visit = func(n *node) bool {
		if done[n] {
			return false
		}
		done[n], path[n] = true, true
		for _, dep := range n.deps {
			if path[dep] || visit(dep) {
				return true
			}
		}
		delete(path, n)
		return false
	}
	for _, n := range c.nodes {
		if visit(n) {
			return parser.WithLocation(fmt.Errorf("circular dependency detected on stage: %s", n.label()), n.stage.Location)
		}
	}
	return nil
}

// markNeeded marks the nodes that the target depends on. Triggers may add more, so it repeats until nothing is new.
func (c *collector) markNeeded(target *node) error {
	for {
		markReachable(target, map[*node]bool{})
		if err := c.readBases(); err != nil {
			return err
		}
		before := len(c.nodes)
		again := false
		for _, n := range slices.Clone(c.nodes) {
			if !n.reachable || n.triggered || n.base == nil {
				continue
			}
			depsBefore := len(n.deps)
			if err := c.trigger(n); err != nil {
				return parser.SetLocation(err, n.stage.Location)
			}
			again = again || len(n.deps) > depsBefore
		}
		if !again && len(c.nodes) == before {
			return nil
		}
	}
}

func markReachable(n *node, seen map[*node]bool) {
	if seen[n] {
		return
	}
	seen[n], n.reachable = true, true
	if n.base != nil {
		markReachable(n.base, seen)
	}
	for _, dep := range n.deps {
		markReachable(dep, seen)
	}
}

func (c *collector) readBases() error {
	for _, n := range c.nodes {
		if n.base != nil || n.resolved || (n.dispatched && n.reachable) {
			continue
		}
		if err := c.readBase(n); err != nil {
			return parser.WithLocation(err, n.stage.Location)
		}
	}
	return nil
}

// trigger inserts the ONBUILD instructions of the base stage before the stage's own.
func (c *collector) trigger(n *node) error {
	n.triggered = true
	if n.base == nil {
		return nil
	}
	var commands []command
	for _, cmd := range n.base.commands {
		onbuild, ok := cmd.Command.(*instructions.OnbuildCommand)
		if !ok {
			continue
		}
		parsed, err := parseTrigger(onbuild.Expression)
		if err != nil {
			return err
		}
		linked, err := c.linkCommand(n, parsed)
		if err != nil {
			return err
		}
		linked.trigger, linked.line = true, cmd.line
		commands = append(commands, linked)
	}
	n.commands = append(commands, n.commands...)
	return nil
}

func parseTrigger(text string) (instructions.Command, error) {
	file, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	if len(file.AST.Children) != 1 {
		return nil, errors.New("onbuild trigger should be a single expression")
	}
	return instructions.ParseCommand(file.AST.Children[0])
}

func firstLine(location []parser.Range) int {
	line := 0
	for _, r := range location {
		if line == 0 || r.Start.Line < line {
			line = r.Start.Line
		}
	}
	return line
}
