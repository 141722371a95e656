package gate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/policy"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// analyzed returns the analysis of a build that sends 3 files with 34 bytes, one of them a secret.
func analyzed(t *testing.T, comment string) *ctxsize.Analysis {
	t.Helper()
	dir := t.TempDir()
	testtree.Archive(t, dir, "-- Dockerfile --\nFROM scratch\n"+comment+"COPY . /app\n-- a --\n1234\n-- .env --\nA=1\n")
	return testanalysis.Of(t, dir)
}

// outcome is a check as text.
func outcome(c report.Check) string {
	result := "fails"
	if c.Pass {
		result = "passes"
	}
	actual := "unknown"
	if c.Actual != nil {
		actual = fmt.Sprint(*c.Actual)
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s: %s of %d %s", c.Name, result, actual, c.Limit, strings.Join(append(c.Paths, c.Codes...), " ")))
}

// TestChecks: each limit holds at its value, and fails beyond it.
func TestChecks(t *testing.T) {
	a := analyzed(t, "")
	for _, c := range []struct {
		limits policy.Limits
		want   string
	}{
		{policy.Limits{MaxSize: "34B"}, "max-size passes: 34 of 34"},
		{policy.Limits{MaxSize: "33B"}, "max-size fails: 34 of 33"},
		{policy.Limits{MinSize: "34B"}, "min-size passes: 34 of 34"},
		{policy.Limits{MinSize: "35B"}, "min-size fails: 34 of 35"},
		{policy.Limits{MaxFiles: "3"}, "max-files passes: 3 of 3"},
		{policy.Limits{MaxFiles: "2"}, "max-files fails: 3 of 2"},
		{policy.Limits{MinFiles: "3"}, "min-files passes: 3 of 3"},
		{policy.Limits{MinFiles: "4"}, "min-files fails: 3 of 4"},
		{policy.Limits{MaxTransfer: "1GB"}, "max-transfer fails: unknown of 1000000000"},
		{policy.Limits{MustExclude: []string{"*.pem"}}, "must-exclude *.pem fails: 1 of 0 *.pem"},
		{policy.Limits{MustExclude: []string{"**/.env"}}, "must-exclude **/.env fails: 2 of 0 */.env .env"},
		{policy.Limits{FailOn: "error"}, "fail-on error fails: 1 of 0 secret-sent"},
		{policy.Limits{}, ""},
	} {
		limits, err := c.limits.Parse()
		if err != nil {
			t.Fatal(err)
		}
		g := Gate{All: limits}
		checks, err := g.Checks(a, report.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, check := range checks {
			got = append(got, outcome(check))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%+v: want -, got +\n%s", c.limits, diff)
		}
	}
}

// TestBuildLimits: the limits of a build replace the general ones, and a misspelled name is an error.
func TestBuildLimits(t *testing.T) {
	a := analyzed(t, "")
	var o report.Options
	name := o.BuildName(&a.Builds[0])
	one := int64(1)
	g := Gate{All: &policy.Gate{}, Builds: map[string]*policy.Gate{name: {MaxFiles: &one}}}
	checks, err := g.Checks(a, o)
	if err != nil || len(checks) != 1 || outcome(checks[0]) != "max-files fails: 3 of 1" {
		t.Errorf("got %v and %v", checks, err)
	}
	if err := g.CheckNames(a, o, false); err != nil {
		t.Errorf("the name of the build: %v", err)
	}
	a.Builds[0].Build.Name = "frontend"
	g.Builds = map[string]*policy.Gate{"frontent": {}}
	if err := g.CheckNames(a, o, false); err == nil || !strings.Contains(err.Error(), "frontent") {
		t.Errorf("a misspelled name: %v", err)
	}
	if err := g.CheckNames(a, o, true); err != nil {
		t.Errorf("a name that was not selected: %v", err)
	}
	g.Builds = map[string]*policy.Gate{"database": {}}
	if err := g.CheckNames(a, o, false); err != nil {
		t.Errorf("another name: %v", err)
	}
}

// TestGrowth: growth is compared with the build of the same name and platform.
func TestGrowth(t *testing.T) {
	a := analyzed(t, "")
	var o report.Options
	b := &a.Builds[0]
	baseline := func(name, rest string) Baseline {
		old, err := ParseBaseline("old.json", fmt.Appendf(nil, `{"schema_version": 1, "builds": [{"name": %q, "platform": %q, %s}]}`, name, b.Build.Platform, rest))
		if err != nil {
			t.Fatal(err)
		}
		return old
	}
	const sent30 = `"totals": {"sent": {"bytes": 30}}`
	name := o.BuildName(b)
	for _, c := range []struct {
		growth, name, rest string
		allowNew           bool
		want               string
	}{
		{"4B", name, sent30, false, "max-growth passes: 4 of 4"},
		{"3B", name, sent30, false, "max-growth fails: 4 of 3"},
		{"14%", name, sent30, false, "max-growth passes: 4 of 4"},
		{"10%", name, sent30, false, "max-growth fails: 4 of 3"},
		{"0B", name, `"totals": {"sent": {"bytes": 40}}`, false, "max-growth passes: -6 of 0"},
		{"0B", name, `"totals": {"sent": {"bytes": 4}}, "named_contexts": [{"totals": {"sent": {"bytes": 30}}}, {"remote": true}]`, false, "max-growth passes: 0 of 0"},
		{"9B", "another", sent30, true, "max-growth fails: 34 of 9"},
		{"9B", "another", sent30, false, "has no build"},
		{"9B", name, `"totals": {}`, false, "the sent size is missing"},
		{"9B", name, `"totals": {"sent": {"bytes": -1}}`, false, "negative size: -1 bytes"},
		{"9B", name, `"totals": {"sent": {"bytes": 9223372036854775807}}`, false, "only a lower bound"},
	} {
		limits, err := (&policy.Limits{MaxGrowth: c.growth}).Parse()
		if err != nil {
			t.Fatal(err)
		}
		g := Gate{All: limits, Baseline: baseline(c.name, c.rest)}
		g.Baseline.AllowNew = c.allowNew
		checks, err := g.Checks(a, o)
		if err != nil {
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s, %s: got the error %v, want %s", c.growth, c.rest, err, c.want)
			}
			continue
		}
		if got := outcome(checks[0]); got != c.want {
			t.Errorf("%s, %s: got %q, want %q", c.growth, c.rest, got, c.want)
		}
	}
	for _, text := range []string{"", "{}", `{"schema_version": 2}`, "[]"} {
		if _, err := ParseBaseline("old.json", []byte(text)); err == nil {
			t.Errorf("%q is a baseline", text)
		}
	}
}

// TestCompleteness: no build is a gap, unless gaps are allowed.
func TestCompleteness(t *testing.T) {
	for _, allow := range []bool{false, true} {
		g := Gate{All: &policy.Gate{}, AllowIncomplete: allow}
		checks := g.Completeness(&ctxsize.Analysis{}, report.Options{})
		if len(checks) != 1 || checks[0].Pass != allow || checks[0].Missing[0] != "no build found" {
			t.Errorf("allowed %t: got %+v", allow, checks)
		}
		if checks := g.Completeness(analyzed(t, ""), report.Options{}); len(checks) != 0 {
			t.Errorf("a complete answer: got %+v", checks)
		}
	}
}

// TestAccept: a comment above the line accepts its findings, which do not count then.
func TestAccept(t *testing.T) {
	for comment, want := range map[string]int{"": 1, "# ctxsize ignore=secret-sent a demo\n": 0, "# ctxsize ignore=vcs-sent another\n": 1} {
		a := analyzed(t, comment)
		if err := Accept(&policy.Policy{}, a, report.Options{}, time.Now()); err != nil {
			t.Fatal(err)
		}
		errors := 0
		counting, accepted := Counting(a.Builds[0].Findings)
		for _, f := range counting {
			if f.Severity == lint.Error {
				errors++
			}
		}
		if errors != want || accepted != 1-want {
			t.Errorf("%q: got %d errors and %d accepted, want %d and %d", comment, errors, accepted, want, 1-want)
		}
	}
}
