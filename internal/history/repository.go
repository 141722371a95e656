package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/git"
)

// Repository is a git repository with a work tree.
type Repository struct {
	git.Repository
	env []string
	// idLength is the length of the names of its objects, in bytes.
	idLength int
}

// Find returns the repository whose work tree holds a directory, if git itself would use it. env holds the KEY=VALUE of the environment.
func Find(ctx context.Context, dir string, env []string) (*Repository, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return nil, ErrNoGit
	}
	found, ok := git.Find(dir, env)
	if !ok {
		return nil, ErrNoRepository
	}
	r := &Repository{Repository: found, env: safeEnvironment(env)}
	head, err := r.output(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, ErrNoCommits
	}
	r.idLength = len(strings.TrimSpace(string(head))) / 2
	return r, nil
}

// safeEnvironment returns the environment for git: without variables that select another repository or start programs, and with some that
// prevent that.
func safeEnvironment(env []string) []string {
	kept := slices.DeleteFunc(slices.Clone(env), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		config := strings.HasPrefix(name, "GIT_CONFIG") || name == "GIT_CEILING_DIRECTORIES" || name == "GIT_DISCOVERY_ACROSS_FILESYSTEM"
		return strings.HasPrefix(name, "GIT_") && !config
	})
	return append(kept, "GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
}

// safeConfiguration overrides what a repository could configure to start programs.
var safeConfiguration = []string{"--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false", "-c", "log.showRoot=false",
	"-c", "core.quotePath=false", "-c", "diff.external=", "-c", "core.sshCommand=false", "-c", "submodule.recurse=false", "-c", "core.commitGraph=true"}

// command returns a call of git in the work tree.
func (r *Repository) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", append(slices.Clone(safeConfiguration), args...)...)
	cmd.Dir, cmd.Env = r.Worktree, r.env
	return cmd
}

// output returns what git writes to stdout. Its error is the last line of what it writes to stderr.
func (r *Repository) output(ctx context.Context, args ...string) ([]byte, error) {
	cmd := r.command(ctx, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	return out, failure(ctx, args[0], err, &stderr)
}

// stream runs git and passes its output to read, which may stop early with an error.
func (r *Repository) stream(ctx context.Context, stdin io.Reader, read func(io.Reader) error, args ...string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := r.command(ctx, args...)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = stdin, &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("cannot start git: %w", err)
	}
	readErr := read(out)
	if readErr != nil {
		cancel()
	}
	err = cmd.Wait()
	if readErr != nil {
		return readErr
	}
	return failure(ctx, args[0], err, &stderr)
}

// failure returns the error of a call of git.
func failure(ctx context.Context, command string, err error, stderr *bytes.Buffer) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
	if text := strings.TrimPrefix(lines[len(lines)-1], "fatal: "); text != "" {
		err = errors.New(text)
	}
	return fmt.Errorf("git %s: %w", command, err)
}

// Resolve returns the full name of a commit.
func (r *Repository) Resolve(ctx context.Context, revision string) (string, error) {
	out, err := r.output(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", fmt.Errorf("no commit %q", revision)
	}
	return strings.TrimSpace(string(out)), nil
}
