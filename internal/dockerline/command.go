package dockerline

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/similar"
)

// command is a command that builds.
type command int

const (
	buildCommand   command = iota // docker build, docker buildx build, podman build
	composeCommand                // docker compose build
	bakeCommand                   // docker buildx bake
)

// readCommand reads the words before the arguments of a build, such as "docker buildx build". It reports whether there are any.
func (p *parser) readCommand() (bool, error) {
	first := 0
	for first < len(p.rest) && (isAssignment(p.rest[first]) || p.rest[first] == "sudo") {
		first++
	}
	if first == len(p.rest) {
		return false, nil
	}
	words := p.rest[first:]
	tool := words[0]
	switch tool {
	case "docker", "nerdctl", "podman", "buildah", "docker-compose", "podman-compose", "docker-buildx":
	default:
		if first > 0 || !bare(words) {
			return false, nil
		}
		tool, p.mayBeContext = "", p.own.Exists(words[0])
	}
	for _, assignment := range p.rest[:first] {
		if assignment != "sudo" {
			p.out.Env = append(p.out.Env, assignment)
		}
	}
	p.rest = words
	if tool != "" {
		p.rest, p.name = words[1:], tool
	}
	if tool == "podman" || tool == "buildah" {
		p.out.Args = append(p.out.Args, "--builder=podman")
	}
	err := p.readSubcommand(tool)
	if errors.Is(err, errNoWord) {
		return false, nil // a directory
	}
	return true, err
}

// errNoWord is the error for a command line that ends before the command of docker.
var errNoWord = errors.New("no command of docker")

// bare reports whether the words are a docker command without "docker".
func bare(words []string) bool {
	next := ""
	if len(words) > 1 {
		next = words[1]
	}
	switch words[0] {
	case "build", "bake":
		return true
	case "buildx":
		return slices.Contains([]string{"build", "b", "bake", "f"}, next)
	case "image", "builder":
		return next == "build"
	case "compose":
		return next == "build" || isFlag(next)
	}
	return false
}

// isAssignment reports whether a word sets a variable for a command: NAME=VALUE.
func isAssignment(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// readSubcommand reads the words and flags between the tool and the arguments of the build.
func (p *parser) readSubcommand(tool string) error {
	if tool == "docker-compose" || tool == "podman-compose" {
		return p.readCompose()
	}
	if err := p.readFlags(toolFlags); err != nil {
		return err
	}
	switch word := p.next(); {
	case word == "build" || tool == "buildah" && word == "bud" || tool == "docker-buildx" && word == "b":
		p.command = buildCommand
	case (word == "image" || word == "builder") && p.peek() == "build":
		p.next()
		p.command = buildCommand
	case word == "bake":
		p.command = bakeCommand
	case word == "compose":
		return p.readCompose()
	case word == "buildx":
		return p.readBuildx()
	default:
		return p.notABuild(word)
	}
	return nil
}

// readBuildx reads the words after "buildx".
func (p *parser) readBuildx() error {
	p.name = strings.TrimSpace(p.name + " buildx")
	if err := p.readFlags(buildxFlags); err != nil {
		return err
	}
	switch word := p.next(); word {
	case "build", "b":
		p.command = buildCommand
	case "bake", "f":
		p.command = bakeCommand
	default:
		return p.notABuild(word)
	}
	return nil
}

// readCompose reads the words after "compose".
func (p *parser) readCompose() error {
	if !strings.HasSuffix(p.name, "compose") {
		p.name = strings.TrimSpace(p.name + " compose")
	}
	p.command = composeCommand
	if err := p.readFlags(composeFlags); err != nil {
		return err
	}
	if word := p.next(); word != "build" {
		return p.notABuild(word)
	}
	if !p.hasFile {
		p.out.Args = append(p.out.Args, "--compose")
	}
	return nil
}

// notABuild returns the error for another command of docker.
func (p *parser) notABuild(word string) error {
	if word == "" {
		return errNoWord
	}
	hint := "paste a docker build, docker compose build or docker buildx bake command"
	if meant := similar.Hint(word, []string{"build", "buildx", "compose", "bake"}); meant != "" {
		hint = meant
	}
	return &build.Error{Err: fmt.Errorf("%s does not build", strings.TrimSpace(p.name+" "+word)), Hint: hint}
}
