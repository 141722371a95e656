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
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/scope"
	"github.com/ctxsize/ctxsize/report"
)

// policyName is the file in which a project keeps its limits.
const policyName = ".ctxsize.yaml"

// policy is what a project demands of its builds.
type policy struct {
	path   string // "" for none
	Limits limits
	Accept []acceptance
}

// acceptance is a finding that somebody has looked at.
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

// readPolicy reads the file that is named, else the one in the working directory, else the one in the context.
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
			return policy{}, fmt.Errorf("the limits cannot be read: %w", err)
		}
		if _, err := budget.ParseYAML(place, text, nil); err != nil {
			return policy{}, fmt.Errorf("the limits cannot be read: %w", err)
		}
		p := policy{path: place}
		if err := p.parse(text); err != nil {
			return policy{}, fmt.Errorf("%s: %w", place, err)
		}
		return p, nil
	}
	return policy{}, nil
}

// maxPolicy is the largest file of limits that is read, in bytes.
const maxPolicy = 1 << 20

// readPolicyFile reads a file of limits. One that the user did not name may not lead out of the project.
func (w world) readPolicyFile(place string, named bool, context string) ([]byte, error) {
	if named {
		return projectfile.ReadNamed(place, maxPolicy)
	}
	if !projectfile.Exists(place) {
		return nil, fs.ErrNotExist
	}
	text, err := scope.Find(w.env, w.dir, w.path(context)).Read(place, maxPolicy)
	if _, ok := errors.AsType[*projectfile.OutsideError](err); ok {
		return nil, hinted{err, "--config " + place + " reads it anyway"}
	}
	return text, err
}

// unknownKey is what the library says of a key that a file may not have.
var unknownKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`field (\S+) not found in type \S+`) })

func (p *policy) parse(text []byte) error {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(p); err != nil && !errors.Is(err, io.EOF) {
		text := strings.TrimPrefix(err.Error(), "yaml: unmarshal errors:\n  ")
		return errors.New(strings.ReplaceAll(unknownKey().ReplaceAllString(text, "there is no key $1"), "\n  ", "; "))
	}
	for n := range p.Accept {
		a := &p.Accept[n]
		switch {
		case a.Code == "":
			return fmt.Errorf("accept, entry %d: it needs a code", n+1)
		case a.Reason == "":
			return fmt.Errorf("accept, entry %d (%s): it needs a reason", n+1, a.Code)
		case a.Until == "":
			continue
		}
		var err error
		if a.until, err = time.Parse(time.DateOnly, a.Until); err != nil {
			return fmt.Errorf("accept, entry %d (%s): until is %q and has to be a date such as 2031-12-31", n+1, a.Code, a.Until)
		}
	}
	return nil
}

// accepted is the entry that a finding falls under, nil for none. An entry is good until the end of its last day.
func (p *policy) accepted(f audit.Finding, o report.Options, now time.Time) *acceptance {
	for n := range p.Accept {
		a := &p.Accept[n]
		if a.Code != f.Code || a.Path != "" && a.Path != f.Path || a.Line != 0 && a.Line != f.Line || a.File != "" && a.File != o.Place(f.File) {
			continue
		}
		a.used = true
		if a.until.IsZero() || now.Before(a.until.AddDate(0, 0, 1)) {
			return a
		}
	}
	return nil
}

// accept marks the findings that are accepted.
func (p *policy) accept(a *ctxsize.Analysis, o report.Options, now time.Time) {
	for n := range a.Builds {
		for m := range a.Builds[n].Findings {
			f := &a.Builds[n].Findings[m]
			if by := p.accepted(*f, o, now); by != nil {
				f.Accepted = by.Reason
			}
		}
	}
}

// stale are the entries that no finding falls under any more, and those that have run out.
func (p *policy) stale(now time.Time) []string {
	var list []string
	for _, a := range p.Accept {
		switch {
		case !a.used:
			list = append(list, fmt.Sprintf("nothing is found any more for the accepted %s %s", a.Code, a.Path))
		case !a.until.IsZero() && !now.Before(a.until.AddDate(0, 0, 1)):
			list = append(list, fmt.Sprintf("%s %s was accepted until %s, and counts again", a.Code, a.Path, a.Until))
		}
	}
	return list
}
