package needs

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/shell"
)

func isMake(name string) bool {
	return name == "make" || name == "gmake" || name == "bmake" || name == "nmake"
}

const (
	// maxMakefiles is how many makefiles are read for one call of make, and maxTargets how many targets are followed.
	maxMakefiles = 200
	maxTargets   = 2000
)

// makefileNames are those that make looks for, in its order.
var makefileNames = []string{"GNUmakefile", "makefile", "Makefile"}

// makeCall is the arguments of make.
type makeCall struct {
	dir     string
	targets []string
	files   []shellWord // of -f
	known   bool        // the targets are exactly these
}

// makefile follows make.
func (f *follower) makefile(c *Call) {
	call := f.makeArguments(c)
	m := f.makeRun(&call, c)
	if m.reading {
		m.waiting = append(m.waiting, call)
		return
	}
	if len(m.places) == 0 {
		f.noteOpaque(c.File, c.Line, c.Text)
		return
	}
	m.buildTargets(&call)
}

func (f *follower) makeArguments(c *Call) makeCall {
	call := makeCall{dir: c.Dir, known: true}
	args := c.Args[1:]
	for n := 0; n < len(args); n++ {
		a := args[n]
		valued := n+1 < len(args)
		switch {
		case (a.Text == "-C" || a.Text == "--directory") && valued:
			n++
			if call.dir = join(call.dir, args[n].Text); !args[n].Static {
				call.dir = ""
			}
		case strings.HasPrefix(a.Text, "-C") || strings.HasPrefix(a.Text, "--directory="):
			call.dir = join(call.dir, strings.TrimPrefix(strings.TrimPrefix(a.Text, "-C"), "--directory="))
		case (a.Text == "-f" || a.Text == "--file" || a.Text == "--makefile") && valued:
			n++
			call.files = append(call.files, args[n])
		case a.Text == "-j" || a.Text == "-o" || a.Text == "-I" || a.Text == "-W":
			n++
		case strings.HasPrefix(a.Text, "-"):
		case strings.Contains(a.Text, "="):
			f.inlineShell(a.Text, c)
		case !a.Static:
			call.known = false
		default:
			call.targets = append(call.targets, a.Text)
		}
	}
	return call
}

// makeKey identifies the makefiles of a call of make, and what their recipes see. Calls with the same key build each target once.
type makeKey struct {
	dir, files, env string
	inClone         bool
}

// makeRun returns the rules that a call of make reads.
func (f *follower) makeRun(call *makeCall, c *Call) *makeRun {
	reader := f.files.Cache.scripts.Reader(shell.Options{Env: c.Environment(), Dir: call.dir})
	key := makeKey{call.dir, fmt.Sprintf("%+v", call.files), reader.EnvKey(), f.inClone}
	if m := f.makeRuns[key]; m != nil {
		return m
	}
	m := &makeRun{follower: f, dir: call.dir, shell: reader, rules: map[string]*makeRule{}, doneTargets: map[string]bool{}, reading: true}
	if f.makeRuns == nil {
		f.makeRuns = map[makeKey]*makeRun{}
	}
	f.makeRuns[key] = m
	m.read(call.files)
	m.reading = false
	for n := range m.waiting {
		m.buildTargets(&m.waiting[n])
	}
	return m
}

// inlineShell looks for git in a value of a variable.
func (f *follower) inlineShell(text string, c *Call) {
	if words, _ := TextUsesGit([]byte(text)); words != "" {
		f.git(c.File, c.Line, words)
	}
}

// makeRule is a rule of a makefile.
type makeRule struct {
	needs  []string
	recipe []*makeLine
}

// makeRun is the makefiles of a directory as calls of make with the same environment read them.
type makeRun struct {
	*follower
	dir           string
	shell         *shell.Reader
	reading       bool
	waiting       []makeCall // calls of make that the makefiles make while they are read
	rules         map[string]*makeRule
	sortedNames   []string // see names
	defaultTarget []string // the default targets
	places        []string // the files that were read
	doneTargets   map[string]bool
}

// read reads the makefiles, and those that they include.
func (m *makeRun) read(named []shellWord) {
	if len(named) == 0 {
		for _, p := range m.defaultMakefiles() {
			m.parse(p)
		}
		return
	}
	for _, w := range named {
		for _, p := range m.locate(m.dir, w) {
			m.parse(p)
		}
	}
}

// defaultMakefiles returns the makefile that make reads in its directory or, if none is known to be there, all that may be.
func (m *makeRun) defaultMakefiles() []string {
	if m.dir != "" {
		for _, name := range makefileNames {
			for _, p := range m.start.Origins(path.Join(m.dir, name)) {
				if m.files.Text(p) != nil {
					return []string{p}
				}
			}
		}
	}
	return m.files.Find(makefileNames...)
}

