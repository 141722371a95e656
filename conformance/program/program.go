// Package program runs the ctxsize that users run: it builds the command of
// the parent module once and reads the JSON that it prints.
//
// Build it, then Ask for each case. The fields read here are those that a
// real builder can confirm or deny.
package program

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
)

// Program is a built ctxsize.
type Program struct{ path string }

// Build compiles the command into dir.
func Build(ctx context.Context, dir string) (*Program, error) {
	p := &Program{path: filepath.Join(dir, "ctxsize")}
	cmd := exec.CommandContext(ctx, "go", "build", "-o", p.path, "github.com/ctxsize/ctxsize/cmd/ctxsize")
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building ctxsize: %w\n%s", err, out)
	}
	return p, nil
}

// Path is the program's file.
func (p *Program) Path() string { return p.path }

// Answer is what the program says about one build.
type Answer struct {
	Exit    int
	Stderr  string
	Report  Report
	Entries []Entry // what is sent, in order
}

// Report is the part of schema 1 that builders can confirm.
type Report struct {
	Builds   []Prediction `json:"builds"`
	Findings []Finding    `json:"findings"`
}

// Prediction is one element of `builds`.
type Prediction struct {
	ContextRequested bool      `json:"context_requested"`
	Requested        []string  `json:"requested"`
	Totals           Totals    `json:"totals"`
	TransferBytes    *int64    `json:"transfer_bytes"`
	NamedContexts    []Named   `json:"named_contexts"`
	Findings         []Finding `json:"findings"`
}

// Named is one element of `named_contexts`.
type Named struct {
	Name          string  `json:"name"`
	Loads         int     `json:"loads"`
	LoadBytes     []int64 `json:"load_bytes"`
	Totals        Totals  `json:"totals"`
	TransferBytes *int64  `json:"transfer_bytes"`
}

// Totals are those of what is sent.
type Totals struct {
	Sent Counts `json:"sent"`
}

// Counts is one column of the totals.
type Counts struct {
	Bytes    int64 `json:"bytes"`
	Files    int64 `json:"files"`
	Dirs     int64 `json:"dirs"`
	Symlinks int64 `json:"symlinks"`
	Other    int64 `json:"other"`
}

// Finding is what the program warns of.
type Finding struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Path     string `json:"path"`
}

// Entry is one line of `ls --json`.
type Entry struct {
	Path    string `json:"path"`
	Type    string `json:"type"`
	Bytes   int64  `json:"bytes"` // delivered
	Size    *int64 `json:"size"`  // announced, where it differs
	Sent    bool   `json:"sent"`
	Encoded bool   `json:"encoded"`
	Context string `json:"context"` // of a named context
}

// Announced is the size that the builder is told.
func (e Entry) Announced() int64 {
	if e.Size != nil {
		return *e.Size
	}
	return e.Bytes
}

// Ask runs the report and the list with the same flags, the context last. An
// exit code above 1 is an answer without a report.
func (p *Program) Ask(ctx context.Context, flags ...string) (Answer, error) {
	var a Answer
	out, err := p.run(ctx, &a, append([]string{"--json"}, flags...))
	if err != nil || a.Exit > 1 {
		return a, err
	}
	if err := json.Unmarshal(out, &a.Report); err != nil {
		return a, fmt.Errorf("reading the report of ctxsize: %w\n%s", err, out)
	}
	if len(a.Report.Builds) != 1 {
		return a, fmt.Errorf("reading the report of ctxsize: %d builds, want one", len(a.Report.Builds))
	}
	out, err = p.run(ctx, &a, append([]string{"ls", "--json"}, flags...))
	if err != nil || a.Exit > 1 {
		return a, err
	}
	return a, a.list(out)
}

func (p *Program) run(ctx context.Context, a *Answer, args []string) ([]byte, error) {
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, p.path, args...)
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, fmt.Errorf("running ctxsize: %w", err)
	}
	a.Exit, a.Stderr = cmd.ProcessState.ExitCode(), said.String()
	if a.Exit < 0 || a.Exit == 2 && bytes.Contains(said.Bytes(), []byte("goroutine ")) {
		return nil, fmt.Errorf("running ctxsize %q: it crashed:\n%s", args, said.String())
	}
	return out.Bytes(), nil
}

func (a *Answer) list(out []byte) error {
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var e Entry
		if err := dec.Decode(&e); err != nil {
			return fmt.Errorf("reading the list of ctxsize: %w", err)
		}
		if e.Encoded {
			raw, err := url.PathUnescape(e.Path)
			if err != nil {
				return fmt.Errorf("reading the list of ctxsize: %w", err)
			}
			e.Path = raw
		}
		a.Entries = append(a.Entries, e)
	}
	return nil
}
