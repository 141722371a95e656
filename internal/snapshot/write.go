package snapshot

import (
	"encoding/json"
	"io"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/walker"
)

// Write writes a snapshot of an analysis as the program of that version.
func Write(w io.Writer, a *ctxsize.Analysis, version string) error {
	f := file{Format: format, Version: version, Findings: a.Findings}
	for n := range a.Builds {
		f.Builds = append(f.Builds, save(&a.Builds[n]))
	}
	return json.NewEncoder(w).Encode(f)
}

func save(b *ctxsize.Result) savedBuild {
	s := savedBuild{Name: b.Build.Name, Platform: b.Build.Platform, Target: b.Build.Target, Builder: b.Build.Builder, Instructions: b.Build.Instructions, Findings: b.Findings}
	if b.Build.Dockerfile != nil {
		s.Dockerfile = b.Build.Dockerfile.Path
	}
	for _, c := range b.Usages() {
		s.Contexts = append(s.Contexts, saveContext(c))
	}
	return s
}

func saveContext(c ctxsize.Usage) savedContext {
	p := c.Context
	s := savedContext{Name: p.Name, Given: p.Given, Remote: p.Remote, Requested: p.Requested, Paths: p.Paths, IgnoreFile: p.Ignore.Path, Reason: p.Ignore.Reason,
		Text: p.Ignore.Text, Transfer: c.Transfer, Suggestions: c.Suggestions}
	if c.View == nil {
		return s
	}
	s.Scanned, s.Sent, s.Eligible = true, c.View.Totals(walker.Sent), c.View.Totals(walker.Eligible)
	c.View.Each(walker.Eligible, func(e walker.Entry) bool {
		saved := entry{Path: []byte(e.Path), Kind: e.Kind, Size: e.Bytes}
		if e.HardLink {
			saved.Same = []byte(e.Link)
		} else {
			saved.Link = []byte(e.Link)
		}
		s.Entries = append(s.Entries, saved)
		return true
	})
	return s
}
