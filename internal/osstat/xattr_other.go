//go:build !linux && !darwin

package osstat

// EachXattr calls nothing: BuildKit's client knows no extended attributes on these systems.
func EachXattr(string, func(name string, value int)) error { return nil }

// Capability returns nil: only Linux has them.
func Capability(string) []byte { return nil }
