package dockerline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/similar"
)

// parser reads a command line from left to right.
type parser struct {
	own     Own
	rest    []string // to be read
	name    string   // of the command, as in errors
	command command
	hasFile bool // a compose or bake file is given
	names   int  // of contexts, services or targets
	// mayBeContext: the command is one word, and a directory has this name.
	mayBeContext bool
	out          Line
}

// next reads a word, "" at the end.
func (p *parser) next() string {
	word := p.peek()
	if len(p.rest) > 0 {
		p.rest = p.rest[1:]
	}
	return word
}

// peek returns the next word, "" at the end.
func (p *parser) peek() string {
	if len(p.rest) == 0 {
		return ""
	}
	return p.rest[0]
}

// isFlag reports whether a word is a flag.
func isFlag(word string) bool { return len(word) > 1 && word[0] == '-' && word != "--" }

// readFlags reads the flags before the next word.
func (p *parser) readFlags(set func() flagSet) error {
	flags := set()
	for isFlag(p.peek()) {
		if err := p.readFlag(&flags); err != nil {
			return err
		}
	}
	return nil
}

// readArguments reads the arguments of the build.
func (p *parser) readArguments() error {
	flags := buildFlags(slices.Contains([]string{"podman", "buildah"}, p.name))
	switch p.command {
	case composeCommand:
		flags = composeBuildFlags()
	case bakeCommand:
		flags = bakeFlags()
	}
	onlyNames := false
	for len(p.rest) > 0 {
		switch word := p.peek(); {
		case word == "--" && !onlyNames:
			p.next()
			onlyNames = true
		case isFlag(word) && !onlyNames:
			if err := p.readFlag(&flags); err != nil {
				return err
			}
		default:
			if err := p.readName(p.next()); err != nil {
				return err
			}
		}
	}
	if p.command == bakeCommand && !p.hasFile {
		p.out.Args = append(p.out.Args, "--bake")
	}
	return nil
}

// readName reads a context, a service or a target.
func (p *parser) readName(name string) error {
	p.names++
	switch {
	case p.command == buildCommand:
		p.out.Args = append(p.out.Args, name)
	case p.command == bakeCommand && strings.Contains(name, "://"):
		return &build.Error{Err: fmt.Errorf("the bake file %s is not on this machine", name), Hint: "run ctxsize in a checkout of it"}
	default:
		p.out.Args = append(p.out.Args, "--service="+name)
	}
	return nil
}

// readFlag reads a flag, or several short ones in one word, with the value.
func (p *parser) readFlag(set *flagSet) error {
	word := p.next()
	if strings.HasPrefix(word, "--") {
		flag, value, hasValue := strings.Cut(word, "=")
		return p.apply(set, flag, value, hasValue)
	}
	for n := 1; n < len(word); n++ {
		flag, value := "-"+word[n:n+1], strings.TrimPrefix(word[n+1:], "=")
		if p.isSwitch(set, flag) {
			if err := p.apply(set, flag, "", false); err != nil {
				return err
			}
			continue
		}
		return p.apply(set, flag, value, n+1 < len(word))
	}
	return nil
}

// isSwitch reports whether a flag has no value.
func (p *parser) isSwitch(set *flagSet, flag string) bool {
	if slices.Contains(strings.Fields(set.switches), flag) {
		return true
	}
	if slices.Contains(strings.Fields(set.values), flag) || set.actions[flag] != nil {
		return false
	}
	takesValue, ok := p.own.Flag(flag)
	return ok && !takesValue
}

// apply translates a flag. A value that is not part of the word is the next one.
func (p *parser) apply(set *flagSet, flag, value string, hasValue bool) error {
	act := set.actions[flag]
	takesValue, own := p.own.Flag(flag)
	switch {
	case slices.Contains(strings.Fields(set.switches), flag):
		return nil
	case act == nil && slices.Contains(strings.Fields(set.values), flag):
		act = dropValue
	case act == nil && own && !takesValue:
		p.out.Args = append(p.out.Args, withValue(flag, value, hasValue))
		return nil
	case act == nil && own:
		act = passAs(flag)
	case act == nil:
		return p.unknownFlag(set, flag)
	}
	if !hasValue {
		if len(p.rest) == 0 {
			return fmt.Errorf("%s: the value of %s is missing", p.title(), flag)
		}
		value = p.next()
	}
	return act(p, value)
}

// unknownFlag returns the error for a flag that the command does not have.
func (p *parser) unknownFlag(set *flagSet, flag string) error {
	hint := "remove it if it does not change which files are sent"
	if meant := similar.Hint(flag, set.names()); meant != "" {
		hint = meant
	}
	return &build.Error{Err: fmt.Errorf("unknown flag %s of %s", flag, p.title()), Hint: hint}
}

// title returns the command in words.
func (p *parser) title() string {
	word := "build"
	if p.command == bakeCommand {
		word = "bake"
	}
	return strings.TrimSpace(p.name + " " + word)
}

func withValue(flag, value string, hasValue bool) string {
	if hasValue {
		return flag + "=" + value
	}
	return flag
}
