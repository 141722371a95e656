// Package needs finds what the commands of a build need: which programs they start, through which scripts, and whether any of them uses the git
// repository of the project.
//
// It reads scripts, makefiles and manifests of the project, and runs nothing. Anything that it cannot read or does not know is reported as a
// doubt; a caller must not exclude a file in doubt.
package needs

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/shell"
)

const (
	// maxScripts is how many scripts are followed from one instruction, and maxDepth how deep they call each other.
	maxScripts = 200
	maxDepth   = 20
	// maxPlaces is more than the places at which a script can branch.
	maxPlaces = 1 << 20
	// maxCommands is how many commands are followed from one instruction.
	maxCommands = 5000
)

// Files are the files of a context.
type Files struct {
	// Text returns the content of a file by its slash path in the context, nil where there is no regular file. Of a longer one it returns the
	// first [MaxFile] bytes.
	Text func(p string) []byte
	// Find returns the paths of the files whose base name matches one of the patterns of path.Match.
	Find func(patterns ...string) []string
	// Package parses the package.json at a path; nil to parse its text.
	Package func(p string) (manifest.Package, error)
	// Cache may be shared by callers with the same files; nil for none.
	Cache *Cache
}

// MaxFile is how much of a file is read.
const MaxFile = 1 << 20

// Start is how an instruction starts a program.
type Start struct {
	Script shell.Script
	// File and Line are the location of the instruction.
	File string
	Line int
	// Origins returns the paths of the context that may be at an absolute path of the stage.
	Origins func(p string) []string
	// AtStart: the program runs when the image is started. A file of settings that it is given names what it uses.
	AtStart bool
	// CallsOnly: of the trace, only calls and words are wanted. No file is searched for git.
	CallsOnly bool
	// SDK is the major version of the .NET SDK in the stage, 0 if unknown.
	SDK int
}

// Use is a text that shows a need, with its location.
type Use struct {
	File string
	Line int
	Text string
}

// String returns the text with its location: "git describe" (line 3 of build.sh).
func (u *Use) String() string {
	if u.Line == 0 {
		return fmt.Sprintf("%q (%s)", u.Text, u.File)
	}
	return fmt.Sprintf("%q (line %d of %s)", u.Text, u.Line, u.File)
}

// Call is a command that a build runs, with its location.
type Call struct {
	shell.Command
	File string
	Line int
}

// Mention is a word of a script, with its file.
type Mention struct {
	shell.Word
	File string
}

// Trace is what an instruction runs.
type Trace struct {
	// Calls are in the order in which they run, those of a script after the call of the script.
	Calls []Call
	Words []Mention
	// Doubtful are the words of scripts that cannot be parsed.
	Doubtful []Mention
	// Git is the first use of a repository, nil for none.
	Git *Use
	// Opaque is the first program that cannot be analyzed, nil for none.
	Opaque *Use
	// Sources are the extensions of the sources that are run, with the first command that runs them.
	Sources map[string]Use
	// Stamped builds Go programs and Embedded builds assemblies of .NET: both embed the commit that they are built from. They are nil for none.
	Stamped, Embedded *Use
}

// Follow returns what an instruction runs, through the scripts that it calls.
func Follow(files Files, s Start) Trace {
	if files.Cache == nil {
		files.Cache = NewCache(shell.NewCache())
	}
	if files.Package == nil {
		files.Package = func(p string) (manifest.Package, error) { return files.Cache.parsePackage(p, files.Text(p)) }
	}
	f := follower{files: files, start: s, visited: map[string]bool{}, trace: &Trace{Sources: map[string]Use{}}}
	f.script(s.Script, place{s.File, s.Line})
	if s.AtStart {
		f.settings()
	}
	return *f.trace
}

type follower struct {
	files      Files
	start      Start
	trace      *Trace
	visited    map[string]bool // the files and scripts that were followed
	makeRuns   map[makeKey]*makeRun
	depth      int
	clonedDirs []string // directories of repositories that are made; "" for one that is not known
	// inClone: the command runs in a repository that the build has cloned.
	inClone bool
	// branches are those of the commands that started what is followed, and places is how many scripts were followed.
	branches []shell.Branch
	places   int
}

// place is a file, and the line in it from which lines are counted.
type place struct {
	file string
	line int
}

func (p place) at(line int) int {
	if line == 0 {
		return p.line
	}
	return p.line + line - 1
}

