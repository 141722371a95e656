package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/dockerline"
	"github.com/ctxsize/ctxsize/internal/dockerplugin"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/terminal"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

const (
	// hookBudget is how long docker may wait for the hook, and hookTime how long an analysis may take at most.
	hookBudget = 55 * time.Millisecond
	hookTime   = 40 * time.Millisecond
	// maxCommandLine is the size of a command line in bytes.
	maxCommandLine = 1 << 20
)

// runHook answers a hook of docker with one line about the build that docker ran. It never fails: where there is nothing to report, the line
// is empty.
func (w world) runHook(request string) int {
	ctx, cancel := context.WithTimeout(context.Background(), min(hookTime, hookBudget-terminal.Running()))
	defer cancel()
	text := answerBy(ctx, request, w.hookLine)
	// An error means that docker has gone.
	_ = dockerplugin.WriteResponse(w.stdout, termtext.Escape(text))
	return exitDone
}

// answerBy returns the line that a function finds until a deadline, which it need not keep itself.
func answerBy(ctx context.Context, request string, find func(context.Context, string) string) string {
	if ctx.Err() != nil {
		return lateLine(request)
	}
	line := make(chan string, 1)
	go func() { line <- find(ctx, request) }()
	select {
	case text := <-line:
		return text
	case <-ctx.Done():
		return lateLine(request)
	}
}

// lateLine returns the line about a build that takes too long to analyze, "" for a failed one and for one that cannot be analyzed.
func lateLine(text string) string {
	request, err := dockerplugin.ParseRequest(text)
	if err != nil || request.CommandError != "" || request.CommandLine(parentCommandLine()) == nil {
		return ""
	}
	return "docker ctxsize shows what the build sends."
}

// hookLine returns the line about a build, "" for none.
func (w world) hookLine(ctx context.Context, text string) string {
	request, err := dockerplugin.ParseRequest(text)
	if err != nil {
		return ""
	}
	failed := request.CommandError != ""
	a, err := w.analyzeLine(ctx, request.CommandLine(parentCommandLine()), !failed)
	if ctx.Err() != nil {
		return lateLine(text)
	}
	if err != nil || a == nil {
		return ""
	}
	if failed {
		return failureLine(a)
	}
	return sentLine(a)
}

// parentCommandLine returns the arguments of the process that started this one, nil where the system does not show them.
func parentCommandLine() []string {
	text, err := projectfile.ReadOwn(fmt.Sprintf("/proc/%d/cmdline", os.Getppid()), maxCommandLine)
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(text), "\x00"), "\x00")
}

// analyzeLine analyzes the build of a docker command line, nil if it is not one of a directory.
func (w world) analyzeLine(ctx context.Context, words []string, suggests bool) (*ctxsize.Analysis, error) {
	var f buildFlags
	cmd := &cobra.Command{Use: "ctxsize"}
	f.add(cmd)
	line, err := dockerline.Translate(words, nil, dockerline.Own{Flag: flagFinder(cmd), Format: func(string) bool { return false }, Exists: func(string) bool { return false }})
	if err != nil || line == nil {
		return nil, err
	}
	if err := cmd.ParseFlags(line.Args); err != nil {
		return nil, err
	}
	dir, err := f.oneContext(cmd.Flags().Args())
	if err != nil || dir == "-" || f.file == "-" {
		return nil, err
	}
	w.env = append(w.env[:len(w.env):len(w.env)], line.Env...)
	f.noTransfer, f.suggests = true, suggests
	o, err := f.options(w, dir)
	if err != nil {
		return nil, err
	}
	return ctxsize.Analyze(ctx, o)
}

// failureLine returns why a source of the build is missing, with its fix; "" if none is.
func failureLine(a *ctxsize.Analysis) string {
	for _, f := range a.AllFindings() {
		if f.Severity != lint.Error || f.Code != lint.CopySourceExcluded && f.Code != lint.CopyFromExcluded && f.Code != lint.CopySourceMissing {
			continue
		}
		line := f.Message
		if f.Fix != nil && f.Fix.Kind == "append-line" {
			line += " Add to the ignore file: " + f.Fix.Text
		}
		return line
	}
	return ""
}

// sentLine returns what the builds send, and what the best safe pattern would save.
func sentLine(a *ctxsize.Analysis) string {
	var sent contextTotals
	var best *inventory.Suggestion
	for n := range a.Builds {
		b := &a.Builds[n]
		for _, c := range b.Usages() {
			if c.View == nil {
				return ""
			}
			sent.add(c.Sent().Bytes, c.Sent().Files)
		}
		for m := range b.Suggestions {
			if s := &b.Suggestions[m]; s.Safety == inventory.Safe && !s.Personal && s.SavesBytes > 0 && (best == nil || s.SavesBytes > best.SavesBytes) {
				best = s
			}
		}
	}
	line := fmt.Sprintf("The build sends %s in %s to an empty cache.", report.SI.Size(sent.bytes), report.Count(sent.files, "file"))
	if best == nil {
		return line + " docker ctxsize lists them."
	}
	return line + fmt.Sprintf(" The pattern %s would save %s: docker ctxsize suggest --write", termtext.Quote(strings.TrimSpace(best.Line)), report.SI.Size(best.SavesBytes))
}

// contextTotals sums up contexts.
type contextTotals struct{ bytes, files int64 }

func (t *contextTotals) add(bytes, files int64) {
	t.bytes, t.files = saturate.Add(t.bytes, bytes), t.files+files
}
