package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// ndjsonLine is one line: exactly one of its fields but Build is set. The objects are those of the JSON report.
type ndjsonLine struct {
	Report  json.RawMessage `json:"report,omitempty"`
	Build   json.RawMessage `json:"build,omitempty"`
	Finding json.RawMessage `json:"finding,omitempty"`
	Check   json.RawMessage `json:"check,omitempty"`
	Error   json.RawMessage `json:"error,omitempty"`
	// In is the name of the build of a finding, null for the project.
	In *string `json:"in,omitempty"`
}

// NDJSON writes the JSON report in lines: one for the report itself, and one for each build, finding, check and error.
func NDJSON(w io.Writer, r *Report) error {
	var text bytes.Buffer
	var err error
	if r.Checked {
		err = report.CheckedJSON(&text, r.Analysis, r.Checks, r.Options)
	} else {
		err = report.JSON(&text, r.Analysis, r.Options)
	}
	if err != nil {
		return err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text.Bytes(), &all); err != nil {
		return fmt.Errorf("cannot split the JSON report: %w", err)
	}
	e := json.NewEncoder(termtext.JSONWriter(w))
	e.SetEscapeHTML(false)
	return splitReport(all, e)
}

// splitReport writes the lines of a report.
func splitReport(all map[string]json.RawMessage, e *json.Encoder) error {
	lists := map[string][]json.RawMessage{}
	for _, name := range []string{"builds", "findings", "checks", "errors"} {
		if err := unmarshalList(all[name], name, lists); err != nil {
			return err
		}
		delete(all, name)
	}
	head, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("cannot split the JSON report: %w", err)
	}
	lines := []ndjsonLine{{Report: head}}
	for _, one := range lists["builds"] {
		more, err := splitBuild(one)
		if err != nil {
			return err
		}
		lines = append(lines, more...)
	}
	for _, one := range lists["findings"] {
		lines = append(lines, ndjsonLine{Finding: one})
	}
	for _, one := range lists["checks"] {
		lines = append(lines, ndjsonLine{Check: one})
	}
	for _, one := range lists["errors"] {
		lines = append(lines, ndjsonLine{Error: one})
	}
	for _, line := range lines {
		if err := e.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

func unmarshalList(text json.RawMessage, name string, lists map[string][]json.RawMessage) error {
	if text == nil {
		return nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		return fmt.Errorf("cannot split %s of the JSON report: %w", name, err)
	}
	lists[name] = list
	return nil
}

// splitBuild returns the line of a build, and those of its findings.
func splitBuild(text json.RawMessage) ([]ndjsonLine, error) {
	var b struct {
		Name     string            `json:"name"`
		Findings []json.RawMessage `json:"findings"`
	}
	if err := json.Unmarshal(text, &b); err != nil {
		return nil, fmt.Errorf("cannot split a build of the JSON report: %w", err)
	}
	lines := []ndjsonLine{{Build: text}}
	for _, f := range b.Findings {
		lines = append(lines, ndjsonLine{Finding: f, In: &b.Name})
	}
	return lines, nil
}
