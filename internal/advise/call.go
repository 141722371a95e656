package advise

import (
	"maps"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/shell"
)

// call is one command of a RUN, as needed to recognize an install.
type call struct {
	shell.Command
	words []string // the first is the program
	// set are the assignments in front of it, as written.
	set []string
	// env is its environment, including settings of package managers: see [configure].
	env map[string]string
}

// calls returns the commands of a script in order. Settings that package managers store are added to settings.
func calls(s shell.Script, settings map[string]string) []call {
	var list []call
	for _, c := range s.Commands {
		configure(&c, settings)
		one := call{Command: c, words: c.Words(), env: c.Environment()}
		maps.Copy(one.env, settings)
		for _, a := range c.Set {
			one.set = append(one.set, a.Name+"="+shell.Quote(a.Value.Text))
		}
		list = append(list, one)
	}
	return list
}

// settingWord is between the name of a package manager and that of a setting.
const settingWord = " config "

// configure records a setting that a package manager stores, such as `npm config set omit dev`, under a name that no variable has: "npm config
// omit".
func configure(c *shell.Command, settings map[string]string) {
	words := c.Words()
	if !slices.Contains([]string{"npm", "pnpm", "yarn", "poetry"}, c.Program()) || len(words) < 3 {
		return
	}
	operands := slices.DeleteFunc(slices.Clone(words[1:]), func(w string) bool { return strings.HasPrefix(w, "-") })
	if c.Program() == "poetry" {
		if len(operands) == 3 && operands[0] == "config" {
			settings["poetry"+settingWord+operands[1]] = operands[2]
		}
		return
	}
	rest := slices.DeleteFunc(operands, func(w string) bool { return w == "config" || w == "c" })
	if len(rest) < 2 {
		return
	}
	prefix := c.Program() + settingWord
	switch name, value, joined := strings.Cut(rest[1], "="); {
	case rest[0] == "delete":
		delete(settings, prefix+rest[1])
	case rest[0] == "set" && joined:
		settings[prefix+name] = value
	case rest[0] == "set" && len(rest) > 2:
		settings[prefix+name] = rest[2]
	}
}
