package shell

import (
	"path"
	"slices"
	"strings"
)

// wrapper is a program that starts the command in its arguments.
type wrapper struct {
	// verbs are the words that may follow the program; nil for none.
	verbs []string
	// valued are the flags whose value is the next argument.
	valued []string
	// skip is how many arguments stand between the flags and the command.
	skip int
	// dashes: the command stands behind "--" only.
	dashes bool
	// assigns: assignments may stand in front of the command.
	assigns bool
}

// wrappers are by the name of the program.
var wrappers = map[string][]wrapper{
	"sudo":       {{valued: []string{"-u", "-g", "-h", "-p", "-C", "-U", "--user", "--group"}, assigns: true}},
	"doas":       {{valued: []string{"-u", "-C"}}},
	"env":        {{valued: []string{"-u", "--unset", "-C", "--chdir"}, assigns: true}},
	"cross-env":  {{assigns: true}},
	"time":       {{valued: []string{"-f", "-o"}}},
	"exec":       {{valued: []string{"-a"}}},
	"command":    {{}},
	"builtin":    {{}},
	"nohup":      {{}},
	"setsid":     {{}},
	"nice":       {{valued: []string{"-n"}}},
	"ionice":     {{valued: []string{"-c", "-n"}}},
	"stdbuf":     {{valued: []string{"-i", "-o", "-e"}}},
	"timeout":    {{valued: []string{"-s", "-k", "--signal", "--kill-after"}, skip: 1}},
	"retry":      {{valued: []string{"-t", "-d"}}},
	"xargs":      {{valued: []string{"-I", "-n", "-P", "-L", "-d", "-a", "-s", "-E"}}},
	"chroot":     {{skip: 1}},
	"gosu":       {{skip: 1}},
	"su-exec":    {{skip: 1}},
	"setpriv":    {{}},
	"tini":       {{valued: []string{"-p", "-e"}}},
	"dumb-init":  {{}},
	"catatonit":  {{}},
	"xvfb-run":   {{valued: []string{"-n", "-s", "-e", "-f", "-p", "-w"}}},
	"strace":     {{valued: []string{"-e", "-o", "-p", "-s"}}},
	"npx":        {{valued: []string{"-p", "--package"}}},
	"bunx":       {{}},
	"pnpx":       {{}},
	"corepack":   {{verbs: []string{"npm", "npx", "yarn", "pnpm"}}},
	"npm":        {{verbs: []string{"exec", "x"}, valued: []string{"-p", "--package", "-w", "--workspace"}}},
	"pnpm":       {{verbs: []string{"exec", "dlx"}}},
	"yarn":       {{verbs: []string{"exec", "dlx"}}},
	"bun":        {{verbs: []string{"x"}}},
	"poetry":     {{verbs: []string{"run"}}},
	"pipenv":     {{verbs: []string{"run"}}},
	"pdm":        {{verbs: []string{"run"}}},
	"hatch":      {{verbs: []string{"run"}}},
	"uv":         {{verbs: []string{"run"}, valued: []string{"-p", "--python", "--with", "--extra", "--group", "--package", "--project", "--directory", "--env-file"}}},
	"rye":        {{verbs: []string{"run"}}},
	"bundle":     {{verbs: []string{"exec"}}},
	"conda":      {{verbs: []string{"run"}, valued: []string{"-n", "-p", "--name", "--prefix"}}},
	"mamba":      {{verbs: []string{"run"}, valued: []string{"-n", "-p"}}},
	"micromamba": {{verbs: []string{"run"}, valued: []string{"-n", "-p"}}},
	"dotenv":     {{valued: []string{"-e", "-f"}}},
	"doppler":    {{verbs: []string{"run"}, dashes: true}},
	"infisical":  {{verbs: []string{"run"}, dashes: true}},
	"op":         {{verbs: []string{"run"}, dashes: true}},
	"mise":       {{verbs: []string{"exec", "x"}, dashes: true}},
	"direnv":     {{verbs: []string{"exec"}, skip: 1}},
	"nodemon":    {{valued: []string{"-w", "--watch", "-e", "--ext", "--ignore"}}},
}

// unwrap returns the command that a wrapper starts, and the assignments in front of it; ok is false for what is no wrapper.
func unwrap(args []Word) (rest []Word, set []Assignment, ok bool) {
	if !args[0].Static {
		return nil, nil, false
	}
	for _, w := range wrappers[path.Base(args[0].Text)] {
		if rest, set, ok = w.wrappedCommand(args[1:]); ok {
			return rest, set, true
		}
	}
	return nil, nil, false
}

// wrappedCommand returns the command in a wrapper's arguments.
func (w *wrapper) wrappedCommand(args []Word) (rest []Word, set []Assignment, ok bool) {
	if w.verbs != nil {
		// Flags may stand before the verb.
		args = w.flags(args)
		if len(args) == 0 || !slices.Contains(w.verbs, args[0].Text) {
			return nil, nil, false
		}
		if args[0].Text != "npm" && args[0].Text != "npx" && args[0].Text != "yarn" && args[0].Text != "pnpm" {
			args = args[1:]
		}
	}
	if n := slices.IndexFunc(args, func(a Word) bool { return a.Text == "--" }); w.dashes {
		if n < 0 {
			return nil, nil, false
		}
		args = args[n+1:]
	}
	args = w.flags(args)
	if len(args) < w.skip {
		return nil, nil, false
	}
	args = w.flags(args[w.skip:])
	for w.assigns && len(args) > 0 && isAssignment(args[0].Text) {
		name, value, _ := strings.Cut(args[0].Text, "=")
		set = append(set, Assignment{name, Word{Text: value, Static: args[0].Static, Line: args[0].Line}})
		args = args[1:]
	}
	return args, set, len(args) > 0 && !strings.HasPrefix(args[0].Text, "-")
}

// flags skips flags and their values.
func (w *wrapper) flags(args []Word) []Word {
	for len(args) > 0 && strings.HasPrefix(args[0].Text, "-") {
		flag := args[0].Text
		args = args[1:]
		if flag == "--" {
			break
		}
		if slices.Contains(w.valued, flag) && len(args) > 0 {
			args = args[1:]
		}
	}
	return args
}

// isAssignment reports whether an argument has the form NAME=value.
func isAssignment(text string) bool {
	name, _, assigns := strings.Cut(text, "=")
	return assigns && name != "" && !strings.ContainsAny(name, "-/.*")
}
