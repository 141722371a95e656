// Package shell finds the commands that a shell script starts, with their words, working directories and environments.
//
// It reads a script as the shell does (mvdan.cc/sh/v3/syntax) and follows assignments, cd, functions, substitutions, pipelines and
// wrappers such as `env X=Y`, `sudo` and `bash -c '...'`. It runs nothing: what only a run can tell is unknown, and so marked. A script that
// cannot be read is in doubt: [Script.Doubt] says why, and [Script.Words] still holds everything that it may name.
package shell

import (
	"fmt"
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

const (
	// MaxSize is the longest script that is parsed, in bytes.
	MaxSize = 128 << 10
	// maxBrackets is how many brackets and keywords that nest a script may have, and maxDepth how deep it may nest: the parser and what
	// follows it recurse.
	maxBrackets = 10_000
	maxDepth    = 100
	// maxCommands and maxBindings bound the work for one script, functions that call functions included.
	maxCommands = 5000
	maxFollowed = 100_000
	maxBindings = 2000
	// maxValue is the longest value of a variable: a script may double one in each line.
	maxValue = 4 << 10
)

// A Word is one argument of a command.
type Word struct {
	// Text is the argument without quotes. Each expansion whose value is unknown is a "*", so that the whole is a pattern.
	Text string
	// Static: Text is exactly what the command is given.
	Static bool
	// Line is where the word stands, counted from 1 in its script.
	Line int
}

// An Assignment is a variable that is set in front of a command, for that command.
type Assignment struct {
	Name  string
	Value Word
}

// A Command is one simple command, without wrappers such as sudo.
type Command struct {
	// Args has the program first, and is never empty.
	Args []Word
	// Set are the assignments in front of it, those of env included.
	Set []Assignment
	// Dir is the working directory, absolute; "" where it is not known.
	Dir string
	// Line is where the command begins, counted from 1 in its script.
	Line int
	// Text is the command as it is written.
	Text string
	// Branches are the branches that the command is in, the outermost first; none where it is run whenever the script is.
	Branches []Branch

	env scope
}

// A Branch is one of several ways that a script may take at a place: the bodies of if and case, what is behind ||, and the body of a loop.
type Branch struct {
	// Place numbers the places of a script at which it branches, and Way the ways that it may take there.
	Place, Way int
	// Ways is how many there are.
	Ways int
	// Exhaustive: the script takes one of them.
	Exhaustive bool
}

// Program returns the name of the program without its directory, "" where it is not known.
func (c *Command) Program() string {
	if !c.Args[0].Static {
		return ""
	}
	return path.Base(c.Args[0].Text)
}

// Static reports whether every argument is known.
func (c *Command) Static() bool {
	for _, w := range c.Args {
		if !w.Static {
			return false
		}
	}
	return true
}

// Words returns the arguments as texts.
func (c *Command) Words() []string {
	list := make([]string, len(c.Args))
	for n, w := range c.Args {
		list[n] = w.Text
	}
	return list
}

// Getenv returns the value of a variable as the command sees it, "" where it has none that is known.
func (c *Command) Getenv(name string) string {
	for _, s := range c.Set {
		if s.Name == name {
			return s.Value.Text
		}
	}
	if !c.env.exports(name) {
		return ""
	}
	value, _ := c.env.get(name)
	return value.Text
}

// Environment returns every variable that is known where the command is started.
func (c *Command) Environment() map[string]string {
	env := map[string]string{}
	for name, value := range c.env.base {
		env[name] = value
	}
	for _, b := range c.env.list() {
		if env[b.name] = b.value.Text; b.unset || !b.exported || !b.value.Static {
			delete(env, b.name)
		}
	}
	for _, s := range c.Set {
		env[s.Name] = s.Value.Text
	}
	return env
}

// A Script is what is known of a script.
type Script struct {
	// Commands are the simple commands in the order in which they are written, those of substitutions before the command they are in.
	Commands []Command
	// Words are all words, also those of conditions, loops, redirections and here-documents.
	Words []Word
	// Doubt says why some of the script is not understood, "" where all of it is.
	Doubt string
}

// Options say how a script is started.
type Options struct {
	// Env is the environment.
	Env map[string]string
	// Dir is the working directory, absolute; "" where it is not known.
	Dir string
	// Shell is the program that reads the script, "" for sh.
	Shell string
}

// dialects are the shells whose scripts are parsed.
var dialects = map[string]syntax.LangVariant{
	"sh": syntax.LangPOSIX, "ash": syntax.LangPOSIX, "dash": syntax.LangPOSIX, "busybox": syntax.LangPOSIX,
	"bash": syntax.LangBash, "zsh": syntax.LangBash, "ksh": syntax.LangMirBSDKorn, "mksh": syntax.LangMirBSDKorn, "bats": syntax.LangBats,
}

// IsShell reports whether scripts for a program of that name can be parsed.
func IsShell(program string) bool {
	_, known := dialects[strings.TrimSuffix(program, ".exe")]
	return known && program != ""
}

// Parse reads a script.
func Parse(text string, o Options) Script { return parseScript(text, o, new(parsers)) }

func parseScript(text string, o Options, p *parsers) Script {
	e := newEvaluator(o, p)
	program := "sh"
	if o.Shell != "" {
		program = path.Base(o.Shell)
	}
	e.script(text, program, 1)
	return *e.out
}

// Exec reads a command that is started without a shell, as the exec form of an instruction does.
func Exec(args []string, o Options) Script {
	e := newEvaluator(o, new(parsers))
	var words []Word
	for _, a := range args {
		words = append(words, Word{Text: a, Static: true, Line: 1})
	}
	e.out.Words = append(e.out.Words, words...)
	if len(words) > 0 {
		e.start(words, nil, call{line: 1, text: strings.Join(args, " ")})
	}
	return *e.out
}

func cleanDir(dir string) string {
	if dir == "" {
		return ""
	}
	return path.Clean(dir)
}

// parseAs parses a script: it tries the shell's own dialect, and then the others.
func (p *parsers) parseAs(text, program string) (*syntax.File, error) {
	if len(text) > MaxSize {
		return nil, fmt.Errorf("the script is longer than %d bytes", MaxSize)
	}
	if nestings(text) > maxBrackets {
		return nil, fmt.Errorf("the script has more than %d brackets", maxBrackets)
	}
	own, known := dialects[program]
	if !known {
		return nil, fmt.Errorf("unsupported shell %s", program)
	}
	var first error
	for _, dialect := range []syntax.LangVariant{own, syntax.LangBash, syntax.LangPOSIX, syntax.LangMirBSDKorn} {
		file, err := p.parse(text, dialect)
		if err == nil {
			return file, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// nestings counts what may open one more level of nesting. The parser takes up to four KiB of stack for each level.
func nestings(text string) int {
	n := strings.Count(text, "if") + strings.Count(text, "while") + strings.Count(text, "until")
	for i := range len(text) {
		switch text[i] {
		case '(', '[', '{', '`', '!', '?':
			n++
		}
	}
	return n
}
