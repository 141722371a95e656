package remedy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
)

// AddFlag returns the change that adds a flag to a command of a RUN, as written.
func AddFlag(p Project, run *build.Run, command, flag string) Remedy {
	t, reason := open(p.Build)
	if reason != "" {
		return blocked(reason)
	}
	part := t.part(run.Line)
	if part == nil || part.Keyword != "RUN" || run.Trigger {
		return blocked("the RUN is not in the Dockerfile")
	}
	text := t.source(part)
	if strings.Count(text, command) != 1 {
		return blocked(fmt.Sprintf("the call %q cannot be found in the RUN", command))
	}
	after := t.replace(map[int]string{run.Line: strings.Replace(text, command, command+" "+flag, 1)})
	if reason := p.verifyFlag(after, run, command, flag); reason != "" {
		return blocked(reason)
	}
	d := p.Build.Dockerfile
	return Remedy{Changes: []lint.FileChange{{Path: d.Path, Before: d.Text, After: []byte(after)}}}
}

// verifyFlag returns why a changed Dockerfile is not the same build but for the flag, "" where it is.
func (p *Project) verifyFlag(after string, run *build.Run, command, flag string) string {
	changed, reason := p.evaluate(after)
	if reason != "" {
		return reason
	}
	if len(changed.Runs) != len(p.Build.Runs) {
		return "the changed Dockerfile has other instructions"
	}
	for n := range changed.Runs {
		want := commandsOf(&p.Build.Runs[n])
		if p.Build.Runs[n].Line == run.Line {
			if at := slices.Index(want, command); at >= 0 {
				want[at] += " " + flag
			}
		}
		if !slices.Equal(commandsOf(&changed.Runs[n]), want) {
			return "the changed RUN has other commands"
		}
	}
	return ""
}

// UsesNoPackages reports whether the commands of a RUN after a call, as written, certainly use no installed packages of a project: all commands where the call
// is "".
func UsesNoPackages(run *build.Run, call string) bool {
	script := inventory.ParseInvocation(&run.Invocation)
	if script.Doubt != "" {
		return false
	}
	after := call == ""
	for n := range script.Commands {
		c := &script.Commands[n]
		if after && !slices.Contains(neutral, c.Program()) && !isGlobal(c.Program(), c.Words()[1:]) {
			return false
		}
		after = after || c.Text == call
	}
	return after
}
