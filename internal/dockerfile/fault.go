package dockerfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/ctxsize/ctxsize/internal/build"
)

// addFault records a fault of an instruction, once.
func (c *collector) addFault(f build.Fault, location []parser.Range) {
	f.Line = firstLine(location)
	same := func(o build.Fault) bool {
		return o.Kind == f.Kind && o.Line == f.Line && o.Err.Error() == f.Err.Error()
	}
	if !c.outsideBuild && !slices.ContainsFunc(c.faults, same) {
		c.faults = append(c.faults, f)
	}
}

// baseFault notes that a FROM is not whole; ok is false where no unset variable is the cause.
func (c *collector) baseFault(st instructions.Stage, word string, err error) (ok bool) {
	unset := c.unset(word)
	if len(unset) == 0 {
		return false
	}
	c.addFault(build.Fault{Kind: build.BaseUnset, Text: oneLine(st.SourceCode), Variables: unset, Err: err}, st.Location)
	return true
}

// unset returns the variables without a value in a word of a FROM, each once.
func (c *collector) unset(word string) []string {
	result, err := c.lex.ProcessWordWithMatches(word, c.globals)
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(result.Unmatched))
	for name := range result.Unmatched {
		names = append(names, name)
	}
	for name := range result.Matched {
		if c.globals[name] == "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// mountFault notes that BuildKit refuses a mount.
func (c *collector) mountFault(cmd command, err error) {
	c.addFault(build.Fault{Kind: build.MountRefused, Text: cmd.text, Err: err}, cmd.Location())
}

// noteUncertainMount records a mount on the working directory where that may be the root.
func (c *collector) noteUncertainMount(n *node, cmd command, m *instructions.Mount) {
	if !n.dirKnown && strings.Trim(absolutePath(m.Target), "/") == "" && !strings.HasPrefix(m.Target, "/") && n.dir == "/" {
		err := fmt.Errorf("invalid mount target %q", "/")
		c.addFault(build.Fault{Kind: build.MountDoubtful, Text: cmd.text, Err: err}, cmd.Location())
	}
}
