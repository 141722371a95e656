// Package report writes an analysis as text, Markdown or JSON.
//
// Each format is a function of a writer, an analysis and [Options]. Errors of the writer are returned unchanged. The package reads no
// files: everything that it shows is in the analysis.
package report

import (
	"encoding/json"
	"path/filepath"
	"strings"
)

// Options are the options of a report.
type Options struct {
	// Dir is the working directory, absolute; paths inside it are shown relative to it.
	Dir string
	// Version is the version of the program.
	Version string
	// Top is the length of the lists of largest entries, and TextTop their length in text: 0 for as many as fit the screen.
	Top, TextTop int
	// Units are the units of sizes.
	Units Units
	// Tree is a snapshot of the analysis with all its paths, for the JSON report; nil for none.
	Tree json.RawMessage
	// Color allows escape sequences.
	Color bool
	// Width is the number of columns, 0 for 80.
	Width int

	// root is the directory of the project.
	root string
	// All lists the infos of an audit one by one. Otherwise text and Markdown have a line for each kind.
	All bool
}

// Place returns a path to show: relative to the working directory if it is inside it, else absolute.
func (o Options) Place(path string) string {
	if path == "-" || o.Dir == "" {
		return path
	}
	rel, err := filepath.Rel(o.Dir, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}
