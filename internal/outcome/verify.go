package outcome

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/internal/verify"
)

// VerifyText writes the loads, one a line, with the reasons of those that are not equal.
func VerifyText(w io.Writer, list []verify.Load, o report.Options) error {
	var b strings.Builder
	for n := range list {
		l := &list[n]
		of := o.BuildName(l.Build)
		if l.Context != "" {
			of += ", context " + l.Context
		}
		fmt.Fprintf(&b, "%s: %s: predicted %s, reported %s\n", l.Verdict, termtext.Escape(of), number(l.Predicted, ""), number(l.Reported, l.Rounded))
		if l.Reason != "" {
			fmt.Fprintf(&b, "  %s\n", termtext.Escape(l.Reason))
		}
	}
	if len(list) == 0 {
		b.WriteString("equal: no build requests a context\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// number returns a number of bytes, or a rounded one, "nothing" for none.
func number(bytes *int64, rounded string) string {
	switch {
	case bytes != nil:
		return fmt.Sprintf("%d B", *bytes)
	case rounded != "":
		return rounded
	}
	return "nothing"
}

type jsonReport struct {
	SchemaVersion int        `json:"schema_version"`
	Predicted     *int64     `json:"predicted"`
	Reported      *int64     `json:"reported"`
	Exact         bool       `json:"exact"`
	Equal         bool       `json:"equal"`
	Reason        string     `json:"reason"`
	Loads         []jsonLoad `json:"loads"`
}

type jsonLoad struct {
	Build     string `json:"build"`
	Platform  string `json:"platform"`
	Context   string `json:"context,omitempty"`
	Predicted *int64 `json:"predicted"`
	Reported  *int64 `json:"reported"`
	Rounded   string `json:"rounded,omitempty"`
	Verdict   string `json:"verdict"`
	Reason    string `json:"reason,omitempty"`
}

// VerifyJSON writes the loads as one object that conforms to the definition verify of [report.Schema]: sums, and each load.
func VerifyJSON(w io.Writer, list []verify.Load, o report.Options) error {
	j := jsonReport{SchemaVersion: 1, Exact: true, Equal: true, Loads: []jsonLoad{}}
	var predicted, reported int64
	known, printed := true, true
	for n := range list {
		l := &list[n]
		one := jsonLoad{Build: o.BuildName(l.Build), Platform: l.Build.Build.Platform, Context: l.Context, Predicted: l.Predicted, Reported: l.Reported, Rounded: l.Rounded,
			Verdict: l.Verdict.String(), Reason: strings.ToValidUTF8(l.Reason, "?")}
		j.Loads = append(j.Loads, one)
		j.Exact = j.Exact && l.Rounded == ""
		if l.Verdict == verify.Shared {
			continue
		}
		j.Equal = j.Equal && l.Verdict == verify.Equal
		if j.Reason == "" {
			j.Reason = one.Reason
		}
		if known = known && l.Predicted != nil; known {
			predicted += *l.Predicted
		}
		if printed = printed && l.Reported != nil; printed {
			reported += *l.Reported
		}
	}
	if known && len(list) > 0 {
		j.Predicted = &predicted
	}
	if printed && len(list) > 0 {
		j.Reported = &reported
	}
	e := json.NewEncoder(termtext.JSONWriter(w))
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(j)
}
