package compose

import (
	"errors"
	"strings"

	"github.com/compose-spec/compose-go/v2/template"
)

// missingVariables returns the variables that compose-go could not do without, in the order of the errors that are joined in one.
func missingVariables(err error) []string {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var list []string
		for _, one := range joined.Unwrap() {
			list = append(list, missingVariables(one)...)
		}
		return list
	}
	if missing, ok := err.(*template.MissingRequiredError); ok {
		return []string{missing.Variable}
	}
	if inner := errors.Unwrap(err); inner != nil {
		return missingVariables(inner)
	}
	return nil
}

const (
	// maxDefaults limits the depth of nested defaults, as in ${A:-${B}}, and maxTemplate the length of a value: compose-go parses both
	// repeatedly.
	maxDefaults = 20
	maxTemplate = 4 << 10
)

// plainVariables visits the variables in a value of a compose file that have neither a default, be it an empty one, nor an alternative, and are
// not required.
func plainVariables(value string, visit func(name string)) { plainIn(value, maxDefaults, visit) }

func plainIn(value string, depth int, visit func(name string)) {
	if depth == 0 || len(value) > maxTemplate || !strings.Contains(value, "$") {
		return
	}
	unset := func(string) (string, bool) { return "", false }
	each := func(text string, _ template.Mapping, c *template.Config) (string, error) {
		one, rest := firstVariable(text)
		name := ""
		alone := one
		if strings.HasPrefix(one, "${") {
			// The variables in a default are looked at below: compose-go would warn of each that has no value.
			alone = "$" + strings.ReplaceAll(one[1:], "$", "_")
		}
		_, applied, err := template.DefaultReplacementAppliedFunc(alone, func(asked string) (string, bool) {
			if name == "" {
				name = asked
			}
			return "", false
		}, c)
		if err == nil && !applied && name != "" {
			visit(name)
		}
		if v, ok := template.ExtractVariables(map[string]any{"": one}, nil)[name]; ok {
			plainIn(v.DefaultValue, depth-1, visit)
		}
		plainIn(rest, depth-1, visit)
		return "", nil
	}
	// Loading the file reports an invalid template.
	_, _ = template.SubstituteWithOptions(value, unset, template.WithoutLogging, template.WithReplacementFunction(each))
}

// firstVariable splits a text after the first variable.
func firstVariable(text string) (one, rest string) {
	depth := 0
	for n := range len(text) {
		switch text[n] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return text[:n+1], text[n+1:]
			}
		}
	}
	return text, ""
}
