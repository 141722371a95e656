package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/conformance/clones"
)

// eachAlone applies the safe suggestions for a build one at a time.
func (t *trial) eachAlone(ctx context.Context, original string, b clones.Build) (string, error) {
	list, file, err := safeFor(ctx, original, t.flags(b))
	if err != nil || len(list) < 2 {
		t.stats.suggestions.Add(int64(len(list)))
		return "", err
	}
	t.stats.suggestions.Add(int64(len(list)))
	for n, s := range list {
		if *soundnessAlone > 0 && n == *soundnessAlone {
			break
		}
		harm, err := t.try(ctx, original, "alone: "+s.Pattern, func(root string) error { return s.apply(filepath.Join(root, cmpOr(file, b.Context+"/.dockerignore"))) })
		if harm != "" || err != nil {
			return harm, err
		}
	}
	return "", nil
}

func cmpOr(file *string, other string) string {
	if file != nil {
		return *file
	}
	return other
}

// suggestion is what of the report on a suggestion matters here.
type suggestion struct {
	Pattern      string `json:"pattern"`
	Safety       string `json:"safety"`
	ReplacesLine *int   `json:"replaces_line"`
}

func safeFor(ctx context.Context, root string, flags []string) (list []suggestion, ignoreFile *string, err error) {
	cmd := exec.CommandContext(ctx, shared.program.Path(), append([]string{"suggest", "--json"}, flags...)...)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return nil, nil, fmt.Errorf("suggest %v: %w", flags, err)
	}
	var report struct {
		Builds []struct {
			IgnoreFile  *string      `json:"ignore_file"`
			Suggestions []suggestion `json:"suggestions"`
		} `json:"builds"`
	}
	if err := json.Unmarshal(out, &report); err != nil || len(report.Builds) != 1 {
		return nil, nil, fmt.Errorf("reading suggestions: %d builds, %w", len(report.Builds), err)
	}
	b := report.Builds[0]
	return slices.DeleteFunc(b.Suggestions, func(s suggestion) bool { return s.Safety != "safe" }), b.IgnoreFile, nil
}

// apply writes the suggestion into an ignore file.
func (s suggestion) apply(file string) error {
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if s.ReplacesLine == nil {
		if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
			text = append(text, '\n')
		}
		return os.WriteFile(file, append(text, s.Pattern+"\n"...), 0o644)
	}
	lines := strings.Split(string(text), "\n")
	lines[*s.ReplacesLine-1] = s.Pattern
	return os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o644)
}

func runProgram(ctx context.Context, root string, args []string) error {
	cmd := exec.CommandContext(ctx, shared.program.Path(), args...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ctxsize %v: %w\n%s", args, err, out)
	}
	return nil
}