// script follows the commands of a script.
func (f *follower) script(s shell.Script, at place) {
	f.trace.Words = slices.Grow(f.trace.Words, len(s.Words))
	for _, w := range s.Words {
		f.trace.Words = append(f.trace.Words, Mention{w, at.file})
	}
	if s.Doubt != "" {
		f.noteOpaque(at.file, at.line, s.Doubt)
		f.scanWords(s.Words, at)
		f.trace.Doubtful = append(f.trace.Doubtful, f.trace.Words[len(f.trace.Words)-len(s.Words):]...)
	}
	f.depth++
	outer := f.branches
	defer func() { f.depth--; f.branches = outer }()
	f.places++
	places := f.places * maxPlaces
	for _, c := range s.Commands {
		f.branches = slices.Clip(outer)
		for _, b := range c.Branches {
			b.Place += places
			f.branches = append(f.branches, b)
		}
		c.Branches = f.branches
		if f.depth > maxDepth || len(f.trace.Calls) >= maxCommands {
			f.noteOpaque(at.file, at.at(c.Line), "scripts call each other too deep to be followed")
			return
		}
		f.command(c, at)
		if readsScript(&c) {
			f.scriptsIn(s.Words, &Call{Command: c, File: at.file, Line: at.at(c.Line)})
		}
	}
}

// scanWords looks for git in a script that is not understood.
func (f *follower) scanWords(words []shell.Word, at place) {
	for _, w := range words {
		if w.Text == "git" {
			f.git(at.file, at.at(w.Line), "git")
		}
	}
}

func (f *follower) git(file string, line int, text string) {
	if f.trace.Git == nil {
		f.trace.Git = &Use{file, line, text}
	}
}

func (f *follower) noteOpaque(file string, line int, text string) {
	if f.trace.Opaque == nil && !f.inClone {
		f.trace.Opaque = &Use{file, line, text}
	}
}

// command follows one command.
func (f *follower) command(c shell.Command, at place) {
	one := Call{Command: c, File: at.file, Line: at.at(c.Line)}
	f.trace.Calls = append(f.trace.Calls, one)
	if dir, makes := makesRepository(&c); makes {
		f.clonedDirs = append(f.clonedDirs, dir)
	}
	if use := UsesGit(&c); use != "" && !f.isForeign(&c) {
		f.git(one.File, one.Line, use)
	}
	if before := f.inClone; f.isCloned(&c) {
		f.inClone = true
		defer func() { f.inClone = before }()
	}
	name := c.Program()
	switch {
	case name == "":
		f.noteOpaque(one.File, one.Line, c.Text)
	case strings.Contains(c.Args[0].Text, "/") && f.ownProgram(&one):
	default:
		f.program(name, &one)
	}
}

// isForeign reports whether git uses a repository that the build has made.
func (f *follower) isForeign(c *shell.Command) bool {
	dir := gitDirectory(c)
	return slices.ContainsFunc(f.clonedDirs, func(made string) bool {
		return made == "" || dir == "" || dir == made || strings.HasPrefix(dir, strings.TrimSuffix(made, "/")+"/")
	})
}

// isCloned reports whether a command runs in a repository that the build has made, without files of the context in it.
func (f *follower) isCloned(c *shell.Command) bool {
	return c.Dir != "" && slices.ContainsFunc(f.clonedDirs, func(made string) bool {
		return made != "" && made != "/" && (c.Dir == made || strings.HasPrefix(c.Dir, made+"/")) && !f.holdsContext(c.Dir)
	})
}

// holdsContext reports whether a directory of the stage has files of the context.
func (f *follower) holdsContext(dir string) bool {
	return slices.ContainsFunc(f.start.Origins(path.Join(dir, "x")), func(o string) bool {
		return path.Dir(o) == "." || f.files.Text(path.Join(path.Dir(o), "Makefile")) != nil
	})
}

// join returns a path in a directory, "" where that is not known.
func join(dir, p string) string {
	switch {
	case path.IsAbs(p):
		return path.Clean(p)
	case dir == "":
		return ""
	}
	return path.Join(dir, p)
}

// reader returns the reader of scripts that a command starts in its directory.
func (f *follower) reader(c *Call) *shell.Reader {
	return f.files.Cache.scripts.Reader(shell.Options{Env: c.Environment(), Dir: c.Dir})
}

// followNested follows a script that is written in a file of the context.
func (f *follower) followNested(s shell.Script, at place) {
	key := nestedKey(s, at)
	if f.visited[key] {
		return
	}
	f.visited[key] = true
	if len(f.visited) > maxScripts*10 {
		f.noteOpaque(at.file, at.line, "more scripts than are followed")
		return
	}
	f.script(s, at)
}

