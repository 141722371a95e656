package needs

import (
	"bytes"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/shell"
)

// readsScript reports whether a command is a shell that reads its script from standard input, or that xargs starts.
func readsScript(c *shell.Command) bool {
	return shell.IsShell(c.Program()) && !slices.ContainsFunc(c.Args[1:], func(w shell.Word) bool { return !strings.HasPrefix(w.Text, "-") || w.Text == "-c" })
}

// scriptsIn follows the shell scripts of the context that words name: a shell may be given any of them.
func (f *follower) scriptsIn(words []shell.Word, c *Call) {
	for _, w := range words {
		if !strings.ContainsAny(w.Text, "./*") || strings.Trim(w.Text, "./*") == "" {
			continue
		}
		if strings.Contains(w.Text, "*") {
			w.Static = false
		}
		for _, p := range f.locate(c.Dir, w) {
			if program := interpreter(p, f.files.Text(p)); shell.IsShell(program) {
				f.shellOnce(p, program, f.files.Text(p), c)
			}
		}
	}
}

// interpreterOf records the program in the first line of a file as a word of a command: it may be a file of the context.
func (f *follower) interpreterOf(p string, c *Call) {
	rest, ok := bytes.CutPrefix(f.files.Text(p), []byte("#!"))
	if !ok {
		return
	}
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	if words := strings.Fields(string(line)); len(words) > 0 && len(f.start.Origins(words[0])) > 0 {
		word := shell.Word{Text: words[0], Static: true, Line: 1}
		f.trace.Calls = append(f.trace.Calls, Call{Command: shell.Command{Args: []shell.Word{word}, Dir: c.Dir, Line: 1, Text: words[0]}, File: p, Line: 1})
		f.trace.Words = append(f.trace.Words, Mention{word, p})
	}
}
