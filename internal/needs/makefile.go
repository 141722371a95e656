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

// makefileNames are those that make looks for, in its order.
var makefileNames = []string{"GNUmakefile", "makefile", "Makefile"}

// makefile follows make.
func (f *follower) makefile(c *Call) {
	dir, targets, files := c.Dir, []string{}, []shellWord{}
	known := true
	args := c.Args[1:]
	for n := 0; n < len(args); n++ {
		a := args[n]
		valued := n+1 < len(args)
		switch {
		case (a.Text == "-C" || a.Text == "--directory") && valued:
			n++
			if dir = join(dir, args[n].Text); !args[n].Static {
				dir = ""
			}
		case strings.HasPrefix(a.Text, "-C") || strings.HasPrefix(a.Text, "--directory="):
			dir = join(dir, strings.TrimPrefix(strings.TrimPrefix(a.Text, "-C"), "--directory="))
		case (a.Text == "-f" || a.Text == "--file" || a.Text == "--makefile") && valued:
			n++
			files = append(files, args[n])
		case a.Text == "-j" || a.Text == "-o" || a.Text == "-I" || a.Text == "-W":
			n++
		case strings.HasPrefix(a.Text, "-"):
		case strings.Contains(a.Text, "="):
			f.inlineShell(a.Text, c)
		case !a.Static:
			known = false
		default:
			targets = append(targets, a.Text)
		}
	}
	m := makeRun{follower: f, dir: dir, env: c.Environment(), doneTargets: map[string]bool{}}
	if !f.firstMake(fmt.Sprintf("%#v", []any{dir, targets, files, known, f.inClone, m.env})) {
		return
	}
	m.read(files)
	if len(m.places) == 0 {
		f.noteOpaque(c.File, c.Line, c.Text)
		return
	}
	if !known {
		targets = m.names()
	} else if len(targets) == 0 {
		targets = m.defaultTarget
	}
	for _, t := range targets {
		m.build(t)
	}
}

// firstMake reports whether no such call of make was followed before: the recipes of another one were followed, too.
func (f *follower) firstMake(call string) bool {
	if f.makeCalls == nil {
		f.makeCalls = map[string]bool{}
	}
	first := !f.makeCalls[call]
	f.makeCalls[call] = true
	return first
}

// inlineShell looks for git in a value that a recipe may be given.
func (f *follower) inlineShell(text string, c *Call) {
	if words, _ := TextUsesGit([]byte(text)); words != "" {
		f.git(c.File, c.Line, words)
	}
}

// makeRule is a rule of a makefile.
type makeRule struct {
	needs  []string
	recipe []makeLine
}

type makeLine struct {
	text string
	at   place
}

// makeRun is one call of make.
type makeRun struct {
	*follower
	dir           string
	env           map[string]string
	rules         map[string]*makeRule
	sortedNames   []string // see names
	defaultTarget []string // the default targets
	places        []string // the files that were read
	doneTargets   map[string]bool
}

// read reads the makefiles, and those that they include.
func (m *makeRun) read(named []shellWord) {
	m.rules = map[string]*makeRule{}
	if len(named) == 0 {
		for _, name := range makefileNames {
			if found := m.locate(m.dir, shellWord{Text: name, Static: true}); len(found) > 0 {
				m.parse(found[0])
				return
			}
		}
		return
	}
	for _, w := range named {
		for _, p := range m.locate(m.dir, w) {
			m.parse(p)
		}
	}
}

