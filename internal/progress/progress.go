// Package progress reads the progress of a build as docker build, docker buildx bake and docker buildx history logs write it: as lines of JSON
// (--progress=rawjson) or as text (--progress=plain).
package progress

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"
)

// Vertex is a step of a build.
type Vertex struct {
	// Name is the text of the step, such as "[internal] load build context" or "[build 2/4] RUN make". Bake puts the target in front.
	Name string
	// Cached: the step did not run.
	Cached bool
	// Failed: the step ended with an error.
	Failed bool
	// Duration is how long it took, 0 where that is not known.
	Duration time.Duration
	// Transfers are what it has received from the client.
	Transfers []Transfer
}

// Transfer is a number that the builder prints after "transferring".
type Transfer struct {
	// Name is the name of the context: context, dockerfile or that of a named context.
	Name string
	// Bytes are known with Exact only.
	Bytes int64
	Exact bool
	// Text is the number as printed, rounded; "" with Exact.
	Text string
}

// Decimal returns a size as BuildKit's progress prints it: in decimal units with two decimals (github.com/tonistiigi/units).
func Decimal(bytes int64) string {
	const names = "kMGTPE"
	if bytes < 1000 {
		return fmt.Sprintf("%dB", bytes)
	}
	value, n := float64(bytes)/1000, 0
	for value >= 1000 && n < len(names)-1 {
		value, n = value/1000, n+1
	}
	return fmt.Sprintf("%.2f%cB", value, names[n])
}

// ErrNoProgress is the error about a text without steps.
var ErrNoProgress = errors.New("it has no steps of a build")

// maxLine is the length of the longest line, in bytes: a line of JSON may hold the output of a step.
const maxLine = 64 << 20

// Read returns the steps of a build in the order in which they appear.
func Read(r io.Reader) ([]Vertex, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 1<<16), maxLine)
	var j jsonReader
	var p plainReader
	for number := 1; lines.Scan(); number++ {
		line := bytes.TrimRight(lines.Bytes(), "\r")
		if len(line) > 0 && line[0] == '{' {
			if err := j.read(line); err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
			continue
		}
		p.read(string(line))
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	list := append(j.result(), p.list...)
	if len(list) == 0 {
		return nil, ErrNoProgress
	}
	return list, nil
}
