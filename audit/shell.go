package audit

import (
	"maps"
	"os"
	"slices"
	"strings"
)

// call is one simple command of a command line.
type call struct {
	words []string // the first is the program
	// set are the assignments in front of it, as they are written.
	set []string
	// env is the environment that it sees, with the settings of package managers among it: see [shell.configure].
	env map[string]string
}

// commands splits a command line into the simple commands in it, for the environment that it starts with. Quotes are taken off, and not understood
// any further.
func commands(line string, env map[string]string) []call {
	line = strings.NewReplacer("\\\n", " ", "&&", "\n", "||", "\n", ";", "\n", "|", "\n", "(", " ", ")", " ", `"`, "", "'", "").Replace(line)
	s := shell{env: maps.Clone(env), own: map[string]string{}}
	if s.env == nil {
		s.env = map[string]string{}
	}
	var list []call
	for part := range strings.Lines(line) {
		if c := s.run(strings.Fields(part)); len(c.words) > 0 {
			list = append(list, c)
		}
	}
	return list
}

// shell follows what commands do to the environment of those behind them. Conditions are taken to be true.
type shell struct {
	env map[string]string
	own map[string]string // variables that programs do not see
}

// run takes off what stands before a command without being one, and does what changes the environment.
func (s *shell) run(words []string) call {
	var c call
	for len(words) > 0 && isPrefix(words[0]) {
		if isAssignment(words[0]) {
			c.set = append(c.set, words[0])
		}
		words = words[1:]
	}
	if len(words) == 0 {
		for _, word := range c.set {
			s.assign(word)
		}
		return c
	}
	switch words[0] {
	case "export":
		s.export(words[1:])
	case "unset":
		for _, name := range words[1:] {
			delete(s.env, name)
		}
	}
	s.configure(words)
	c.words, c.env = words, maps.Clone(s.env)
	for _, word := range c.set {
		name, value, _ := strings.Cut(word, "=")
		c.env[name] = s.expand(value)
	}
	return c
}

// assign sets a variable, which programs see if they saw it before.
func (s *shell) assign(word string) {
	name, value, _ := strings.Cut(word, "=")
	s.own[name] = s.expand(value)
	if _, exported := s.env[name]; exported {
		s.env[name] = s.own[name]
	}
}

func (s *shell) export(words []string) {
	for _, word := range words {
		name, value, assigns := strings.Cut(word, "=")
		switch own, is := s.own[name]; {
		case assigns:
			s.env[name] = s.expand(value)
		case is:
			s.env[name] = own
		}
	}
}

// expand knows variables, and what stands for one that is not set.
func (s *shell) expand(value string) string {
	return os.Expand(value, func(name string) string {
		name, instead, _ := strings.Cut(name, ":-")
		if own := s.own[name]; own != "" {
			return own
		}
		if env := s.env[name]; env != "" {
			return env
		}
		return instead
	})
}

// configure notes what a package manager is told to remember, such as `npm config set omit dev`, by a name that no variable has: "npm config omit".
func (s *shell) configure(words []string) {
	if !slices.Contains([]string{"npm", "pnpm", "yarn"}, words[0]) || len(words) < 3 {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(words[1:]), func(w string) bool { return strings.HasPrefix(w, "-") })
	if rest = slices.DeleteFunc(rest, func(w string) bool { return w == "config" || w == "c" }); len(rest) < 2 {
		return
	}
	prefix := words[0] + settingWord
	switch name, value, joined := strings.Cut(rest[1], "="); {
	case rest[0] == "delete":
		delete(s.env, prefix+rest[1])
	case rest[0] == "set" && joined:
		s.env[prefix+name] = value
	case rest[0] == "set" && len(rest) > 2:
		s.env[prefix+name] = rest[2]
	}
}

// settingWord stands between the name of a package manager and that of a setting.
const settingWord = " config "

// settings are those of package managers in an environment.
func settings(env map[string]string) map[string]string {
	kept := maps.Clone(env)
	maps.DeleteFunc(kept, func(name, _ string) bool { return !strings.Contains(name, settingWord) })
	return kept
}

func isAssignment(word string) bool {
	name, _, assigns := strings.Cut(word, "=")
	return assigns && name != "" && !strings.ContainsAny(name, "-/.")
}

// isPrefix says whether a word stands before a command without being one.
func isPrefix(word string) bool {
	before := []string{"sudo", "exec", "time", "env", "then", "do", "if", "!", "-c", "sh", "bash", "/bin/sh", "corepack"}
	return isAssignment(word) || slices.Contains(before, word)
}
