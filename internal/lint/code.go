package lint

import (
	"slices"

	"github.com/ctxsize/ctxsize/internal/similar"
)

// Code identifies a rule. Only the constants below are codes: a finding without a rule cannot be made.
type Code uint8

// The codes, by their names. Names do not change once published.
const (
	_ Code = iota
	BackslashClass
	BaseUnset
	BaseVersionDrift
	BracketNotNegation
	BuildUnknown
	BuildUnresolved
	CacheMountMissing
	ContextEvicted
	ContextSentRepeatedly
	CopyBeforeInstall
	CopyFromExcluded
	CopyHiddenByMount
	CopySourceEmpty
	CopySourceExcluded
	CopySourceMissing
	DependenciesCopiedToFinal
	DependenciesOverwritten
	DependenciesSent
	DockerfileMissing
	DockerfileUnread
	ExceptionTooNarrow
	ExceptionTooWide
	ExceptionWithoutEffect
	FileArrivesEmpty
	FilesStoredTwice
	GitIncomplete
	GitignoreHabit
	IgnoreFileIncomplete
	IgnoreFileMissing
	IgnoreFileNeverRead
	IgnoreFileShadowed
	IgnoreListRefused
	InlineComment
	LineDuplicate
	LineNeverMatches
	LineShadowed
	LinkOutsideContext
	MountRefused
	NameNotUTF8
	NoFinalNewline
	PackageFileExcluded
	PruningDefeated
	SecretSent
	SizeOverflow
	SourceRefused
	StageUnused
	TargetUnset
	Unreadable
	UntrackedFileSent
	VariableUnset
	VCSSent
	WholeContextRequested
	numCodes
)

var codeNames = [numCodes]string{
	BackslashClass:            "backslash-class",
	BaseUnset:                 "base-unset",
	BaseVersionDrift:          "base-version-drift",
	BracketNotNegation:        "bracket-not-negation",
	BuildUnknown:              "build-unknown",
	BuildUnresolved:           "build-unresolved",
	CacheMountMissing:         "cache-mount-missing",
	ContextEvicted:            "context-evicted",
	ContextSentRepeatedly:     "context-sent-repeatedly",
	CopyBeforeInstall:         "copy-before-install",
	CopyFromExcluded:          "copy-from-excluded",
	CopyHiddenByMount:         "copy-hidden-by-mount",
	CopySourceEmpty:           "copy-source-empty",
	CopySourceExcluded:        "copy-source-excluded",
	CopySourceMissing:         "copy-source-missing",
	DependenciesCopiedToFinal: "dependencies-copied-to-final",
	DependenciesOverwritten:   "dependencies-overwritten",
	DependenciesSent:          "dependencies-sent",
	DockerfileMissing:         "dockerfile-missing",
	DockerfileUnread:          "dockerfile-unread",
	ExceptionTooNarrow:        "exception-too-narrow",
	ExceptionTooWide:          "exception-too-wide",
	ExceptionWithoutEffect:    "exception-without-effect",
	FileArrivesEmpty:          "file-arrives-empty",
	FilesStoredTwice:          "files-stored-twice",
	GitIncomplete:             "git-incomplete",
	GitignoreHabit:            "gitignore-habit",
	IgnoreFileIncomplete:      "ignore-file-incomplete",
	IgnoreFileMissing:         "ignore-file-missing",
	IgnoreFileNeverRead:       "ignore-file-never-read",
	IgnoreFileShadowed:        "ignore-file-shadowed",
	IgnoreListRefused:         "ignore-list-refused",
	InlineComment:             "inline-comment",
	LineDuplicate:             "line-duplicate",
	LineNeverMatches:          "line-never-matches",
	LineShadowed:              "line-shadowed",
	LinkOutsideContext:        "link-outside-context",
	MountRefused:              "mount-refused",
	NameNotUTF8:               "name-not-utf8",
	NoFinalNewline:            "no-final-newline",
	PackageFileExcluded:       "package-file-excluded",
	PruningDefeated:           "pruning-defeated",
	SecretSent:                "secret-sent",
	SizeOverflow:              "size-overflow",
	SourceRefused:             "source-refused",
	StageUnused:               "stage-unused",
	TargetUnset:               "target-unset",
	Unreadable:                "unreadable",
	UntrackedFileSent:         "untracked-file-sent",
	VariableUnset:             "variable-unset",
	VCSSent:                   "vcs-sent",
	WholeContextRequested:     "whole-context-requested",
}

// String returns the name that reports use, "" for the zero Code.
func (c Code) String() string { return codeNames[c] }

// ParseCode returns the code of that name; ok is false where there is none.
func ParseCode(name string) (c Code, ok bool) {
	n := slices.Index(codeNames[1:], name)
	return Code(n + 1), n >= 0
}

// UnknownCode returns the error for a name that is no code.
func UnknownCode(name string) error {
	return &similar.UnknownError{Kind: "finding code", Name: name, Known: codeNames[1:], Else: "ctxsize explain lists all codes"}
}
