package needs

import (
	"encoding/json"
	"maps"
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
	reader := f.reader(c)
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
			s := reader.Parse(braces(line))
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

// braces replaces variables in double braces by a wildcard.
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
		run := composerRun{follower: f, path: p, text: text, scripts: raw.Scripts, done: map[string]bool{}}
		for _, event := range slices.Sorted(maps.Keys(raw.Scripts)) {
			if runsEvent(verb, words, event) {
				run.event(event, c)
			}
		}
	}
}

// composerRun is the scripts of a composer.json.
type composerRun struct {
	*follower
	path    string
	text    []byte
	scripts map[string]any
	done    map[string]bool // the events that were followed
}

// event follows the scripts of an event, once.
func (r *composerRun) event(name string, c *Call) {
	if r.done[name] {
		return
	}
	r.done[name] = true
	for _, line := range flatten(r.scripts[name]) {
		r.line(line, c)
	}
}

// runsEvent reports whether a call of Composer runs the scripts of an event.
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
		return slices.Sorted(maps.Keys(value))
	}
	return nil
}

// line follows one script: a command, one of PHP or Composer's own, the scripts of another event, or a method of a class.
func (r *composerRun) line(line string, c *Call) {
	at := place{r.path, lineOf(r.text, line)}
	switch {
	case strings.Contains(line, "::") && !strings.Contains(line, " "):
		r.sources(".php", &Call{Command: c.Command, File: r.path, Line: at.line})
	case strings.HasPrefix(line, "@php ") || strings.HasPrefix(line, "@composer "):
		r.followNested(r.reader(c).Parse(line[1:]), at)
	case strings.HasPrefix(line, "@"):
		name, _, _ := strings.Cut(line[1:], " ")
		r.event(name, c)
	default:
		r.followNested(r.reader(c).Parse(line), at)
	}
}
