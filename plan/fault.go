package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// FaultKind is what a [Fault] is about.
type FaultKind uint8

const (
	// BaseUnset: the base image, or its platform, is not whole because a variable has no value.
	BaseUnset FaultKind = iota
	// MountRefused: BuildKit refuses a mount of a RUN.
	MountRefused
	// MountDoubtful: BuildKit refuses a mount of a RUN unless the base image sets a working directory.
	MountDoubtful
)

// Fault is why BuildKit refuses the build although it is known what the build would request.
type Fault struct {
	Kind FaultKind
	// Line is the first physical line of the instruction.
	Line int
	// Text is the instruction as written, on one line, white space folded.
	Text string
	// Variables are those of the base that have no value.
	Variables []string
	Err       error
}

// fault notes a fault of an instruction, once.
func (c *collector) fault(f Fault, location []parser.Range) {
	f.Line = firstLine(location)
	same := func(o Fault) bool { return o.Kind == f.Kind && o.Line == f.Line && o.Err.Error() == f.Err.Error() }
	if !c.idle && !slices.ContainsFunc(c.faults, same) {
		c.faults = append(c.faults, f)
	}
}

// baseFault notes that a FROM is not whole; ok is false where no unset variable is the cause.
func (c *collector) baseFault(st instructions.Stage, word string, err error) (ok bool) {
	unset := c.unset(word)
	if len(unset) == 0 {
		return false
	}
	c.fault(Fault{Kind: BaseUnset, Text: fold(st.SourceCode), Variables: unset, Err: err}, st.Location)
	return true
}

// unset are the variables of a word of a FROM that have no value, each once.
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
	c.fault(Fault{Kind: MountRefused, Text: fold(fmt.Sprint(cmd.Command)), Err: err}, cmd.Location())
}

// doubt notes a mount whose target is the working directory where that may be the root.
func (c *collector) doubt(n *node, cmd command, m *instructions.Mount) {
	if !n.dirKnown && strings.Trim(rooted(m.Target), "/") == "" && !strings.HasPrefix(m.Target, "/") && n.dir == "/" {
		err := fmt.Errorf("invalid mount target %q", "/")
		c.fault(Fault{Kind: MountDoubtful, Text: fold(fmt.Sprint(cmd.Command)), Err: err}, cmd.Location())
	}
}
