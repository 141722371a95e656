// Package report puts an analysis into words: text for people, JSON for scripts.
//
// Each form is a function that takes a writer, an analysis and [Options]. Writers are not flushed and errors of writing are returned as
// they are. The package decides nothing.
package report

import (
	"path/filepath"
	"strings"
)

// Options says how a report is written.
type Options struct {
	// Dir is the working directory, absolute; paths inside it are shown relative to it.
	Dir string
	// Version is the program's own.
	Version string
	// Top is how many entries the lists of large things have, TextTop how many the text lists: 0 for as many as fit a screen.
	Top, TextTop int
	// Units says how sizes are put into words.
	Units Units
	// Color allows escape sequences.
	Color bool
	// Width is the number of columns, 0 for 80.
	Width int
}

// Place is how a path of the machine is shown: relative to the working directory where it lies inside it, else absolute.
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
