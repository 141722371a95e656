package project

import (
	"fmt"
	"strings"

	"github.com/containerd/platforms"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
)

// arguments reads the values of --build-arg (github.com/docker/buildx commands, listToMap).
func arguments(values, env []string) (map[string]string, error) {
	args := map[string]string{}
	for _, value := range values {
		key, text, given := strings.Cut(value, "=")
		if key == "" {
			return nil, &build.Error{Err: fmt.Errorf("--build-arg %q has no name", value), Hint: "use --build-arg NAME=VALUE, or NAME to take the value from the environment"}
		}
		if !given {
			if text, given = lookupEnv(env, key); !given {
				continue
			}
		}
		args[key] = text
	}
	return args, nil
}

// lookupEnv returns a variable of the environment; the last value counts.
func lookupEnv(env []string, key string) (value string, ok bool) {
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
			return nil, &build.Error{Err: fmt.Errorf("--build-context %q has no path", value), Hint: hint}
		}
		familiar, err := dockerfile.FamiliarName(name)
		if err != nil {
			return nil, &build.Error{Err: fmt.Errorf("--build-context %q: %w", value, err), Hint: hint}
		}
		contexts[familiar] = path
	}
	return contexts, nil
}

// hiddenArguments returns the values of --build-arg K, which come from the environment.
func (s *resolver) hiddenArguments() build.Redactions {
	var h build.Redactions
	env := s.Environment()
	for _, given := range s.BuildArgs {
		if !strings.Contains(given, "=") {
			h = append(h, build.Redaction{Value: env[given], Shown: "${" + given + "}"})
		}
	}
	return h
}

// listPlatforms reads the values of --platform, each platform once.
func listPlatforms(values []string) ([]string, error) {
	var list []string
	seen := map[string]bool{}
	for _, text := range strings.Split(strings.Join(values, ","), ",") {
		p, err := dockerfile.ParsePlatform(text)
		if err != nil || (text == "" && len(values) > 0) {
			return nil, &build.Error{Err: fmt.Errorf("invalid --platform %q", text), Hint: "use OS/ARCHITECTURE, such as linux/amd64,linux/arm64"}
		}
		if name := platforms.FormatAll(p); !seen[name] {
			seen[name] = true
			list = append(list, name)
		}
	}
	return list, nil
}
