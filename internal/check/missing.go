package check

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// localFiles are what safe patterns would exclude of a context: files that are sent, and files that tools will create.
type localFiles struct {
	bytes, files int64
	// sent and created are the patterns.
	sent, created []inventory.Suggestion
}

// localFiles returns what the safe suggestions exclude of what this build sends, or would send.
func (i *Inspection) localFiles() localFiles {
	var l localFiles
	for _, s := range i.Suggestions {
		switch {
		case s.Safety != inventory.Safe || s.Personal:
		case s.Preventive && i.sendsAny(s.Hits):
			l.created = append(l.created, s)
		case s.SavesFiles > 0 && !i.pointsElsewhere(s):
			l.bytes, l.files = saturate.Add(l.bytes, s.SavesBytes), l.files+s.SavesFiles
			l.sent = append(l.sent, s)
		}
	}
	return l
}

// sendsAny reports whether the build would send one of these paths if it existed.
func (i *Inspection) sendsAny(hits []inventory.Hit) bool {
	return slices.ContainsFunc(hits, func(h inventory.Hit) bool { return inventory.Sends(i.Build, i.Usage.Context.Name, h.Path) })
}

// minMissing is the size from which logs, caches and build output that are sent are worth a warning.
const minMissing = 64 << 10

// missing reports that there is no ignore file although one would save something now, or later.
func (i *Inspection) missing() []lint.Finding {
	c := i.Usage.Context
	if c.Ignore.Path != "" || c.Ignore.Problem != nil {
		return nil
	}
	l := i.localFiles()
	if l.files == 0 && len(l.created) == 0 {
		return nil
	}
	where := ""
	switch {
	case c.Name != "":
		where = " in context " + c.Name
	case i.Missing.Dir != "":
		where = " in " + i.Missing.Dir
	}
	f := lint.New(lint.IgnoreFileMissing, "No .dockerignore%s: %s.", where, l.consequence())
	if where != "" {
		f = f.At(filepath.Join(c.Root, ".dockerignore"), 0)
	}
	if i.Missing.Root && c.Name == "" {
		f.Message += " A .dockerignore in the project root would not be used."
	}
	if l.bytes < minMissing && !slices.ContainsFunc(slices.Concat(l.sent, l.created), isSerious) {
		f.Severity = lint.Info
	}
	f.Bytes, f.Fix = l.bytes, i.appending(patternsOf(slices.Concat(l.sent, l.created))...)
	return []lint.Finding{f}
}

// incomplete reports what the tools of the project will create and the ignore file does not exclude.
func (i *Inspection) incomplete() []lint.Finding {
	c := i.Usage.Context
	if c.Ignore.Path == "" || c.Ignore.Problem != nil {
		return nil
	}
	l := i.localFiles()
	if len(l.created) == 0 {
		return nil
	}
	f := lint.New(lint.IgnoreFileIncomplete, "No pattern excludes %s: %s.", localNames(l.created), whenSent(l.created)).At(c.Ignore.Path, 0)
	if !slices.ContainsFunc(l.created, isSerious) {
		f.Severity = lint.Info
	}
	f.Fix = i.appending(patternsOf(l.created)...)
	return []lint.Finding{f}
}

// whenSent returns when files that do not exist yet are sent, as a clause.
func whenSent(list []inventory.Suggestion) string {
	if len(list) == 1 {
		return "it will be sent as soon as " + exist(list)
	}
	return "they will be sent as soon as " + exist(list)
}

// exist returns the condition that files exist.
func exist(list []inventory.Suggestion) string {
	if len(list) == 1 {
		return "it exists"
	}
	return "they exist"
}

// isSerious reports whether a pattern is for files that cost much, or that must not be in an image.
func isSerious(s inventory.Suggestion) bool {
	return slices.Contains([]string{"dependencies", "vcs", knowledge.CategorySecrets}, s.Category)
}

// appending returns the fix that appends patterns to the ignore file of the context, or creates it with them.
func (i *Inspection) appending(patterns ...string) *lint.Fix {
	c := i.Usage.Context
	f := &lint.Fix{Kind: "append-line", Text: strings.Join(patterns, "\n"), File: c.Ignore.Path, New: c.Ignore.Path == ""}
	if f.New {
		f.File = filepath.Join(c.Root, ".dockerignore")
	}
	return f
}

// patternsOf returns the patterns of suggestions.
func patternsOf(list []inventory.Suggestion) []string {
	var patterns []string
	for _, s := range list {
		patterns = append(patterns, s.Line)
	}
	return patterns
}

// consequence returns what a missing ignore file means, as a clause.
func (l *localFiles) consequence() string {
	switch {
	case len(l.created) == 0:
		return fmt.Sprintf("local files (%s) are sent", localNames(l.sent))
	case l.files == 0:
		return localNames(l.created) + " will be sent as soon as " + exist(l.created)
	}
	return fmt.Sprintf("local files (%s) are sent, and so will be %s", localNames(l.sent), localNames(l.created))
}

// maxLocalNames is the number of names of local files that a message lists.
const maxLocalNames = 3

// localNames lists what suggestions exclude, by the names in their patterns.
func localNames(list []inventory.Suggestion) string {
	var names []string
	for _, s := range list {
		name := strings.TrimPrefix(strings.TrimPrefix(s.Line, "**/"), "/")
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	more := len(names) - maxLocalNames
	text := strings.Join(names[:min(len(names), maxLocalNames)], ", ")
	if more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
