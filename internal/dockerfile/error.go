package dockerfile

import (
	"errors"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/build"
)

// withLine returns an error of the parser as a [build.SyntaxError] with its line.
func withLine(err error) error {
	if _, ok := errors.AsType[*build.TargetError](err); ok {
		return err
	}
	found := &build.SyntaxError{Err: err}
	if rest, ok := strings.CutPrefix(err.Error(), "dockerfile parse error on line "); ok {
		number, message, _ := strings.Cut(rest, ": ")
		found.Line, _ = strconv.Atoi(number)
		found.Err = errors.New(message)
		return found
	}
	if limit, ok := errors.AsType[*budget.Error](err); ok && limit.Line > 0 {
		found.Line = limit.Line
		found.Err = &budget.Error{Limit: limit.Limit}
		return found
	}
	if located, ok := errors.AsType[*parser.LocationError](err); ok && len(located.Locations) > 0 {
		found.Line = firstLine(located.Locations[0])
	}
	return found
}
