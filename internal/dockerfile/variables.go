package dockerfile

import (
	"maps"
	"slices"
	"strings"

	"github.com/containerd/platforms"
)

// variables are values by name. It is a shell.EnvGetter.
type variables map[string]string

// Get returns the value of a variable.
func (v variables) Get(key string) (string, bool) {
	value, ok := v[key]
	return value, ok
}

// Keys returns the names, sorted.
func (v variables) Keys() []string { return slices.Sorted(maps.Keys(v)) }

// expand returns a word as the builder's lexer expands it. Most words have nothing that the lexer would change.
func (c *collector) expand(word string, env variables) (string, error) {
	if isPlain(word) {
		return word, nil
	}
	if err := c.checkWord(word, env); err != nil {
		return "", err
	}
	result, _, err := c.lex.ProcessWord(word, env)
	return result, err
}

// isPlain reports whether the lexer returns a word as it is: it has no variable, no quote and no escape character.
func isPlain(word string) bool { return !strings.ContainsAny(word, "$'\"\\`") }

// predefinedArgs returns the arguments that exist without a global ARG (dockerfile2llb, defaultArgs).
func predefinedArgs(p platforms.Platform, target string, given map[string]string) variables {
	if target == "" {
		target = "default"
	}
	b := LocalPlatform()
	v := variables{
		"BUILDPLATFORM": platforms.Format(b), "BUILDOS": b.OS, "BUILDOSVERSION": b.OSVersion, "BUILDARCH": b.Architecture, "BUILDVARIANT": b.Variant,
		"TARGETPLATFORM": platforms.FormatAll(p), "TARGETOS": p.OS, "TARGETOSVERSION": p.OSVersion, "TARGETARCH": p.Architecture, "TARGETVARIANT": p.Variant,
		"TARGETSTAGE": target,
	}
	for key := range v {
		if value, ok := given[key]; ok {
			v[key] = value
		}
	}
	return v
}
