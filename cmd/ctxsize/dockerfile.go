package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/compose"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/report"
)

// maxHinted is how many Dockerfiles a hint names.
const maxHinted = 3

// requireDockerfile returns an error for the first build whose Dockerfile is missing. What such a build sends is unknown.
func requireDockerfile(ctx context.Context, a *ctxsize.Analysis, o report.Options) error {
	for n := range a.Builds {
		b := &a.Builds[n]
		if !b.Build.Missing {
			continue
		}
		if b.Main.Context.Root == "" {
			return hintError{errors.New("no Dockerfile in the tar on standard input"), "name the Dockerfile in the archive with -f, or measure the context alone with --no-dockerfile"}
		}
		return hintError{fmt.Errorf("no Dockerfile in %s", o.Place(b.Main.Context.Root)), dockerfileHint(ctx, b.Main.Context.Root, o)}
	}
	return nil
}

// dockerfileHint returns flags to type instead, with the files that exist.
func dockerfileHint(ctx context.Context, root string, o report.Options) string {
	var choices []string
	// Unreadable directories have no suggestions.
	if found, err := project.Find(ctx, root); err == nil {
		for _, file := range found.Dockerfiles[:min(len(found.Dockerfiles), maxHinted)] {
			choices = append(choices, "-f "+o.Place(file))
		}
	}
	for _, file := range project.DefinitionFiles(root) {
		flag := "--bake="
		if compose.IsFile(filepath.Base(file)) {
			flag = "--compose="
		}
		choices = append(choices, flag+o.Place(file))
	}
	if len(choices) == 0 {
		choices = []string{"-f FILE"}
	}
	return "try " + strings.Join(choices, " or ") + "; ctxsize audit finds every build; --no-dockerfile measures the context alone"
}
