package dockerfile

import (
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/ctxsize/ctxsize/internal/build"
)

// invocation returns how a stage starts a command line (dockerfile2llb, dispatchRun and withShell).
func (n *node) invocation(line instructions.ShellDependantCmdLine) build.Invocation {
	i := build.Invocation{Command: strings.Join(line.CmdLine, " "), Shell: n.shell, Windows: n.platform.OS == "windows", Dir: path.Join("/", n.dir), Env: n.environment()}
	switch {
	case !line.PrependShell:
		i.Args = append([]string{}, line.CmdLine...)
	case len(line.Files) == 1 && parser.MustParseHeredoc(line.CmdLine[0]) != nil:
		i.Command = heredoc(line.Files[0])
	default:
		for _, f := range line.Files {
			i.Command += "\n" + f.Data + f.Name
		}
	}
	return i
}

func heredoc(f instructions.ShellInlineFile) string {
	if f.Chomp {
		return parser.ChompHeredocContent(f.Data)
	}
	return f.Data
}

// start returns an instruction that has paths.
func (c *collector) start(n *node, cmd command, keyword string) build.Start {
	return build.Start{Line: cmd.line, StageIndex: n.index, Reachable: !c.outsideBuild, Trigger: cmd.trigger, Keyword: keyword, Text: cmd.text,
		Invocation: build.Invocation{Dir: path.Join("/", n.dir)}}
}

// noteStart records a program that starts with the image, or when another image is built on it.
func (c *collector) noteStart(n *node, cmd command) {
	if onbuild, ok := cmd.Command.(*instructions.OnbuildCommand); ok {
		if trigger, err := parseTrigger(onbuild.Expression); err == nil {
			c.noteCommand(n, cmd, trigger, "ONBUILD")
		}
		return
	}
	c.noteCommand(n, cmd, cmd.Command, strings.ToUpper(cmd.Name()))
}

func (c *collector) noteCommand(n *node, cmd command, started instructions.Command, keyword string) {
	s := c.start(n, cmd, keyword)
	switch started := started.(type) {
	case *instructions.RunCommand:
		s.Invocation = n.invocation(started.ShellDependantCmdLine)
	case *instructions.CmdCommand:
		s.Invocation = n.invocation(started.ShellDependantCmdLine)
	case *instructions.EntrypointCommand:
		s.Invocation = n.invocation(started.ShellDependantCmdLine)
	case *instructions.HealthCheckCommand:
		if started.Health == nil || len(started.Health.Test) < 2 {
			return
		}
		test := started.Health.Test
		s.Invocation = n.invocation(instructions.ShellDependantCmdLine{CmdLine: test[1:], PrependShell: test[0] == "CMD-SHELL"})
	default:
		return
	}
	c.starts = append(c.starts, s)
}
