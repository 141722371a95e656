package dockerfile

import (
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/ctxsize/ctxsize/internal/build"
)

// wantedSource is a source, and the reason where it is the whole context.
type wantedSource struct {
	build.Source
	why string
}

// markAll records that a stage is read whole, and with it the named context at its root.
func (c *collector) markAll(n *node, why string) {
	a := n.requests
	a.paths["/"] = struct{}{}
	if a.context == "" || !a.client || a.from {
		return
	}
	a.from = true
	text, line := oneLine(n.stage.SourceCode), firstLine(n.stage.Location)
	a.whole = append(a.whole, build.Reason{Line: line, Stage: n.label(), Instruction: text, Text: "a stage is built on the context: " + why})
	c.instructions = append(c.instructions, build.Instruction{Line: line, Stage: n.label(), Reachable: !c.outsideBuild, Keyword: "FROM", Text: text, Context: a.context,
		Sources: []build.Source{{Path: ".", Implicit: true}}})
}

// record records the paths that an instruction requests.
func (c *collector) record(n *node, cmd command, from *fileRequests, wants []wantedSource) {
	if len(wants) == 0 {
		return
	}
	text := cmd.text
	var sources []build.Source
	for _, s := range wants {
		sources = append(sources, s.Source)
		from.paths[absolutePath(s.Given)] = struct{}{}
		if s.Path == "." {
			from.whole = append(from.whole, build.Reason{Line: cmd.line, Stage: n.label(), Instruction: text, Text: s.why})
		}
	}
	dest := n.destination(cmd.Command, len(sources))
	if len(cmd.from) > 0 && !cmd.from[0].unregistered && dest != "" {
		c.copies = append(c.copies, build.Copy{Line: cmd.line, From: cmd.from[0].index, To: n.index, Sources: sources, Dest: dest})
	}
	if from.client {
		c.instructions = append(c.instructions, build.Instruction{Line: cmd.line, Stage: n.label(), Reachable: !c.outsideBuild, Trigger: cmd.trigger,
			Keyword: strings.ToUpper(cmd.Name()), Text: text, Context: from.context, Sources: sources, Dest: dest, StageIndex: n.index})
	}
}

// destination returns the destination of COPY and ADD, with a final slash where it must be a directory; "" for other instructions.
func (n *node) destination(cmd instructions.Command, sources int) string {
	var given string
	switch cmd := cmd.(type) {
	case *instructions.AddCommand:
		given = cmd.DestPath
	case *instructions.CopyCommand:
		given = cmd.DestPath
	default:
		return ""
	}
	dest := given
	if !path.IsAbs(dest) {
		dest = path.Join("/", n.dir, dest)
	}
	if dest = path.Clean(dest); dest != "/" && (sources > 1 || strings.HasSuffix(given, "/") || path.Base(given) == ".") {
		dest += "/"
	}
	return dest
}

// oneLine returns an instruction on one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
