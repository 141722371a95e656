package compare

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// Names are those by which both sides know a build and a file.
type Names struct {
	Build func(*analysis.Result) string
	File  func(path string) string
}

// NamesIn returns names by paths relative to the directory of the project of an analysis, so that two copies of a project have the same names.
func NamesIn(a *analysis.Analysis) Names {
	file := func(path string) string {
		if rel, err := filepath.Rel(a.Root(), path); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
		return path
	}
	return Names{File: file, Build: func(b *analysis.Result) string {
		switch {
		case b.Build.Name != "":
			return b.Build.Name
		case b.Build.Dockerfile != nil:
			return file(b.Build.Dockerfile.Path)
		}
		return file(b.Main.Context.Root)
	}}
}

// FromAnalysis returns the state that an analysis has measured.
func FromAnalysis(a *analysis.Analysis, o Names) Side {
	s := Side{Findings: placed(findings(a.Findings, o), o.File(a.Root()))}
	for n := range a.Builds {
		s.Builds = append(s.Builds, fromBuild(&a.Builds[n], o))
	}
	return s
}

func fromBuild(b *analysis.Result, o Names) Build {
	one := Build{Name: o.Build(b), Platform: b.Build.Platform, Paths: map[string]int64{}, Findings: placed(findings(b.Findings, o), o.File(b.Main.Context.Root))}
	for _, c := range b.Usages() {
		if c.View == nil {
			continue
		}
		one.Sent = saturate.Add(one.Sent, c.Sent().Bytes)
		prefix := ""
		if c.Context.Name != "" {
			prefix = c.Context.Name + ":"
		}
		c.View.Each(walker.Sent, func(e walker.Entry) bool {
			if e.Kind != walker.Dir {
				one.Paths[prefix+e.Path] = e.Bytes
			}
			return true
		})
	}
	for _, in := range b.Build.Instructions {
		if in.Reachable {
			one.Instructions = append(one.Instructions, Instruction{in.Stage, b.Build.Hide(in.Text), in.Bytes})
		}
	}
	return one
}

func findings(list []lint.Finding, o Names) []Finding {
	var found []Finding
	for _, f := range list {
		if f.Accepted == "" {
			found = append(found, Finding{f.Code.String(), f.Severity.String(), f.Message, o.File(f.File), f.Path, ""})
		}
	}
	return found
}

// placed sets the places of findings in a directory.
func placed(list []Finding, dir string) []Finding {
	for n := range list {
		f := &list[n]
		if rel, err := filepath.Rel(filepath.FromSlash(dir), filepath.FromSlash(f.File)); dir != "" && f.File != "" && err == nil {
			f.Place = filepath.ToSlash(rel)
		}
	}
	return list
}

// Partial reports whether the paths of a build are those of its largest entries only.
func (s *Side) Partial() bool {
	return slices.ContainsFunc(s.Builds, func(b Build) bool { return b.Partial })
}

// Omit removes the findings with a code.
func (s *Side) Omit(code lint.Code) {
	omitted := func(f Finding) bool { return f.Code == code.String() }
	s.Findings = slices.DeleteFunc(s.Findings, omitted)
	for n := range s.Builds {
		s.Builds[n].Findings = slices.DeleteFunc(s.Builds[n].Findings, omitted)
	}
}

// jsonReport is the part of a report of ctxsize --json that is compared.
type jsonReport struct {
	SchemaVersion int `json:"schema_version"`
	Builds        []struct {
		Name, Platform, Context string
		jsonContext
		Named        []jsonNamed `json:"named_contexts"`
		Instructions []struct {
			Stage, Text string
			Reachable   bool
			Bytes       int64
		}
		Findings []Finding
	}
	Findings []Finding
}

type jsonContext struct {
	Totals struct {
		Sent *struct{ Bytes int64 }
	}
	Largest []struct {
		Path      string
		Type      string
		SentBytes int64 `json:"sent_bytes"`
	}
}

type jsonNamed struct {
	Name string
	jsonContext
}

// FromReport returns the state in a report of ctxsize --json. Its paths are only those of the largest entries.
func FromReport(text []byte) (Side, error) {
	var r jsonReport
	if err := json.Unmarshal(text, &r); err != nil {
		return Side{}, fmt.Errorf("it is not a report of ctxsize --json: %w", err)
	}
	if r.SchemaVersion != 1 || r.Builds == nil {
		return Side{}, errors.New("it is not a report of ctxsize --json (schema 1)")
	}
	s := Side{Findings: r.Findings}
	for _, b := range r.Builds {
		one := Build{Name: b.Name, Platform: b.Platform, Paths: map[string]int64{}, Partial: true, Findings: placed(b.Findings, b.Context)}
		b.addTo(&one, "")
		for _, c := range b.Named {
			c.addTo(&one, c.Name+":")
		}
		for _, in := range b.Instructions {
			if in.Reachable {
				one.Instructions = append(one.Instructions, Instruction{in.Stage, in.Text, in.Bytes})
			}
		}
		s.Builds = append(s.Builds, one)
	}
	return s, nil
}

// addTo adds what a context sends.
func (c *jsonContext) addTo(b *Build, prefix string) {
	if c.Totals.Sent != nil {
		b.Sent = saturate.Add(b.Sent, c.Totals.Sent.Bytes)
	}
	for _, l := range c.Largest {
		b.Paths[prefix+listedName(l.Path, l.Type)] = l.SentBytes
	}
}
