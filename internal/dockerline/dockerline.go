// Package dockerline translates pasted command lines of docker build, docker compose build, docker buildx bake and podman build into flags
// of ctxsize.
//
// [Translate] finds such a command line in the arguments of ctxsize. Flags that select or change what is sent become the flags of ctxsize,
// flags that do not are dropped with their values, and flags that cannot be translated are errors. Flags of ctxsize may be mixed in.
package dockerline

import (
	"slices"
	"strings"
)

// Own describes the arguments that ctxsize itself accepts.
type Own struct {
	// Flag reports whether ctxsize has a flag, such as --json or -o, and whether a value follows it.
	Flag func(flag string) (takesValue, ok bool)
	// Format reports whether a value of -o is a report of ctxsize, and not the output of a build.
	Format func(value string) bool
	// Exists reports whether the working directory has a file or directory of this name. It may be a context named build.
	Exists func(name string) bool
}

// Line is a translated command line.
type Line struct {
	Args []string // of ctxsize
	Env  []string // variables that the line sets, as NAME=VALUE
}

// Translate returns the arguments with a pasted docker command line replaced by flags of ctxsize, or nil if there is none. The docker command
// may follow a command of ctxsize and its flags.
func Translate(args, commands []string, own Own) (*Line, error) {
	start := 0
	if len(args) > 0 && slices.Contains(commands, args[0]) {
		start = 1
	}
	for start < len(args) && len(args[start]) > 1 && args[start][0] == '-' && args[start] != "--" {
		takesValue, ok := own.Flag(flagOf(args[start]))
		if !ok {
			return nil, nil
		}
		if start++; takesValue && !strings.Contains(args[start-1], "=") {
			start++
		}
	}
	if start >= len(args) {
		return nil, nil
	}
	p := parser{own: own, out: Line{Args: slices.Clone(args[:start])}, rest: args[start:]}
	found, err := p.readCommand()
	if err != nil || !found {
		return nil, err
	}
	if err := p.readArguments(); err != nil {
		return nil, err
	}
	if p.mayBeContext && p.names == 0 {
		return nil, nil
	}
	return &p.out, nil
}

// Mentions reports whether arguments may hold a docker command line.
func Mentions(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		switch arg {
		case "docker", "nerdctl", "podman", "buildah", "docker-compose", "podman-compose", "docker-buildx", "build", "buildx", "bake", "compose", "image", "builder":
			return true
		}
		return false
	})
}

// flagOf returns the name of a flag, with its dashes and without its value.
func flagOf(arg string) string {
	name, _, _ := strings.Cut(arg, "=")
	if !strings.HasPrefix(name, "--") && len(name) > 2 {
		name = name[:2]
	}
	return name
}
