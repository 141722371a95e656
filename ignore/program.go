package ignore

import (
	"strings"
	"unicode/utf8"
)

// program is a pattern as one step for each name of a path, from which the trie is built.
type program struct {
	steps []step
	// accept reports that what the steps lead to matches, below which entries below it do.
	accept bool
	below  depth
}

// step matches one name of a path, or any number of directories.
type step struct {
	depth depth  // where it is not none, the step takes directories
	name  string // of a glob its pattern
	glob  *glob  // nil for a name
}

// depth is a wildcard for whole directories, or for everything below one.
type depth uint8

const (
	noDepth depth = iota
	anyName       // of any name
	oneLine       // of names without a newline, which "." in a regular expression does not match
)

// program returns the program of the pattern, false where only its regular expression will do.
func (p *matcher) program(rules Rules) (program, bool) {
	switch p.matchType {
	case exactMatch:
		return program{steps: literalSteps(strings.Split(p.text, "/")), accept: true}, true
	case prefixMatch:
		return prefixProgram(p.text[:len(p.text)-2]), true
	case suffixMatch:
		return suffixProgram(p.text[2:]), true
	}
	text := strings.TrimPrefix(p.text, byteOrderMark)
	if strings.ContainsRune(text, utf8.RuneError) { // It also finds what is not UTF-8.
		return program{}, false
	}
	c := compiler{rules: rules, rest: text, name: text}
	ok := c.run()
	if rules == Podman {
		c.below = oneLine
	}
	return c.program, ok
}

func literalSteps(names []string) []step {
	var out []step
	for _, name := range names {
		out = append(out, step{name: name})
	}
	return out
}

// prefixProgram is the program of all paths with this prefix.
func prefixProgram(text string) program {
	names := strings.Split(text, "/")
	last := len(names) - 1
	steps := literalSteps(names[:last])
	if names[last] == "" {
		return program{steps: steps, below: anyName}
	}
	return program{steps: append(steps, step{name: names[last] + "*", glob: affixGlob(names[last], "")}), accept: true, below: anyName}
}

// suffixProgram is the program of all paths with this suffix, or equal to what follows its first slash.
func suffixProgram(text string) program {
	if text == "" {
		return program{below: anyName}
	}
	names := strings.Split(text, "/")
	steps := []step{{depth: anyName}}
	if names[0] != "" {
		steps = append(steps, step{name: "*" + names[0], glob: affixGlob("", names[0])})
	}
	return program{steps: append(steps, literalSteps(names[1:])...), accept: true}
}

// compiler compiles a pattern that upstream makes a regular expression of, as far as its wildcards are whole names or parts of
// one.
type compiler struct {
	program
	rules Rules
	rest  string
	ops   []op   // of the name that is being read
	name  string // from its pattern on
}

func (c *compiler) run() bool {
	for c.rest != "" {
		if !c.token() {
			return false
		}
	}
	if c.below != noDepth {
		return true
	}
	c.accept = true
	return c.endName()
}

func (c *compiler) token() bool {
	r, size := utf8.DecodeRuneInString(c.rest)
	text := c.rest[:size]
	c.rest = c.rest[size:]
	switch r {
	case '*':
		if strings.HasPrefix(c.rest, "*") {
			return c.anyDepth()
		}
		c.ops = append(c.ops, op{kind: opStar})
	case '?':
		c.ops = append(c.ops, op{kind: opAny})
	case '[':
		return c.class()
	case '\\':
		return c.escape()
	case '/':
		return c.endName()
	case ']', '|', '{', '}', '^':
		return false
	case '+', '(', ')':
		c.text(text)
		return c.rules == Moby
	default:
		c.text(text)
	}
	return true
}

func (c *compiler) text(text string) {
	if last := len(c.ops) - 1; last >= 0 && c.ops[last].kind == opText {
		c.ops[last].text += text
		return
	}
	c.ops = append(c.ops, op{kind: opText, text: text})
}

// endName makes a step of the name that was parsed.
func (c *compiler) endName() bool {
	if len(c.ops) == 0 {
		return false
	}
	if len(c.ops) == 1 && c.ops[0].kind == opText {
		c.steps = append(c.steps, step{name: c.ops[0].text})
	} else {
		name := strings.TrimSuffix(c.name[:len(c.name)-len(c.rest)], "/")
		c.steps = append(c.steps, step{name: name, glob: newGlob(c.ops)})
	}
	c.ops, c.name = nil, c.rest
	return true
}

// anyDepth parses the second star of two. Within a name they are left to the regular expression.
func (c *compiler) anyDepth() bool {
	c.rest = strings.TrimPrefix(c.rest[1:], "/")
	c.name = c.rest
	if len(c.ops) > 0 {
		return false
	}
	if c.rest == "" {
		c.below = oneLine
		return true
	}
	c.steps = append(c.steps, step{depth: oneLine})
	return true
}

// escape parses a character behind a backslash. Letters and digits have a meaning in the regular expression and are left to
// it.
func (c *compiler) escape() bool {
	if c.rest == "" || c.rest[0] >= utf8.RuneSelf || alphanumeric(c.rest[0]) {
		return false
	}
	text := c.rest[:1]
	c.rest = c.rest[1:]
	if text == "/" {
		return c.endName()
	}
	c.text(text)
	return true
}

// class parses a class of letters and digits.
func (c *compiler) class() bool {
	content, rest, ok := strings.Cut(c.rest, "]")
	if !ok || content == "" {
		return false
	}
	o := op{kind: opClass}
	for content != "" {
		from, to := content[0], content[0]
		content = content[1:]
		if len(content) > 1 && content[0] == '-' {
			to, content = content[1], content[2:]
		}
		if !alphanumeric(from) || !alphanumeric(to) || from > to {
			return false
		}
		o.class.add(from, to)
	}
	c.ops, c.rest = append(c.ops, o), rest
	return true
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
