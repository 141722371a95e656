package edit

import "fmt"

// A RefusedError reports a file that is not written because of what it is or where it is.
type RefusedError struct {
	Path   string
	Reason string
	Hint   string // what to type or do instead
}

func (e *RefusedError) Error() string { return fmt.Sprintf("cannot write %s: %s", e.Path, e.Reason) }

// A ChangedError reports a file that is no longer as the change expects it. Nothing was written.
type ChangedError struct {
	Path string
	Now  []byte // its content; nil if it is gone
}

func (e *ChangedError) Error() string {
	return fmt.Sprintf("%s has changed since it was read: nothing was written", e.Path)
}
