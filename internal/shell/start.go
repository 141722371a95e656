package shell

import (
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// maxScripts is how many scripts may be inside of each other, as in `sh -c "sh -c ..."`.
const maxScripts = 10

// start follows a command with its arguments expanded.
func (e *evaluator) start(args []Word, set []Assignment, at call) {
	for range maxScripts {
		rest, more, ok := unwrap(args)
		if !ok {
			break
		}
		args, set = rest, append(set, more...)
	}
	if len(args) == 0 || e.isFull() {
		return
	}
	name := ""
	if args[0].Static {
		name = path.Base(args[0].Text)
	}
	if f := e.functions[name]; f != nil && args[0].Text == name {
		e.function(f)
		return
	}
	c := Command{Args: args, Set: set, Dir: e.dir, Line: at.line, Text: at.text, Branches: e.branches, env: e.scope}
	if e.followInner(&c, name, at) {
		return
	}
	e.out.Commands = append(e.out.Commands, c)
	e.builtin(name, args[1:])
}

// function follows the body of a function where it is called, once in itself.
func (e *evaluator) function(f *syntax.FuncDecl) {
	name := f.Name.Value
	e.calledFunctions[f] = true
	delete(e.functions, name)
	e.statement(f.Body)
	e.functions[name] = f
}

// builtin follows what changes the state of the shell.
func (e *evaluator) builtin(name string, args []Word) {
	switch name {
	case "cd", "pushd":
		e.change(args)
	case "popd":
		e.dir = ""
	case "unset":
		for _, a := range args {
			e.scope.unset(a.Text)
		}
	case "read", "getopts", "mapfile", "readarray":
		for _, a := range args {
			e.scope.set(a.Text, Word{Text: "*"})
		}
	case "export":
		for _, a := range args {
			variable, value, assigns := strings.Cut(a.Text, "=")
			if assigns {
				e.scope.set(variable, Word{Text: value, Static: a.Static})
			}
			e.scope.export(variable)
		}
	}
}

// followInner follows the script that a command is given as an argument or as its input, and reports whether it is one.
func (e *evaluator) followInner(c *Command, name string, at call) bool {
	args := c.Args
	switch {
	case name == "eval" || name == "trap" && len(args) > 2:
		words := args[1:]
		if name == "trap" {
			words = args[1:2]
		}
		e.followText(join(words), "sh", at.line, false)
		return true
	case name == "su" || name == "runuser" || name == "sg" || name == "script":
		for n, a := range args {
			if (a.Text == "-c" || a.Text == "--command") && n+1 < len(args) {
				e.followText(args[n+1], "sh", at.line, true)
				return true
			}
		}
		return false
	case !IsShell(name):
		return false
	}
	text, isScript, file := shellArguments(args[1:])
	switch {
	case isScript:
		e.followText(text, name, at.line, true)
	case file || at.input == nil:
		return false
	default:
		e.followText(e.expandPlain(at.input), name, at.line+1, true)
	}
	return true
}

// shellArguments returns the script of -c, or whether a file is named.
func shellArguments(args []Word) (text Word, isScript, file bool) {
	command := false
	for n := 0; n < len(args); n++ {
		a := args[n]
		switch {
		case a.Text == "-o" || a.Text == "-O" || a.Text == "+o" || a.Text == "--rcfile" || a.Text == "--init-file":
			n++
		case strings.HasPrefix(a.Text, "-") && a.Text != "-" || strings.HasPrefix(a.Text, "+"):
			command = command || !strings.HasPrefix(a.Text, "--") && strings.Contains(a.Text, "c")
		case command:
			return a, true, false
		default:
			return a, false, a.Text != "-"
		}
	}
	return Word{}, false, false
}

// followText follows a script that is known only if its text is.
func (e *evaluator) followText(text Word, program string, line int, apart bool) {
	if e.scripts >= maxScripts {
		e.doubt("the scripts nest too deep")
		return
	}
	e.scripts++
	if !text.Static && strings.Trim(text.Text, "* ") == "" {
		e.doubt("the text of a script is only known at run time")
	}
	if apart {
		e.subshell(func() { e.script(text.Text, program, line) })
	} else {
		e.script(text.Text, program, line)
	}
	e.scripts--
}

func join(words []Word) Word {
	w := Word{Static: true}
	var texts []string
	for _, a := range words {
		texts = append(texts, a.Text)
		w.Static = w.Static && a.Static
	}
	w.Text = strings.Join(texts, " ")
	return w
}
