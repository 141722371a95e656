package policy

import (
	"fmt"
	"strings"
	"time"

	"github.com/ctxsize/ctxsize/internal/lint"
)

// Acceptance is an entry that accepts findings.
type Acceptance struct {
	Code   string
	Path   string
	File   string
	Line   int
	Reason string
	Until  string
	until  time.Time
	used   bool
}

// parseAcceptances checks the entries that accept findings.
func (p *Policy) parseAcceptances() error {
	for n := range p.Accept {
		a := &p.Accept[n]
		switch {
		case a.Code == "":
			return fmt.Errorf("accept, entry %d: code is missing", n+1)
		case !isCode(a.Code):
			return fmt.Errorf("accept, entry %d: %w", n+1, lint.UnknownCode(a.Code))
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

func isCode(name string) bool {
	_, ok := lint.ParseCode(name)
	return ok
}

// expired reports whether the last day of an entry is over.
func (a *Acceptance) expired(now time.Time) bool {
	return !a.until.IsZero() && !now.Before(a.until.AddDate(0, 0, 1))
}

// Accepts returns the reason why a finding is accepted, "" if it is not. file is the finding's file as reports show it.
func (p *Policy) Accepts(f lint.Finding, file string, now time.Time) string {
	for n := range p.Accept {
		a := &p.Accept[n]
		if a.Code != f.Code.String() || a.Path != "" && a.Path != f.Path || a.Line != 0 && a.Line != f.Line || a.File != "" && a.File != file {
			continue
		}
		a.used = true
		if !a.expired(now) {
			return a.Reason
		}
	}
	return ""
}

// Stale returns hints about entries that accept no finding, and about expired ones.
func (p *Policy) Stale(now time.Time) []string {
	var list []string
	for n := range p.Accept {
		a := &p.Accept[n]
		label := strings.TrimSpace(a.Code + " " + a.Path)
		switch {
		case !a.used:
			list = append(list, fmt.Sprintf("no finding matches the accepted %s: remove the entry", label))
		case a.expired(now):
			list = append(list, fmt.Sprintf("the entry that accepts %s expired on %s", label, a.Until))
		}
	}
	return list
}