// parse reads the rules of a makefile. Text outside of recipes is always expanded, so it is searched for git.
func (m *makeRun) parse(p string) {
	if slices.Contains(m.places, p) {
		return
	}
	if len(m.places) == maxMakefiles {
		m.noteOpaque(p, 1, "more makefiles than are read")
		return
	}
	m.places = append(m.places, p)
	var open []*makeRule
	lines := m.files.Cache.makeLines(p, m.files.Text)
	for n := range lines {
		open = m.line(&lines[n], open)
	}
}

// line reads one logical line, and returns the rules whose recipe may follow.
func (m *makeRun) line(l *makeLine, open []*makeRule) []*makeRule {
	if l.isRecipe {
		for _, r := range open {
			r.recipe = append(r.recipe, l)
		}
		return open
	}
	if l.text == "" || l.text[0] == '#' {
		return open
	}
	m.expand(l)
	fields := strings.Fields(l.text)
	if strings.TrimPrefix(fields[0], "-") == "include" || fields[0] == "sinclude" {
		for _, name := range fields[1:] {
			for _, p := range m.locate(m.dir, shellWord{Text: pattern(name), Static: !strings.ContainsAny(name, "$*?[")}) {
				m.parse(p)
			}
		}
		return nil
	}
	return m.rule(l)
}

// rule reads the first line of a rule.
func (m *makeRun) rule(l *makeLine) []*makeRule {
	text := l.text
	colon := strings.Index(text, ":")
	equals := strings.IndexAny(text, "=")
	if colon < 0 || strings.HasPrefix(text[colon:], ":=") || strings.HasPrefix(text[colon:], "::=") || equals >= 0 && equals < colon {
		return nil
	}
	targets, rest := strings.Fields(text[:colon]), strings.TrimLeft(text[colon:], ":")
	needs, recipe, inline := strings.Cut(rest, ";")
	var open []*makeRule
	for _, t := range targets {
		r := m.rules[t]
		if r == nil {
			r = &makeRule{}
			m.rules[t] = r
		}
		if len(m.defaultTarget) == 0 && !strings.HasPrefix(t, ".") && !strings.Contains(t, "%") {
			m.defaultTarget = []string{t}
		}
		if !strings.Contains(needs, "=") {
			r.needs = append(r.needs, strings.Fields(needs)...)
		}
		if inline {
			r.recipe = append(r.recipe, &makeLine{text: recipe, at: l.at, isRecipe: true})
		}
		open = append(open, r)
	}
	return open
}

// buildTargets follows the rules for the targets of a call.
func (m *makeRun) buildTargets(call *makeCall) {
	targets := call.targets
	if !call.known || m.dir == "" && len(targets) == 0 {
		targets = m.names()
	} else if len(targets) == 0 {
		targets = m.defaultTarget
	}
	for _, t := range targets {
		m.build(t)
	}
}

// names are the targets that have rules, sorted.
func (m *makeRun) names() []string {
	if len(m.sortedNames) != len(m.rules) {
		m.sortedNames = slices.Sorted(maps.Keys(m.rules))
	}
	return m.sortedNames
}

// build follows the rules for a target and for what it needs. A target without a rule may be made by any pattern rule.
func (m *makeRun) build(target string) {
	if m.doneTargets[target] {
		return
	}
	if len(m.doneTargets) == maxTargets {
		m.noteOpaque(m.places[0], 1, "more targets than are built")
		return
	}
	m.doneTargets[target] = true
	r := m.rules[target]
	if r == nil {
		if strings.ContainsAny(target, "$%*") {
			for _, name := range m.names() {
				m.build(name)
			}
			return
		}
		for _, name := range m.names() {
			if strings.Contains(name, "%") || strings.Contains(name, "$") {
				m.build(name)
			}
		}
		return
	}
	for _, n := range r.needs {
		m.build(n)
	}
	for _, l := range r.recipe {
		m.recipe(l)
	}
}

// recipe follows a line of a recipe: make expands it first, and then the shell does.
func (m *makeRun) recipe(l *makeLine) {
	m.expand(l)
	m.followNested(m.shell.Parse(l.script), l.at)
}

// expand follows what make itself starts where it expands a line.
func (m *makeRun) expand(l *makeLine) {
	l.prepare()
	if l.git != "" && !l.isRecipe {
		m.git(l.at.file, l.at.line, l.git)
	}
	for _, script := range l.calls {
		m.followNested(m.shell.Parse(script), l.at)
	}
	if l.git != "" {
		m.git(l.at.file, l.at.line, l.git)
	}
}
