// Package lint has the findings and the registry of their rules.
//
// A rule is a code with its severities, its documentation and an example. [New] makes a finding of a rule. The checks are in package audit and
// in the root package.
package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/reruns"
	"github.com/ctxsize/ctxsize/internal/similar"
)

// Severity is how bad a finding is.
type Severity uint8

// The severities, the lowest first.
const (
	Info Severity = iota
	Warning
	Error
)

var severities = [...]string{Info: "info", Warning: "warning", Error: "error"}

// String returns the word that reports use.
func (s Severity) String() string { return severities[s] }

// ParseSeverity returns the severity of that name.
func ParseSeverity(word string) (Severity, error) {
	n := slices.Index(severities[:], word)
	if n < 0 {
		return 0, &similar.UnknownError{Kind: "severity", Name: word, Known: severities[:]}
	}
	return Severity(n), nil
}

// Finding is a problem with a build, or something to know about it. [New] makes one.
type Finding struct {
	Code     Code
	Severity Severity
	Message  string
	File     string // absolute path of the file to look at, "" for none
	Line     int    // in File, from 1; 0 for none
	Path     string // in the context, "" for none
	Bytes    int64
	Reach    string
	Fix      *Fix
	Accepted string // why it does not count, "" where it does
	// Development is the size of the local development packages that the finding is about, nil where it is not known.
	Development *DevelopmentPackages
}

// DevelopmentPackages is the size of the packages in the local node_modules directories that a lock file marks as development only.
type DevelopmentPackages struct {
	Lock         string // path in the context
	Packages     int
	Bytes, Total int64 // of these packages, and of all
}

// New returns a finding with the default severity of its rule.
func New(code Code, format string, args ...any) Finding {
	return Finding{Code: code, Severity: code.Rule().Severity(), Message: fmt.Sprintf(format, args...)}
}

// At returns the finding with the place to look at: a line of a file, by its absolute path.
func (f Finding) At(file string, line int) Finding {
	f.File, f.Line = file, line
	return f
}

// Fix is a change that resolves a finding.
type Fix struct {
	Kind string // "replace-line", "append-line" or "edit"
	// Text is the pattern of the line, or the patterns to append, one a line; of an edit, what to do.
	Text string
	// File is the absolute path of the ignore file to change, "" for the main context's. New: it does not exist yet.
	File string
	New  bool
	// Removes: the edit removes the line.
	Removes bool
	// Repairs: it changes a line of an ignore file, as suggest --write --all does.
	Repairs bool
	// Applies: suggest --write makes the change without --all.
	Applies bool
	// Measured: Saves is the number of bytes that are not sent any more, and SavesImage of those that are not in the final image any more. Bytes that several fixes of a
	// build concern count for one of them.
	Measured          bool
	Saves, SavesImage int64
	// Reruns is what the change would have saved on the commits of the history, nil where that was not measured.
	Reruns *reruns.Saving
	// Changes are the files that it changes, to be shown as a diff. A person applies it.
	Changes []FileChange
}

// FileChange is a change of a Dockerfile, or of another file that defines a build.
type FileChange struct {
	Path          string // absolute
	Before, After []byte
	New           bool
}

// Patterns returns the patterns of a fix, none for an edit.
func (f *Fix) Patterns() []string {
	if f.Kind == "edit" || f.Text == "" {
		return nil
	}
	return strings.Split(f.Text, "\n")
}

// AppliedBy returns the command that makes the change, "" where a person has to.
func (f *Fix) AppliedBy() string {
	switch {
	case !f.Repairs:
		return ""
	case f.Applies:
		return "suggest --write"
	}
	return "suggest --write --all"
}

// SortFindings sorts by severity, the highest first, then by code, file and line.
func SortFindings(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Code.String(), b.Code.String()), cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Message, b.Message))
	})
}
