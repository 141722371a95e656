//go:build !linux

package edit

import "errors"

// replaceUnnamed is for systems that have files without a name.
func (e *entry) replaceUnnamed(*state, content, func(*state) error) error {
	return errors.ErrUnsupported
}
