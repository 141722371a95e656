package walker

import (
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
)

// validate tries the lines on what the legacy builder tries them on before it makes its archive: everything that is not below a
// directory that they take out, by the rule of opening files and not of walking (docker/cli ValidateContextDirectory).
func (t *Tree) validate(lines *ignore.PatternList) error {
	if !slices.ContainsFunc(lines.All(), failsOnMatch) {
		return nil
	}
	var failure error
	t.each(0, nil, func(_ item, path []byte) bool {
		if failure != nil {
			return false
		}
		out, err := lines.ExcludedOnOpen(string(path))
		failure = err
		return !out
	})
	return failure
}

// turnsOutBad says whether a line is found to be no pattern only when something is matched with it.
func failsOnMatch(l ignore.Pattern) bool {
	alone, err := ignore.Compile([]string{l.Expr})
	if err != nil {
		return true
	}
	_, err = alone.ExcludedOnOpen(".")
	return err != nil
}