// parse reads the rules of a makefile. What stands outside of recipes is expanded whatever is built: it is looked through for git.
func (m *makeRun) parse(p string) {
	if slices.Contains(m.places, p) || len(m.places) > maxScripts {
		return
	}
	m.places = append(m.places, p)
	var open []*makeRule
	number, from := 0, 0
	text := ""
	for line := range strings.Lines(string(m.files.Text(p))) {
		number++
		if text == "" {
			from = number
		}
		line = strings.TrimRight(line, "\r\n")
		if rest, more := strings.CutSuffix(line, `\`); more {
			text += rest + " "
			continue
		}
		text += line
		open = m.line(text, place{p, from}, open)
		text = ""
	}
	m.line(text, place{p, from}, open)
}

// line reads one logical line, and returns the rules whose recipe may follow.
func (m *makeRun) line(text string, at place, open []*makeRule) []*makeRule {
	if strings.HasPrefix(text, "\t") {
		for _, r := range open {
			r.recipe = append(r.recipe, makeLine{strings.TrimSpace(text), at})
		}
		return open
	}
	text = strings.TrimSpace(text)
	if text == "" || text[0] == '#' {
		return open
	}
	if words, _ := TextUsesGit([]byte(text)); words != "" {
		m.git(at.file, at.line, words)
	}
	m.calls(text, at)
	fields := strings.Fields(text)
	if strings.TrimPrefix(fields[0], "-") == "include" || fields[0] == "sinclude" {
		for _, name := range fields[1:] {
			for _, p := range m.locate(m.dir, shellWord{Text: pattern(name), Static: !strings.Contains(name, "$")}) {
				m.parse(p)
			}
		}
		return nil
	}
	return m.rule(text, at)
}

// rule reads the first line of a rule.
func (m *makeRun) rule(text string, at place) []*makeRule {
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
			r.recipe = append(r.recipe, makeLine{recipe, at})
		}
		open = append(open, r)
	}
	return open
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
	if m.doneTargets[target] || len(m.doneTargets) > maxScripts*10 {
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
func (m *makeRun) recipe(l makeLine) {
	text := strings.TrimLeft(l.text, "@-+ ")
	m.calls(text, l.at)
	if words, _ := TextUsesGit([]byte(makeExpansions(text))); words != "" {
		m.git(l.at.file, l.at.line, words)
	}
	s := m.shell(text)
	m.followNested(s, l.at)
}

// shell parses what make gives to the shell.
func (m *makeRun) shell(text string) shell.Script {
	return m.files.Cache.scripts.Parse(expandRecipe(text), shell.Options{Env: m.env, Dir: m.dir})
}

// calls follows the commands of $(shell ...).
func (m *makeRun) calls(text string, at place) {
	for {
		_, rest, found := strings.Cut(text, "$(shell ")
		if !found {
			return
		}
		end := closingBracket(rest)
		m.followNested(m.shell(rest[:end]), at)
		text = rest[end:]
	}
}

// followNested follows a script that is written in a file of the context.
func (f *follower) followNested(s shell.Script, at place) {
	key := at.file + "\x00" + strings.Join(commandTexts(s), "\x00")
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

func commandTexts(s shell.Script) []string {
	var list []string
	for _, c := range s.Commands {
		list = append(list, c.Dir+" "+c.Text)
	}
	return list
}

// closingBracket returns where the bracket that is open at the beginning of a text closes.
func closingBracket(text string) int {
	depth := 1
	for n := range len(text) {
		switch text[n] {
		case '(', '{':
			depth++
		case ')', '}':
			if depth--; depth == 0 {
				return n
			}
		}
	}
	return len(text)
}

// expandRecipe is a recipe as the shell sees it: what make expands is unknown, a program that a variable names goes by the name of the variable.
func expandRecipe(text string) string {
	var b strings.Builder
	for n := 0; n < len(text); n++ {
		if text[n] != '$' || n+1 == len(text) {
			b.WriteByte(text[n])
			continue
		}
		n++
		switch text[n] {
		case '$':
			b.WriteByte('$')
		case '(', '{':
			end := closingBracket(text[n+1:])
			b.WriteString(variable(text[n+1 : n+1+end]))
			n += end + 1
		default:
			b.WriteByte('*')
		}
	}
	return b.String()
}

// variable is what stands for a variable of make: $(MAKE), $(GO) and $(CARGO) are the programs that they are called after.
func variable(name string) string {
	lower := strings.ToLower(strings.TrimSpace(name))
	switch {
	case lower == "make" || lower == "go" || lower == "cargo" || lower == "npm" || lower == "yarn" || lower == "pnpm" || lower == "cc" || lower == "cxx" || lower == "install" ||
		lower == "rm" || lower == "mkdir" || lower == "python" || lower == "git" || lower == "ar" || lower == "ld" || lower == "mvn" || lower == "gradle" || lower == "dotnet":
		return lower
	case lower == "q" || lower == "at" || lower == "v_at" || lower == "@" || lower == "sudo":
		return ""
	}
	return "'*'"
}

// makeExpansions are the parts of a text that make expands.
func makeExpansions(text string) string {
	var b strings.Builder
	for {
		_, rest, found := strings.Cut(text, "$(")
		if !found {
			return b.String()
		}
		end := closingBracket(rest)
		b.WriteString(rest[:end] + "\n")
		text = rest[end:]
	}
}

// pattern is the name of a file with what make expands unknown.
func pattern(name string) string {
	if strings.Contains(name, "$") {
		return "*" + path.Base(name)
	}
	return name
}
