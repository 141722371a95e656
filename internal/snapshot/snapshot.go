// Package snapshot saves an analysis with all eligible paths in a file, so that another machine can show it: CI measures, a person looks.
//
// [Write] writes one JSON object, [Read] returns the analysis again. A snapshot is for the version of the program that wrote it.
package snapshot

import (
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/walker"
)

// format is the value of the field by which a file is recognized.
const format = "ctxsize snapshot 1"

// file is what a snapshot holds.
type file struct {
	Format   string         `json:"format"`
	Version  string         `json:"version"`
	Builds   []savedBuild   `json:"builds"`
	Findings []lint.Finding `json:"findings"`
}

// savedBuild is a build with its contexts, the main one first.
type savedBuild struct {
	Name         string              `json:"name"`
	Platform     string              `json:"platform"`
	Target       string              `json:"target"`
	Builder      build.Builder       `json:"builder"`
	Dockerfile   string              `json:"dockerfile,omitempty"`
	Instructions []build.Instruction `json:"instructions"`
	Findings     []lint.Finding      `json:"findings"`
	Contexts     []savedContext      `json:"contexts"`
}

// savedContext is a context with its eligible entries.
type savedContext struct {
	Name        string                 `json:"name,omitempty"`
	Given       string                 `json:"given"`
	Remote      bool                   `json:"remote,omitempty"`
	Requested   bool                   `json:"requested"`
	Paths       []string               `json:"paths"` // null for the whole context
	IgnoreFile  string                 `json:"ignore_file,omitempty"`
	Reason      string                 `json:"reason"`
	Text        []byte                 `json:"text"`
	Transfer    *int64                 `json:"transfer_bytes"`
	Entries     []entry                `json:"entries"`
	Sent        walker.Counts          `json:"sent"`
	Eligible    walker.Counts          `json:"eligible"`
	Scanned     bool                   `json:"scanned"`
	Suggestions []inventory.Suggestion `json:"suggestions"`
}

// entry is a path. Names need not be UTF-8, so that the path is in bytes.
type entry struct {
	Path []byte      `json:"p"`
	Kind walker.Kind `json:"k,omitempty"`
	Size int64       `json:"s,omitempty"`
	Link []byte      `json:"l,omitempty"`
	Same []byte      `json:"h,omitempty"`
}
