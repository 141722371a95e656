package plan

import (
	"fmt"
	"strings"
)

// arguments reads the values of --build-arg (github.com/docker/buildx commands, listToMap).
func arguments(values, env []string) (map[string]string, error) {
	args := map[string]string{}
	for _, value := range values {
		key, text, given := strings.Cut(value, "=")
		if key == "" {
			return nil, &Error{Err: fmt.Errorf("--build-arg %q has no name", value), Hint: "use --build-arg NAME=VALUE, or NAME to take the value from the environment"}
		}
		if !given {
			if text, given = lookup(env, key); !given {
				continue
			}
		}
		args[key] = text
	}
	return args, nil
}

// lookup finds a variable of the environment; the last one counts.
func lookup(env []string, key string) (value string, ok bool) {
	for _, entry := range env {
		if k, v, _ := strings.Cut(entry, "="); k == key {
			value, ok = v, true
		}
	}
	return value, ok
}

// buildContexts reads the values of --build-context (github.com/docker/buildx util/buildflags, ParseContextNames).
func buildContexts(values []string) (map[string]string, error) {
	contexts := map[string]string{}
	for _, value := range values {
		if value == "" {
			continue
		}
		name, path, ok := strings.Cut(value, "=")
		hint := "use --build-context NAME=DIRECTORY, or an address such as docker-image://alpine"
		if !ok || path == "" {
			return nil, &Error{Err: fmt.Errorf("--build-context %q has no path", value), Hint: hint}
		}
		familiar, err := familiarName(name)
		if err != nil {
			return nil, &Error{Err: fmt.Errorf("--build-context %q: %w", value, err), Hint: hint}
		}
		contexts[familiar] = path
	}
	return contexts, nil
}
