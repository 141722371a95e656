package needs

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// recipeFiles are the files of programs that run recipes, by program.
var recipeFiles = map[string][]string{
	"just": {"justfile", "Justfile", ".justfile"},
	"task": {"Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "Taskfile.dist.yml"},
	"mage": {"magefile.go"}, "earthly": {"Earthfile"}, "invoke": {"tasks.py"}, "cargo-make": {"Makefile.toml"}, "poe": {"pyproject.toml"}, "bake": {"docker-bake.hcl"},
	"mise": {"mise.toml", ".mise.toml"}, "rake": {"Rakefile"},
}

func isRecipes(name string) bool {
	return recipeFiles[name] != nil && languageOf(name) == nil && name != "invoke"
}

// recipes follows every line of the recipes of a project: which of them is run is not looked into.
func (f *follower) recipes(name string, c *Call) {
	found := f.files.Find(recipeFiles[name]...)
	if len(found) == 0 {
		f.noteOpaque(c.File, c.Line, c.Text)
	}
	for _, p := range found {
		text := f.files.Text(p)
		f.text(p, text)
		if path.Ext(p) == ".go" {
			f.sources(".go", c)
			continue
		}
		lines, _ := manifest.Names(path.Base(p), text)
		if path.Ext(p) == "" {
			lines = slices.Collect(strings.Lines(string(text)))
		}
		for _, line := range lines {
			line = strings.TrimLeft(strings.TrimSpace(line), "@-")
			if !strings.ContainsAny(line, " /") && !isMake(line) || strings.HasSuffix(line, ":") {
				// The name of a recipe.
				continue
			}
			s := f.files.Cache.scripts.Parse(braces(line), shell.Options{Env: c.Environment(), Dir: c.Dir})
			s.Doubt = ""
			f.followUnknown(s, place{p, lineOf(text, line)})
		}
	}
}

// followUnknown follows what may be a script: a program that is not known is no doubt.
func (f *follower) followUnknown(s shell.Script, at place) {
	opaque := f.trace.Opaque
	f.followNested(s, at)
	f.trace.Opaque = opaque
}

// braces takes variables in double braces for something unknown.
func braces(text string) string {
	for {
		before, rest, found := strings.Cut(text, "{{")
		if !found {
			return text
		}
		_, after, _ := strings.Cut(rest, "}}")
		text = before + "'*'" + after
	}
}

// composer follows Composer, whose manifest may name scripts that are run with an installation.
func (f *follower) composer(c *Call) {
	words := c.Words()[1:]
	if hasAny(words, "--no-scripts") || len(words) == 0 {
		return
	}
	verb := firstOperand(words)
	for _, p := range f.files.Find("composer.json") {
		var raw struct{ Scripts map[string]any }
		text := f.files.Text(p)
		if json.Unmarshal(text, &raw) != nil {
			f.noteOpaque(p, 0, "composer.json")
			return
		}
		for event, commands := range raw.Scripts {
			if !runsEvent(verb, words, event) {
				continue
			}
			for _, line := range flatten(commands) {
				f.composerLine(line, p, text, c)
			}
		}
	}
}

// runsEvent reports whether a call of Composer runs the scripts of an event. A script may run another one of the project.
func runsEvent(verb string, words []string, event string) bool {
	switch verb {
	case "install", "update", "require", "dump-autoload", "dumpautoload", "create-project", "i", "u":
		return strings.HasPrefix(event, "pre-") || strings.HasPrefix(event, "post-") || event == "auto-scripts"
	case "run", "run-script", "exec":
		return true
	case "config", "global", "clear-cache", "self-update", "validate", "show", "diagnose", "--version":
		return false
	}
	return slices.Contains(words, event)
}

func flatten(value any) []string {
	switch value := value.(type) {
	case string:
		return []string{value}
	case []any:
		var list []string
		for _, v := range value {
			list = append(list, flatten(v)...)
		}
		return list
	case map[string]any:
		var list []string
		for command := range value {
			list = append(list, command)
		}
		return list
	}
	return nil
}

// composerLine follows one script: a command, one of PHP or Composer's own, or a method of a class.
func (f *follower) composerLine(line, p string, text []byte, c *Call) {
	at := place{p, lineOf(text, line)}
	switch {
	case strings.Contains(line, "::") && !strings.Contains(line, " "):
		f.sources(".php", &Call{Command: c.Command, File: p, Line: at.line})
	case strings.HasPrefix(line, "@php ") || strings.HasPrefix(line, "@composer "):
		f.followNested(f.files.Cache.scripts.Parse(line[1:], shell.Options{Env: c.Environment(), Dir: c.Dir}), at)
	case strings.HasPrefix(line, "@"):
	default:
		f.followNested(f.files.Cache.scripts.Parse(line, shell.Options{Env: c.Environment(), Dir: c.Dir}), at)
	}
}
