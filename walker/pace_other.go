//go:build !unix

package walker

import "time"

func processorTime() (used time.Duration, known bool) { return 0, false }