// nestedKey returns a text that is the same for the same commands of a file.
func nestedKey(s shell.Script, at place) string {
	var key strings.Builder
	key.WriteString(at.file)
	for n := range s.Commands {
		key.WriteByte(0)
		key.WriteString(s.Commands[n].Dir)
		key.WriteByte(' ')
		key.WriteString(s.Commands[n].Text)
	}
	return key.String()
}

// locate returns the files of the context that a word of a command may name: by where they lie in the stage or, where that is not known, by
// the end of their path.
func (f *follower) locate(dir string, w shell.Word) []string {
	var list []string
	p := join(dir, w.Text)
	if w.Static && p != "" {
		for _, o := range f.start.Origins(p) {
			if f.files.Text(o) != nil {
				list = append(list, o)
			}
		}
	}
	if len(list) > 0 || w.Static && path.IsAbs(w.Text) {
		return list
	}
	base := path.Base(w.Text)
	if strings.Trim(base, "*") == "" || strings.ContainsAny(base, "[\\") {
		return nil
	}
	tail := strings.TrimLeft(path.Clean("/"+strings.TrimLeft(w.Text, "*./")), "/")
	for _, p := range f.files.Find(base) {
		if p == tail || strings.HasSuffix(p, "/"+tail) || !w.Static {
			list = append(list, p)
		}
	}
	return list
}

// ownProgram follows a program of the context that is called by its path.
func (f *follower) ownProgram(c *Call) bool {
	if name := c.Program(); name == "gradlew" || name == "mvnw" || strings.Contains(c.Args[0].Text, "node_modules/.bin/") {
		return false
	}
	found := f.locate(c.Dir, c.Args[0])
	for _, p := range found {
		f.file(p, c, c.Args[1:])
	}
	return len(found) > 0
}

// file follows a file of the context that is started as a program.
func (f *follower) file(p string, c *Call, args []shell.Word) {
	key := p + "\x00" + c.Dir
	if f.visited[key] {
		return
	}
	f.visited[key] = true
	f.interpreterOf(p, c)
	if len(f.visited) > maxScripts {
		f.noteOpaque(c.File, c.Line, "more scripts than are followed")
		return
	}
	text := f.files.Text(p)
	switch program := interpreter(p, text); {
	case shell.IsShell(program):
		f.shellFile(p, program, text, c)
	case program != "" && extensionsOf(program) != nil:
		f.source(p, program, text, c)
	default:
		f.noteOpaque(c.File, c.Line, p)
	}
}

// shellFile follows a shell script of the context.
func (f *follower) shellFile(p, program string, text []byte, c *Call) {
	if len(text) > shell.MaxSize {
		f.text(p, text)
		if path.Base(p) != "configure" {
			f.noteOpaque(c.File, c.Line, p)
		}
		return
	}
	f.script(f.files.Cache.scripts.Parse(string(text), shell.Options{Env: c.Environment(), Dir: c.Dir, Shell: program}), place{p, 1})
}

// source follows a program of the context in another language: it is looked through for git, and all sources of its language may be a part of it.
func (f *follower) source(p, program string, text []byte, c *Call) {
	f.text(p, text)
	for _, ext := range extensionsOf(program) {
		f.sources(ext, c)
	}
}

// text looks for git in a file, and reports whether it was found.
func (f *follower) text(p string, text []byte) {
	if f.start.CallsOnly {
		return
	}
	if words, line := f.files.Cache.UsesGit(p, text); words != "" {
		f.git(p, line, words)
	}
}

func (f *follower) sources(ext string, c *Call) {
	if _, known := f.trace.Sources[ext]; !known {
		f.trace.Sources[ext] = Use{c.File, c.Line, c.Text}
	}
}

// interpreter returns the program that runs a file: by its first line, else by its extension; "" where that is not known.
func interpreter(p string, text []byte) string {
	if rest, ok := bytes.CutPrefix(text, []byte("#!")); ok {
		line, _, _ := bytes.Cut(rest, []byte("\n"))
		words := strings.Fields(string(line))
		for n, w := range words {
			if base := path.Base(w); base != "env" && (n == 0 || !strings.HasPrefix(w, "-") && !strings.Contains(w, "=")) {
				return base
			}
		}
	}
	if bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0 {
		return ""
	}
	switch ext := path.Ext(p); ext {
	case "", ".sh":
		return "sh"
	case ".bash", ".zsh", ".ksh":
		return ext[1:]
	default:
		return programFor(ext)
	}
}
