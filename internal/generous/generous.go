// Package generous lets the collector wait while the program starts. It is a package of its own because Go initialises packages in the
// order of their paths, as soon as all that they import is there: this one comes before the libraries that make most when they start.
package generous

import (
	"os"
	"runtime/debug"
)

// Percent is the growth of memory that the collector waits for. A small context is answered without it, in 0.8 of the processor time.
const Percent = 600

// IsUnset says that the environment does not decide when the collector is to run.
func IsUnset() bool { return os.Getenv("GOGC") == "" }

func init() {
	if IsUnset() {
		debug.SetGCPercent(Percent)
	}
}
