// Package project asks docker compose and docker buildx bake, built from their own sources, which builds the files of a project describe.
package project

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Oracle runs the two programs.
type Oracle struct {
	compose string
	config  string // directory of docker's configuration, with buildx as a plugin
}

// Build builds the programs in a directory.
func Build(ctx context.Context, dir string) (*Oracle, error) {
	o := &Oracle{compose: filepath.Join(dir, "compose"), config: filepath.Join(dir, "docker")}
	for program, path := range map[string]string{"github.com/docker/compose/v5/cmd": o.compose, "github.com/docker/buildx/cmd/buildx": o.buildx()} {
		out, err := exec.CommandContext(ctx, "go", "build", "-o", path, program).CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("building %s: %w\n%s", program, err, out)
		}
	}
	return o, nil
}

func (o *Oracle) buildx() string { return filepath.Join(o.config, "cli-plugins", "docker-buildx") }

// Target is a build as both programs describe it.
type Target struct {
	Context          string            `json:"context"`
	Contexts         map[string]string `json:"contexts"`
	Dockerfile       string            `json:"dockerfile"`
	DockerfileInline string            `json:"dockerfile-inline"`
	Args             map[string]string `json:"args"`
	Target           string            `json:"target"`
	Platforms        []string          `json:"platforms"`
}

// Answer is the targets that are built, by name.
type Answer map[string]Target

// Compose asks which services are built. The error holds what the program said.
func (o *Oracle) Compose(ctx context.Context, dir string, env []string, files, services []string) (Answer, error) {
	var args []string
	for _, f := range files {
		args = append(args, "-f", f)
	}
	return o.ask(ctx, dir, env, o.compose, append(append(args, "build", "--print"), services...))
}

// Bake asks which targets are built.
func (o *Oracle) Bake(ctx context.Context, dir string, env []string, files, targets []string) (Answer, error) {
	args := []string{"bake", "--print"}
	for _, f := range files {
		args = append(args, "-f", f)
	}
	return o.ask(ctx, dir, env, o.buildx(), append(args, targets...))
}

func (o *Oracle) ask(ctx context.Context, dir string, env []string, program string, args []string) (Answer, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "DOCKER_CONFIG=" + o.config, "DOCKER_BUILDKIT=1"}, env...)
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, problems.String())
	}
	var printed struct {
		Group map[string]struct {
			Targets []string `json:"targets"`
		} `json:"group"`
		Target Answer `json:"target"`
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("nothing is built: %s", problems.String())
	}
	if err := json.Unmarshal(out, &printed); err != nil {
		return nil, err
	}
	if program != o.compose {
		return printed.Target, nil
	}
	built := Answer{}
	for _, name := range printed.Group["default"].Targets {
		built[name] = printed.Target[name]
	}
	return built, nil
}
