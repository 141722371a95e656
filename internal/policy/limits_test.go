package policy

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/lint"
)

func number(n int64) *int64 { return &n }

// TestParseLimits holds the limits of texts.
func TestParseLimits(t *testing.T) {
	warning := lint.Warning
	for _, c := range []struct {
		limits Limits
		want   Gate
	}{
		{Limits{}, Gate{}},
		{Limits{MaxSize: "50MB", MinSize: "1kB", MaxTransfer: "2MiB"}, Gate{MaxSize: number(50_000_000), MinSize: number(1000), MaxTransfer: number(2 << 20)}},
		{Limits{MaxSize: "0", MaxFiles: "0", MinFiles: "12"}, Gate{MaxSize: number(0), MaxFiles: number(0), MinFiles: number(12)}},
		{Limits{MaxGrowth: "10%"}, Gate{MaxGrowth: &Growth{percent: 10, isShare: true}}},
		{Limits{MaxGrowth: "1.5 MB"}, Gate{MaxGrowth: &Growth{bytes: 1_500_000}}},
		{Limits{FailOn: "warning"}, Gate{FailOn: &warning}},
		{Limits{MustExclude: []string{".env", "**/a/"}}, Gate{MustExclude: []Name{
			{Pattern: ".env", sample: ".env"}, {Pattern: "**/a/", sample: "a", below: true, anywhere: true}}}},
	} {
		got, err := c.limits.Parse()
		if err != nil {
			t.Errorf("%+v: %v", c.limits, err)
			continue
		}
		if diff := cmp.Diff(&c.want, got, cmp.AllowUnexported(Growth{}, Name{})); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c.limits, diff)
		}
	}
}

// TestInvalidLimits holds the errors of texts that are no limits.
func TestInvalidLimits(t *testing.T) {
	for text, l := range map[string]Limits{
		`max-size "much": expected a size below 8 EiB, such as 50MB or 50MiB`:                                {MaxSize: "much"},
		`max-size "8EiB": expected a size below 8 EiB, such as 50MB or 50MiB`:                                {MaxSize: "8EiB"},
		`min-size "-1": expected a size below 8 EiB, such as 50MB or 50MiB`:                                  {MinSize: "-1"},
		`max-files "-1": expected a number from 0 to 9223372036854775807`:                                    {MaxFiles: "-1"},
		`min-files "1k": expected a number from 0 to 9223372036854775807`:                                    {MinFiles: "1k"},
		`max-growth "ten%": expected a percentage such as 10%`:                                               {MaxGrowth: "ten%"},
		`max-growth "-1%": expected a percentage such as 10%`:                                                {MaxGrowth: "-1%"},
		`max-growth "NaN%": expected a percentage such as 10%`:                                               {MaxGrowth: "NaN%"},
		`fail-on: unknown severity "bad": expected info, warning or error`:                                   {FailOn: "bad"},
		`must-exclude "../x": expected a path in the context, such as .env or **/*.pem`:                      {MustExclude: []string{"../x"}},
		`must-exclude "a//b": expected a path in the context, such as .env or **/*.pem`:                      {MustExclude: []string{"a//b"}},
		`must-exclude "": expected a path in the context, such as .env or **/*.pem`:                          {MustExclude: []string{""}},
		`must-exclude "[a]": expected a path with no wildcards but * and ?, and an optional **/ in front`:    {MustExclude: []string{"[a]"}},
		`must-exclude "a/**/b": expected a path with no wildcards but * and ?, and an optional **/ in front`: {MustExclude: []string{"a/**/b"}},
	} {
		if _, err := l.Parse(); err == nil || err.Error() != text {
			t.Errorf("got %v, want %s", err, text)
		}
	}
}

// TestOver: a limit replaces that of the base, patterns add to those of the base.
func TestOver(t *testing.T) {
	base := Limits{MaxSize: "1MB", MinFiles: "3", FailOn: "error", MustExclude: []string{".env"}}
	got := Limits{MaxSize: "2MB", MaxGrowth: "5%", MustExclude: []string{".git/"}}.Over(base)
	want := Limits{MaxSize: "2MB", MinFiles: "3", FailOn: "error", MaxGrowth: "5%", MustExclude: []string{".env", ".git/"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.None() || !new(Limits).None() || (&Limits{MustExclude: []string{"a"}}).None() {
		t.Error("None is wrong")
	}
}

// TestGrowthLimit holds the allowed growth over a size.
func TestGrowthLimit(t *testing.T) {
	for _, c := range []struct {
		text         string
		before, want int64
	}{
		{"10%", 1000, 100}, {"0%", 1000, 0}, {"250%", 10, 25}, {"5kB", 1, 5000}, {"5kB", 0, 5000}, {"10%", 0, 0},
		{"100%", 1<<63 - 1, 1<<63 - 1}, {"1e300%", 1 << 40, 1<<63 - 1},
	} {
		g, err := parseGrowth(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.Limit(c.before); got != c.want {
			t.Errorf("%s of %d: got %d, want %d", c.text, c.before, got, c.want)
		}
	}
}
