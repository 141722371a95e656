package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/spf13/cobra"
)

// hintError is an error with a hint: what to type next, in one or several lines.
type hintError struct {
	error
	hint string
}

func (h hintError) Unwrap() error { return h.error }

// usage adds a hint to an error of the command line that has none.
func usage(cmd *cobra.Command, err error) error {
	if hintOf(err) != "" {
		return err
	}
	return hintError{err, fmt.Sprintf("%s --help lists flags and examples", cmd.CommandPath())}
}

// complain writes an error and its hint, if it has one.
func (w world) complain(err error) {
	fmt.Fprintf(w.stderr, "ctxsize: %s\n", termtext.Escape(err.Error()))
	if hint := hintOf(err); hint != "" {
		w.hints(strings.Split(hint, "\n"))
	}
}

// hintOf returns the hint of an error, "" for none.
func hintOf(err error) string {
	hint := ""
	if h, ok := errors.AsType[hintError](err); ok {
		hint = h.hint
	} else if e, ok := errors.AsType[*build.Error](err); ok {
		hint = e.Hint
	} else if e, ok := errors.AsType[*edit.RefusedError](err); ok {
		hint = e.Hint
	}
	var hinting interface{ Hint() string }
	if hint == "" && errors.As(err, &hinting) {
		hint = hinting.Hint()
	}
	return hint
}

// hints writes hints to stderr.
func (w world) hints(list []string) {
	for _, hint := range list {
		fmt.Fprintln(w.stderr, "hint: "+termtext.Escape(hint))
	}
}
