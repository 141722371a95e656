package ci

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

// workflow finds the builds of a workflow or a composite action of GitHub.
func workflow(name string, text []byte) File {
	var f File
	for _, root := range documents(name, text) {
		w := steps{file: &f, values: map[string]string{"github.workspace": "."}, dir: "."}
		w.variables(root)
		pairs(get(root, "jobs"), func(_ string, job *yaml.Node) {
			for _, values := range matrix(get(job, "strategy", "matrix")) {
				one := w
				one.values = maps.Clone(w.values)
				maps.Copy(one.values, values)
				one.variables(job)
				one.run(get(job, "steps"))
			}
		})
		w.run(get(root, "runs", "steps"))
	}
	f.Builds = slices.CompactFunc(f.Builds, sameBuild)
	f.Skipped = slices.Compact(f.Skipped)
	return f
}

// sameBuild reports whether two builds of one step are equal: a matrix often changes something else.
func sameBuild(a, b Build) bool {
	return a.Line == b.Line && a.Context == b.Context && a.Dockerfile == b.Dockerfile && a.Target == b.Target && slices.Equal(a.BuildArgs, b.BuildArgs) &&
		slices.Equal(a.Platforms, b.Platforms)
}

// steps are the steps of a job, with what is known of its expressions.
type steps struct {
	file   *File
	values map[string]string // by expression
	dir    string            // the default working directory
}

// variables records the environment and the default directory of a workflow or a job.
func (s *steps) variables(n *yaml.Node) {
	pairs(get(n, "env"), func(name string, value *yaml.Node) {
		if text, known := s.expand(scalar(value)); known {
			s.values["env."+name] = text
		}
	})
	if dir := get(n, "defaults", "run", "working-directory"); dir != nil {
		s.dir, _ = s.expand(scalar(dir))
	}
}

func (s *steps) run(list *yaml.Node) {
	for _, step := range items(list) {
		one := *s
		one.values = maps.Clone(s.values)
		one.variables(step)
		uses, _, _ := strings.Cut(scalar(get(step, "uses")), "@")
		switch {
		case strings.HasSuffix(uses, "/build-push-action"):
			one.buildPush(step)
		case strings.HasSuffix(uses, "/bake-action"):
			one.bake(step)
		case get(step, "run") != nil:
			one.script(step)
		}
	}
}

// script finds the builds of a step that runs a script.
func (s *steps) script(step *yaml.Node) {
	run, dir := get(step, "run"), s.dir
	if own := get(step, "working-directory"); own != nil {
		var known bool
		if dir, known = s.expand(scalar(own)); !known {
			dir = "."
		}
	}
	text, _ := s.expand(scalar(run))
	for name, value := range s.values {
		// Variables of the environment are those of the script, too.
		if variable, ok := strings.CutPrefix(name, "env."); ok && !strings.ContainsAny(value, "'\n") {
			text = variable + "='" + value + "'; " + text
		}
	}
	s.file.add(lines(text, textLine(run), dir))
}

// buildPush reads a step of docker/build-push-action, whose default context is the repository as it is committed.
func (s *steps) buildPush(step *yaml.Node) {
	b := Build{Line: step.Line}
	with := get(step, "with")
	text := func(key string) string {
		value, _ := s.expand(scalar(get(with, key)))
		return value
	}
	b.Context, b.Dockerfile, b.Target = text("context"), text("file"), text("target")
	b.BuildArgs, b.Contexts = listed(text("build-args")), listed(text("build-contexts"))
	if platforms := text("platforms"); platforms != "" {
		b.Platforms = []string{strings.Join(strings.Fields(strings.ReplaceAll(platforms, ",", " ")), ",")}
	}
	if dir, ok := strings.CutPrefix(b.Context, "{{defaultContext}}"); ok || b.Context == "" {
		b.Context, b.Committed = clean(strings.TrimPrefix(dir, ":")), true
		b.InContext = b.Dockerfile != ""
	}
	// Build arguments with an unknown value are left out.
	b.BuildArgs = slices.DeleteFunc(b.BuildArgs, func(a string) bool { return strings.Contains(a, unknownVariable) })
	for _, value := range []*string{&b.Context, &b.Dockerfile, &b.Target} {
		*value = strings.ReplaceAll(*value, unknownVariable, unknownPart)
	}
	b.Platforms = slices.DeleteFunc(b.Platforms, func(p string) bool { return strings.Contains(p, unknownVariable) })
	s.file.addKnown(b, ".", []string{"."})
}

