package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/scope"
)

// policyName is the file with the limits of a project.
const policyName = ".ctxsize.yaml"

// policy is the limits and accepted findings of a project.
type policy struct {
	path   string // "" for none
	Limits limits
	Accept []acceptance
}

// acceptance is an entry that accepts findings.
type acceptance struct {
	Code   string
	Path   string
	File   string
	Line   int
	Reason string
	Until  string
	until  time.Time
	used   bool
}

// readPolicy reads the named file, or the one in the working directory, or the one in the context.
func readPolicy(w world, named, context string) (policy, error) {
	places := []string{w.path(policyName), filepath.Join(w.path(context), policyName)}
	if named != "" {
		places = []string{w.path(named)}
	}
	for _, place := range places {
		text, err := w.readPolicyFile(place, named != "", context)
		if errors.Is(err, fs.ErrNotExist) && named == "" {
			continue
		}
		if err != nil {
			return policy{}, fmt.Errorf("cannot read the limits: %w", err)
		}
		if _, err := budget.ParseYAML(place, text, nil); err != nil {
			return policy{}, fmt.Errorf("cannot read the limits: %w", err)
		}
		p := policy{path: place}
		if err := p.parse(text); err != nil {
			return policy{}, fmt.Errorf("%s: %w", place, err)
		}
		return p, nil
	}
	return policy{}, nil
}

// maxPolicy is the maximum size of the file, in bytes.
const maxPolicy = 1 << 20

// readPolicyFile reads a file of limits. If the user did not name it, it must be inside the project.
func (w world) readPolicyFile(place string, named bool, context string) ([]byte, error) {
	if named {
		return projectfile.ReadNamed(place, maxPolicy)
	}
	if !projectfile.Exists(place) {
		return nil, fs.ErrNotExist
	}
	text, err := scope.Find(w.env, w.dir, w.path(context)).Read(place, maxPolicy)
	if _, ok := errors.AsType[*projectfile.OutsideError](err); ok {
		return nil, hintError{err, "--config " + place + " reads it anyway"}
	}
	return text, err
}

// unknownKey matches the YAML library's error for an unknown key.
var unknownKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`field (\S+) not found in type \S+`) })

func (p *policy) parse(text []byte) error {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(p); err != nil && !errors.Is(err, io.EOF) {
		text := err.Error()
		if all, ok := errors.AsType[*yaml.LoadErrors](err); ok {
			var texts []string
			for _, err := range all.Errors {
				texts = append(texts, err.Error())
			}
			text = strings.Join(texts, "; ")
		}
		return errors.New(unknownKey().ReplaceAllString(text, "unknown key $1"))
	}
	for n := range p.Accept {
		a := &p.Accept[n]
		switch {
		case a.Code == "":
			return fmt.Errorf("accept, entry %d: code is missing", n+1)
		case !isCode(a.Code):
			return hintError{fmt.Errorf("accept, entry %d: %w", n+1, unknownCode(a.Code)), codeHint(a.Code)}
		case a.Reason == "":
			return fmt.Errorf("accept, entry %d (%s): reason is missing", n+1, a.Code)
		case a.Until == "":
			continue
		}
		var err error
		if a.until, err = time.Parse(time.DateOnly, a.Until); err != nil {
			return fmt.Errorf("accept, entry %d (%s): until %q is not a date such as 2031-12-31", n+1, a.Code, a.Until)
		}
	}
	return nil
}

// findAcceptance returns the entry that accepts a finding, nil for none. An entry is valid until the end of its last day.
func (p *policy) findAcceptance(f lint.Finding, o report.Options, now time.Time) *acceptance {
	for n := range p.Accept {
		a := &p.Accept[n]
		if a.Code != f.Code.String() || a.Path != "" && a.Path != f.Path || a.Line != 0 && a.Line != f.Line || a.File != "" && a.File != o.Place(f.File) {
			continue
		}
		a.used = true
		if a.until.IsZero() || now.Before(a.until.AddDate(0, 0, 1)) {
			return a
		}
	}
	return nil
}

// accept marks the accepted findings.
func (p *policy) accept(a *ctxsize.Analysis, o report.Options, now time.Time) {
	for n := range a.Builds {
		for m := range a.Builds[n].Findings {
			f := &a.Builds[n].Findings[m]
			if by := p.findAcceptance(*f, o, now); by != nil {
				f.Accepted = by.Reason
			}
		}
	}
}

// staleHints returns hints about entries that accept no finding, and about expired ones.
func (p *policy) staleHints(now time.Time) []string {
	var list []string
	for _, a := range p.Accept {
		switch {
		case !a.used:
			list = append(list, fmt.Sprintf("no finding matches the accepted %s: remove the entry", strings.TrimSpace(a.Code+" "+a.Path)))
		case !a.until.IsZero() && !now.Before(a.until.AddDate(0, 0, 1)):
			list = append(list, fmt.Sprintf("the entry that accepts %s expired on %s", strings.TrimSpace(a.Code+" "+a.Path), a.Until))
		}
	}
	return list
}
