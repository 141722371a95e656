package plan

import (
	"bytes"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// IsDockerfileText reports whether a text is a Dockerfile: it parses, and has a stage.
func IsDockerfileText(text []byte) bool {
	stages, _, err := parseText(text)
	return err == nil && len(stages) > 0
}

func parseText(text []byte) ([]instructions.Stage, []instructions.ArgCommand, error) {
	file, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, nil, err
	}
	return instructions.Parse(file.AST, nil)
}

// CollectAny is [Collect] for a Dockerfile whose arguments are not known: where it needs one that has no default, any value will do.
func CollectAny(text []byte) (Collected, error) {
	c, err := Collect(text, CollectOptions{})
	if err == nil {
		return c, nil
	}
	stages, globals, errText := parseText(text)
	if errText != nil {
		return Collected{}, err
	}
	args := map[string]string{}
	note := func(cmd *instructions.ArgCommand) {
		for _, a := range cmd.Args {
			if a.Value == nil || *a.Value == "" {
				args[a.Key] = "unknown"
			}
		}
	}
	for n := range globals {
		note(&globals[n])
	}
	for _, s := range stages {
		for _, cmd := range s.Commands {
			if arg, ok := cmd.(*instructions.ArgCommand); ok {
				note(arg)
			}
		}
	}
	return Collect(text, CollectOptions{Args: args})
}

// anything is what a variable stands for where its value may be any.
type anything struct{}

func (anything) Get(string) (string, bool) { return "*", true }

func (anything) Keys() []string { return nil }

// VariableStages returns patterns for the names of the stages that a FROM with a variable in it may mean, in lower case: every value of a
// variable may be given. No other instruction takes a variable there.
func VariableStages(text []byte) []string {
	stages, _, err := parseText(text)
	if err != nil {
		return nil
	}
	var list []string
	lex := shell.NewLex('\\')
	for _, s := range stages {
		if !strings.Contains(s.BaseName, "$") {
			continue
		}
		if pattern, _, err := lex.ProcessWord(s.BaseName, anything{}); err == nil && strings.Trim(pattern, "*") != "" {
			list = append(list, strings.ToLower(pattern))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
