package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// word expands a word as far as that is known, and follows the commands in its substitutions.
func (e *evaluator) word(w *syntax.Word) Word {
	e.substitutions(w)
	return e.expandPlain(w)
}

// fields expands a word to the arguments that it stands for: a variable without quotes is split at blanks.
func (e *evaluator) fields(w *syntax.Word) []Word {
	whole := e.word(w)
	if len(w.Parts) != 1 {
		return []Word{whole}
	}
	if _, bare := w.Parts[0].(*syntax.ParamExp); !bare || !whole.Static {
		return []Word{whole}
	}
	var list []Word
	for part := range strings.FieldsSeq(whole.Text) {
		list = append(list, Word{Text: part, Static: !strings.ContainsAny(part, "*?["), Line: whole.Line})
	}
	return list
}

// expandPlain expands a word without following anything.
func (e *evaluator) expandPlain(w *syntax.Word) Word {
	b := builder{static: true}
	for _, p := range w.Parts {
		e.part(&b, p, false)
		if b.text.Len() > maxValue {
			return Word{Text: "*", Line: e.at(w.Pos())}
		}
	}
	return Word{Text: b.text.String(), Static: b.static, Line: e.at(w.Pos())}
}

type builder struct {
	text   strings.Builder
	static bool
}

// unknown adds something of any length.
func (b *builder) unknown() {
	b.static = false
	b.text.WriteByte('*')
}

func (e *evaluator) part(b *builder, p syntax.WordPart, quoted bool) {
	switch p := p.(type) {
	case *syntax.Lit:
		b.literal(p.Value, quoted)
	case *syntax.SglQuoted:
		b.text.WriteString(p.Value)
		b.static = b.static && !(p.Dollar && strings.Contains(p.Value, `\`))
	case *syntax.DblQuoted:
		for _, inside := range p.Parts {
			e.part(b, inside, true)
		}
	case *syntax.ParamExp:
		e.parameter(b, p)
	case *syntax.CmdSubst:
		e.substitution(b, p)
	case *syntax.ExtGlob:
		b.unknown()
	default:
		b.unknown()
	}
}

// literal takes backslashes off as the shell does. A word with a wildcard or a brace outside of quotes may be any number of arguments.
func (b *builder) literal(text string, quoted bool) {
	for n := 0; n < len(text); n++ {
		c := text[n]
		if c == '\\' && n+1 < len(text) && (!quoted || strings.IndexByte("$`\"\\\n", text[n+1]) >= 0) {
			if n++; text[n] != '\n' {
				b.text.WriteByte(text[n])
			}
			continue
		}
		if !quoted && (c == '*' || c == '?' || c == '[' || c == '{' && strings.Contains(text[n:], ",")) {
			b.static = false
		}
		b.text.WriteByte(c)
	}
}

// parameter expands a variable that is known, or the default that stands for one that is not set.
func (e *evaluator) parameter(b *builder, p *syntax.ParamExp) {
	if p.Param == nil || p.Excl || p.Length || p.Width || p.Index != nil || p.Slice != nil || p.Repl != nil || p.Names != 0 {
		b.unknown()
		return
	}
	value, set := e.scope.get(p.Param.Value)
	switch {
	case p.Exp == nil && p.Param.Value == "PWD" && e.dir != "":
		value, set = Word{Text: e.dir, Static: true}, true
	case p.Exp == nil:
	case p.Exp.Word == nil && (p.Exp.Op == syntax.DefaultUnset || p.Exp.Op == syntax.DefaultUnsetOrNull):
		set = true
	case p.Exp.Op == syntax.DefaultUnset && !set, p.Exp.Op == syntax.DefaultUnsetOrNull && (!set || value.Static && value.Text == ""):
		value, set = e.expandPlain(p.Exp.Word), true
	case p.Exp.Op == syntax.DefaultUnset, p.Exp.Op == syntax.DefaultUnsetOrNull:
	default:
		set = false
	}
	if !set {
		b.unknown()
		return
	}
	b.text.WriteString(value.Text)
	b.static = b.static && value.Static
}

// substitution knows $(pwd) alone.
func (e *evaluator) substitution(b *builder, p *syntax.CmdSubst) {
	if len(p.Stmts) == 1 && e.dir != "" {
		if c, ok := p.Stmts[0].Cmd.(*syntax.CallExpr); ok && len(c.Args) == 1 && c.Args[0].Lit() == "pwd" {
			b.text.WriteString(e.dir)
			return
		}
	}
	b.unknown()
}

// substitutions follows the commands that a word, a condition or arithmetic starts before it is used.
func (e *evaluator) substitutions(n syntax.Node) {
	syntax.Walk(n, func(n syntax.Node) bool {
		var list []*syntax.Stmt
		switch n := n.(type) {
		case *syntax.CmdSubst:
			list = n.Stmts
		case *syntax.ProcSubst:
			list = n.Stmts
		default:
			return true
		}
		e.subshell(func() { e.statements(list) })
		return false
	})
}

// plainRunes mean nothing to a shell.
const plainRunes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-"

// Quote returns a text as one word of a shell, in quotes where it needs them.
func Quote(text string) string {
	if text != "" && strings.Trim(text, plainRunes) == "" {
		return text
	}
	quoted, err := syntax.Quote(text, syntax.LangPOSIX)
	if err != nil {
		// A text with a NUL byte cannot be a word.
		return "''"
	}
	return quoted
}

// QuoteAll returns words as a command line.
func QuoteAll(words []string) string {
	quoted := make([]string, len(words))
	for n, w := range words {
		quoted[n] = Quote(w)
	}
	return strings.Join(quoted, " ")
}
