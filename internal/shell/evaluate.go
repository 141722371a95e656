package shell

import (
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// evaluator follows a script.
type evaluator struct {
	scope           scope
	dir             string
	out             *Script
	functions       map[string]*syntax.FuncDecl
	calledFunctions map[*syntax.FuncDecl]bool
	source          string
	line            int // of the first line of source, in the outermost script
	depth           int
	statementCount  int // statements
	scripts         int // how many scripts are in scripts
	branches        []Branch
	places          int // at which the script branches
	parsers         *parsers
}

func newEvaluator(o Options, p *parsers) evaluator {
	return evaluator{scope: scope{base: o.Env}, dir: cleanDir(o.Dir), out: &Script{}, functions: map[string]*syntax.FuncDecl{}, parsers: p}
}

// call says where a command stands.
type call struct {
	line int
	text string
	// input is a here-document that the command reads.
	input *syntax.Word
}

// script follows a text that a shell is given.
func (e *evaluator) script(text, program string, line int) {
	file, err := e.parsers.parseOnce(text, program)
	if err != nil {
		e.doubt(err.Error())
		e.noteWords(text, line)
		return
	}
	source, first, functions := e.source, e.line, e.functions
	e.source, e.line = text, line
	e.functions = map[string]*syntax.FuncDecl{}
	e.calledFunctions = map[*syntax.FuncDecl]bool{}
	e.words(file)
	e.statements(file.Stmts)
	for _, f := range e.uncalledFunctions(file) {
		e.subshell(func() { e.dir = ""; e.statement(f.Body) })
	}
	e.source, e.line, e.functions = source, first, functions
}

// uncalledFunctions returns the functions of a file that nothing in it calls: who reads the file may.
func (e *evaluator) uncalledFunctions(file *syntax.File) []*syntax.FuncDecl {
	var list []*syntax.FuncDecl
	for _, s := range file.Stmts {
		if f, ok := s.Cmd.(*syntax.FuncDecl); ok && !e.calledFunctions[f] {
			list = append(list, f)
		}
	}
	return list
}

func (e *evaluator) doubt(why string) {
	if e.out.Doubt == "" {
		e.out.Doubt = why
	}
}

// noteWords notes every word of a text that is not understood.
func (e *evaluator) noteWords(text string, line int) {
	for l := range strings.Lines(text) {
		for w := range strings.FieldsSeq(l) {
			e.out.Words = append(e.out.Words, Word{Text: strings.Trim(w, "\"'`"), Line: line})
		}
		line++
	}
}

// words notes every word of a file, whatever it is for.
func (e *evaluator) words(file *syntax.File) {
	quiet := evaluator{scope: e.scope, source: e.source, line: e.line, out: &Script{}}
	syntax.Walk(file, func(n syntax.Node) bool {
		if w, ok := n.(*syntax.Word); ok {
			text := quiet.expandPlain(w)
			text.Line = e.at(w.Pos())
			e.out.Words = append(e.out.Words, text)
		}
		return true
	})
}

func (e *evaluator) at(p syntax.Pos) int { return e.line + int(p.Line()) - 1 }

// subshell follows what changes nothing for the commands behind it.
func (e *evaluator) subshell(do func()) {
	scope, dir := e.scope, e.dir
	do()
	e.scope, e.dir = scope, dir
}

// place returns the number of another place at which the script branches.
func (e *evaluator) place() int {
	e.places++
	return e.places
}

// branch follows what may not be run.
func (e *evaluator) branch(b Branch, do func()) {
	scope, dir, before := e.scope, e.dir, e.branches
	e.branches = append(before[:len(before):len(before)], b)
	do()
	e.branches = before
	e.scope.join(scope)
	if e.dir != dir {
		e.dir = ""
	}
}

func (e *evaluator) statements(list []*syntax.Stmt) {
	for _, s := range list {
		e.statement(s)
	}
}

func (e *evaluator) statement(s *syntax.Stmt) {
	if s == nil || e.isFull() {
		return
	}
	e.depth++
	defer func() { e.depth-- }()
	input := e.redirects(s.Redirs)
	if s.Background {
		e.subshell(func() { e.command(s, input) })
		return
	}
	e.command(s, input)
}

// isFull reports whether the script is too long or too deep to be followed further.
func (e *evaluator) isFull() bool {
	e.statementCount++
	if e.depth < maxDepth && len(e.out.Commands) < maxCommands && e.statementCount < maxFollowed {
		return false
	}
	e.doubt("the script is too long or nests too deep")
	return true
}

// redirects follows the substitutions in redirections, and returns the here-document, if there is one.
func (e *evaluator) redirects(list []*syntax.Redirect) (input *syntax.Word) {
	for _, r := range list {
		if r.Word != nil {
			e.word(r.Word)
		}
		if r.Hdoc != nil {
			e.word(r.Hdoc)
			input = r.Hdoc
		}
		if r.Op == syntax.WordHdoc {
			input = r.Word
		}
	}
	return input
}

func (e *evaluator) command(s *syntax.Stmt, input *syntax.Word) {
	switch c := s.Cmd.(type) {
	case *syntax.CallExpr:
		e.simple(c, call{line: e.at(c.Pos()), text: e.text(c), input: input})
	case *syntax.BinaryCmd:
		e.binary(c)
	case *syntax.Block:
		e.statements(c.Stmts)
	case *syntax.Subshell:
		e.subshell(func() { e.statements(c.Stmts) })
	case *syntax.FuncDecl:
		if c.Name != nil {
			e.functions[c.Name.Value] = c
		}
	case *syntax.DeclClause:
		e.declare(c)
	case *syntax.TimeClause:
		e.statement(c.Stmt)
	case *syntax.CoprocClause:
		e.subshell(func() { e.statement(c.Stmt) })
	case nil:
	default:
		e.compound(c)
	}
}

// compound follows what branches or loops.
func (e *evaluator) compound(c syntax.Command) {
	switch c := c.(type) {
	case *syntax.IfClause:
		e.ifClause(c)
	case *syntax.WhileClause:
		e.branch(Branch{Place: e.place(), Ways: 1}, func() { e.statements(c.Cond); e.statements(c.Do) })
	case *syntax.ForClause:
		if i, ok := c.Loop.(*syntax.WordIter); ok {
			for _, w := range i.Items {
				e.word(w)
			}
			e.scope.set(i.Name.Value, Word{Text: "*"})
		}
		e.branch(Branch{Place: e.place(), Ways: 1}, func() { e.statements(c.Do) })
	case *syntax.CaseClause:
		e.caseClause(c)
	default:
		// Arithmetic and conditions start commands only by substitutions.
		e.substitutions(c)
	}
}

// ifClause follows the branches of an if. The last one has no condition if there is an else.
func (e *evaluator) ifClause(c *syntax.IfClause) {
	b := Branch{Place: e.place()}
	for i := c; i != nil; i = i.Else {
		b.Ways++
		b.Exhaustive = len(i.Cond) == 0
	}
	for i := c; i != nil; i = i.Else {
		e.statements(i.Cond)
		e.branch(b, func() { e.statements(i.Then) })
		b.Way++
	}
}

func (e *evaluator) caseClause(c *syntax.CaseClause) {
	e.word(c.Word)
	b := Branch{Place: e.place(), Ways: len(c.Items)}
	for _, i := range c.Items {
		for _, p := range i.Patterns {
			b.Exhaustive = b.Exhaustive || p.Lit() == "*"
		}
	}
	for _, i := range c.Items {
		e.branch(b, func() { e.statements(i.Stmts) })
		b.Way++
	}
}

func (e *evaluator) binary(c *syntax.BinaryCmd) {
	switch c.Op {
	case syntax.AndStmt:
		e.statement(c.X)
		e.statement(c.Y)
	case syntax.OrStmt:
		e.statement(c.X)
		e.branch(Branch{Place: e.place(), Ways: 1}, func() { e.statement(c.Y) })
	default:
		e.subshell(func() { e.statement(c.X) })
		e.subshell(func() { e.statement(c.Y) })
	}
}

// declare follows export, local and readonly.
func (e *evaluator) declare(c *syntax.DeclClause) {
	for _, a := range c.Args {
		switch {
		case a.Name == nil:
			if a.Value != nil {
				e.word(a.Value)
			}
		case !a.Naked:
			e.assign(a)
			fallthrough
		default:
			if c.Variant.Value == "export" {
				e.scope.export(a.Name.Value)
			}
		}
	}
}

// assign binds a variable.
func (e *evaluator) assign(a *syntax.Assign) {
	value := e.value(a)
	if a.Append {
		old, _ := e.scope.get(a.Name.Value)
		value = Word{Text: old.Text + value.Text, Static: old.Static && value.Static}
	}
	e.scope.set(a.Name.Value, value)
}

func (e *evaluator) value(a *syntax.Assign) Word {
	switch {
	case a.Array != nil:
		for _, element := range a.Array.Elems {
			if element.Value != nil {
				e.word(element.Value)
			}
		}
		return Word{Text: "*"}
	case a.Value == nil:
		return Word{Static: true}
	}
	return e.word(a.Value)
}

// simple follows a simple command.
func (e *evaluator) simple(c *syntax.CallExpr, at call) {
	if len(c.Args) == 0 {
		for _, a := range c.Assigns {
			e.assign(a)
		}
		return
	}
	var set []Assignment
	for _, a := range c.Assigns {
		set = append(set, Assignment{a.Name.Value, e.value(a)})
	}
	var args []Word
	for _, w := range c.Args {
		args = append(args, e.fields(w)...)
	}
	for n := range args {
		args[n].Line = at.line
	}
	if len(args) > 0 {
		e.start(args, set, at)
	}
}

// text returns a node as it is written, on one line.
func (e *evaluator) text(n syntax.Node) string {
	from, to := int(n.Pos().Offset()), int(n.End().Offset())
	if from < 0 || to > len(e.source) || from > to {
		return ""
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(e.source[from:to], "\\\n", " ")), " ")
}

// change makes another directory the working directory.
func (e *evaluator) change(args []Word) {
	var to []Word
	for _, a := range args {
		if !strings.HasPrefix(a.Text, "-") || a.Text == "-" {
			to = append(to, a)
		}
	}
	switch {
	case len(to) != 1 || !to[0].Static || to[0].Text == "-" || strings.HasPrefix(to[0].Text, "~"):
		e.dir = ""
	case path.IsAbs(to[0].Text):
		e.dir = path.Clean(to[0].Text)
	case e.dir != "":
		e.dir = path.Join(e.dir, to[0].Text)
	}
}
