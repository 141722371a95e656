package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says how bad a finding is.
type Severity uint8

// The severities, the least first.
const (
	Info Severity = iota
	Warning
	Error
)

var severities = [...]string{Info: "info", Warning: "warning", Error: "error"}

// String gives the word that reports use.
func (s Severity) String() string { return severities[s] }

// ParseSeverity is the reverse of String.
func ParseSeverity(word string) (Severity, error) {
	n := slices.Index(severities[:], word)
	if n < 0 {
		return 0, fmt.Errorf("unknown severity %q: expected one of %s", word, strings.Join(severities[:], ", "))
	}
	return Severity(n), nil
}

// The codes of findings. They do not change once published.
const (
	BackslashClass            = "backslash-class"
	BaseUnset                 = "base-unset"
	BaseVersionDrift          = "base-version-drift"
	BracketNotNegation        = "bracket-not-negation"
	BuildUnresolved           = "build-unresolved"
	CacheMountMissing         = "cache-mount-missing"
	CopyBeforeInstall         = "copy-before-install"
	ContextSentRepeatedly     = "context-sent-repeatedly"
	CopyFromExcluded          = "copy-from-excluded"
	CopySourceMissing         = "copy-source-missing"
	CopySourceExcluded        = "copy-source-excluded"
	CopySourceEmpty           = "copy-source-empty"
	DependenciesCopiedToFinal = "dependencies-copied-to-final"
	DependenciesOverwritten   = "dependencies-overwritten"
	DependenciesSent          = "dependencies-sent"
	DockerfileMissing         = "dockerfile-missing"
	DockerfileUnread          = "dockerfile-unread"
	ExceptionWithoutEffect    = "exception-without-effect"
	FileArrivesEmpty          = "file-arrives-empty"
	GitignoreHabit            = "gitignore-habit"
	IgnoreFileMissing         = "ignore-file-missing"
	IgnoreFileNeverRead       = "ignore-file-never-read"
	IgnoreListRefused         = "ignore-list-refused"
	InlineComment             = "inline-comment"
	GitIncomplete             = "git-incomplete"
	IgnoreFileShadowed        = "ignore-file-shadowed"
	LineDuplicate             = "line-duplicate"
	LineNeverMatches          = "line-never-matches"
	LineShadowed              = "line-shadowed"
	LinkOutsideContext        = "link-outside-context"
	MountRefused              = "mount-refused"
	NameNotUTF8               = "name-not-utf8"
	NoFinalNewline            = "no-final-newline"
	PruningDefeated           = "pruning-defeated"
	SecretSent                = "secret-sent"
	SizeOverflow              = "size-overflow"
	SourceRefused             = "source-refused"
	StageUnused               = "stage-unused"
	TargetUnset               = "target-unset"
	Unreadable                = "unreadable"
	VariableUnset             = "variable-unset"
	VCSSent                   = "vcs-sent"
	WholeContextRequested     = "whole-context-requested"
)

// Finding is something that the author of a Dockerfile or of an ignore file would want to know.
type Finding struct {
	Code     string
	Severity Severity
	Message  string
	File     string // absolute path of the file to look at, "" for none
	Line     int    // in File, from 1; 0 for none
	Path     string // in the context, "" for none
	Bytes    int64
	Reach    string
	Fix      *Fix
	Accepted string // why it does not count, "" where it does
}

// Fix is a change that mends a finding.
type Fix struct {
	Kind string // "replace-line", "append-line" or "edit"
	Text string
	// File is the ignore file that a line is for, absolute, where that is not the main context's; New: it is not there yet.
	File string
	New  bool
	// Removes: the edit takes the line out.
	Removes bool
	// Repairs: it mends a line of an ignore file, as suggest --write --all does.
	Repairs bool
	// Applies: a repair that suggest --write makes without asking.
	Applies bool
}

// AppliedBy is the command that makes a change, "" where a person has to.
func (f *Fix) AppliedBy() string {
	switch {
	case !f.Repairs:
		return ""
	case f.Applies:
		return "suggest --write"
	}
	return "suggest --write --all"
}

// SortFindings puts the worst first, and otherwise goes by code, file and line.
func SortFindings(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Code, b.Code), cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Message, b.Message))
	})
}
