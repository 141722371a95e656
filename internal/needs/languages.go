package needs

import (
	"slices"
	"strings"
)

// language is what runs sources.
type language struct {
	programs   []string
	extensions []string
	// valued are the flags of the programs whose value is the next argument, and inline those whose value is a program.
	valued, inline []string
}

var languages = []language{
	{programs: []string{"node", "nodejs", "tsx", "ts-node", "deno", "bun", "nodemon", "pm2", "pm2-runtime", "babel-node", "vite-node", "jiti", "swc-node", "esno"},
		extensions: []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".vue", ".svelte", ".astro"},
		valued:     []string{"-r", "--require", "--import", "--loader", "--max-old-space-size"}, inline: []string{"-e", "--eval", "-p", "--print"}},
	{programs: []string{"python", "python2", "python3", "pypy", "pypy3", "ipython", "micropython"}, extensions: []string{".py", ".pyx"}, valued: []string{"-W", "-X"}, inline: []string{"-c"}},
	{programs: []string{"ruby", "jruby", "rake", "rails", "rspec"}, extensions: []string{".rb", ".rake", ".gemspec"}, valued: []string{"-I", "-r"}, inline: []string{"-e"}},
	{programs: []string{"perl"}, extensions: []string{".pl", ".pm"}, valued: []string{"-I", "-M"}, inline: []string{"-e", "-E", "-ne", "-pe", "-pi"}},
	{programs: []string{"php"}, extensions: []string{".php"}, valued: []string{"-d", "-c"}, inline: []string{"-r"}},
	{programs: []string{"Rscript", "R"}, extensions: []string{".R", ".r"}, inline: []string{"-e"}},
	{programs: []string{"lua", "luajit"}, extensions: []string{".lua"}, inline: []string{"-e"}},
	{programs: []string{"elixir", "iex"}, extensions: []string{".exs", ".ex"}, inline: []string{"-e"}},
	{programs: []string{"groovy"}, extensions: []string{".groovy"}, inline: []string{"-e"}},
	{programs: []string{"julia"}, extensions: []string{".jl"}, inline: []string{"-e"}},
	{programs: []string{"dart"}, extensions: []string{".dart"}},
	{programs: []string{"pwsh", "powershell"}, extensions: []string{".ps1", ".psm1"}, inline: []string{"-Command", "-c"}},
	{programs: []string{"tclsh"}, extensions: []string{".tcl"}},
	{programs: []string{"awk", "gawk", "mawk"}, extensions: []string{".awk"}},
}

// languageOf returns the language that a program runs; a version may follow its name.
func languageOf(program string) *language {
	program = strings.TrimRight(program, "0123456789.")
	n := slices.IndexFunc(languages, func(l language) bool {
		return slices.ContainsFunc(l.programs, func(p string) bool { return strings.TrimRight(p, "0123456789") == program })
	})
	if n < 0 {
		return nil
	}
	return &languages[n]
}

func extensionsOf(program string) []string {
	if l := languageOf(program); l != nil {
		return l.extensions
	}
	return nil
}

// programFor returns a program that runs sources with that extension, "" for none.
func programFor(ext string) string {
	for _, l := range languages {
		if slices.Contains(l.extensions, ext) {
			return l.programs[0]
		}
	}
	return ""
}

// interpret follows an interpreter with its arguments.
func (f *follower) interpret(l *language, c *Call) {
	name := c.Program()
	args := c.Args[1:]
	if l.extensions[0] == ".rb" {
		f.check([]string{"Rakefile", "rakefile", "*.rake"}, f.files.Cache.UsesGit)
	}
	for n := 0; n < len(args); n++ {
		a := args[n]
		switch {
		case slices.Contains(l.inline, a.Text):
			rest := c.Words()[n+2:]
			if l.extensions[0] != ".ps1" {
				rest = rest[:min(len(rest), 1)]
			}
			f.inline(strings.Join(rest, " "), c)
			return
		case a.Text == "-m" && l.extensions[0] == ".py":
			f.module(args[n+1:], c)
			return
		case slices.Contains(l.valued, a.Text):
			n++
		case strings.HasPrefix(a.Text, "-"):
		case (name == "deno" || name == "bun" || name == "dart" || name == "pm2" || name == "pm2-runtime") && runVerbs[a.Text]:
		default:
			f.run(l, a, c)
			return
		}
	}
	// Without a file it reads its input, or uses files of its own.
	if name == "rake" || name == "rails" || name == "rspec" {
		f.sources(l.extensions[0], c)
	}
}

var runVerbs = map[string]bool{"run": true, "start": true, "task": true, "watch": true, "test": true, "x": true}

// run follows a source that is named.
func (f *follower) run(l *language, a shellWord, c *Call) {
	found := f.locate(c.Dir, a)
	if len(found) == 0 && f.packageScript(a.Text, c) {
		return
	}
	for _, p := range found {
		f.text(p, f.files.Text(p))
	}
	for _, ext := range l.extensions {
		f.sources(ext, c)
	}
}

// inline looks for git in a program that is an argument.
func (f *follower) inline(text string, c *Call) {
	if words, _ := TextUsesGit([]byte(text)); words != "" {
		f.git(c.File, c.Line, words)
	}
}

// module follows `python -m`: a program with a known name, or one of the project.
func (f *follower) module(args []shellWord, c *Call) {
	if len(args) == 0 {
		return
	}
	name := strings.ReplaceAll(args[0].Text, "_", "-")
	if harmlessPrograms[name] || toolFor(name) != nil {
		inner := *c
		inner.Args = append([]shellWord{{Text: name, Static: true, Line: args[0].Line}}, args[1:]...)
		f.program(name, &inner)
		return
	}
	f.sources(".py", c)
}