// bake reads a step of docker/bake-action: the files that it names.
func (s *steps) bake(step *yaml.Node) {
	with := get(step, "with")
	text := func(key string) string {
		value, _ := s.expand(scalar(get(with, key)))
		return strings.ReplaceAll(value, unknownVariable, unknownPart)
	}
	dir := text("workdir")
	if source := text("source"); dir == "" && !strings.Contains(source, "://") {
		dir = strings.TrimPrefix(strings.TrimPrefix(source, "{{defaultContext}}"), ":")
	}
	if strings.Contains(dir, unknownPart) {
		return
	}
	for _, name := range strings.FieldsFunc(text("files"), func(r rune) bool { return r == ',' || r == '\n' }) {
		s.file.addDefinition(strings.TrimPrefix(strings.TrimSpace(name), "cwd://"), true, dir, []string{"."})
	}
}

var expression = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$\{\{\s*(.*?)\s*\}\}`) })

// expand replaces the expressions of a text; known is false where one of them has no known value, which becomes an unknown variable.
func (s *steps) expand(text string) (expanded string, known bool) {
	known = true
	return expression().ReplaceAllStringFunc(text, func(match string) string {
		value, ok := s.values[expression().FindStringSubmatch(match)[1]]
		if !ok {
			known = false
			return unknownVariable
		}
		return value
	}), known
}

// maxMatrix is the number of combinations of a matrix that are read.
const maxMatrix = 64

// matrix returns the values of each combination of a literal matrix; one without values where there is none, or where it is an expression.
func matrix(n *yaml.Node) []map[string]string {
	combinations := []map[string]string{{}}
	pairs(n, func(key string, values *yaml.Node) {
		if key == "include" || key == "exclude" || len(items(values)) == 0 {
			return
		}
		var next []map[string]string
		for _, c := range combinations {
			for _, item := range items(values) {
				if len(next) < maxMatrix {
					next = append(next, withItem(c, "matrix."+key, item))
				}
			}
		}
		combinations = next
	})
	return include(combinations, items(get(n, "include")))
}

// include adds the entries of include: to the combinations that they fit to, else as combinations of their own.
func include(combinations []map[string]string, entries []*yaml.Node) []map[string]string {
	base := len(combinations)
	if base == 1 && len(combinations[0]) == 0 && len(entries) > 0 {
		combinations, base = nil, 0
	}
	for _, entry := range entries {
		values := withItem(map[string]string{}, "matrix", entry)
		fitted := false
		for _, c := range combinations[:base] {
			fits := len(values) > 0
			for key, value := range values {
				if old, known := c[key]; known && old != value {
					fits = false
				}
			}
			if fits {
				maps.Copy(c, values)
				fitted = true
			}
		}
		if !fitted && len(combinations) < maxMatrix {
			combinations = append(combinations, values)
		}
	}
	return combinations
}

// withItem returns values with those of a node: a scalar, or a mapping of scalars.
func withItem(values map[string]string, name string, n *yaml.Node) map[string]string {
	values = maps.Clone(values)
	if n = follow(n); n.Kind == yaml.ScalarNode {
		values[name] = n.Value
		return values
	}
	pairs(n, func(key string, value *yaml.Node) {
		maps.Copy(values, withItem(map[string]string{}, name+"."+key, value))
	})
	return values
}
