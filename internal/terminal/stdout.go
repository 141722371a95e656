package terminal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"syscall"

	"github.com/ctxsize/ctxsize/internal/termtext"
)

// Stdout is the standard output. It retains the first error, so that every command fails if its output could not be written.
type Stdout struct {
	io.Writer
	err error
}

// Write is of io.Writer.
func (s *Stdout) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	if err != nil {
		if pe, ok := errors.AsType[*fs.PathError](err); ok {
			err = pe.Err
		}
		err = fmt.Errorf("cannot write to standard output: %w", err)
		if s.err == nil {
			s.err = err
		}
	}
	return n, err
}

// Err returns the first error.
func (s *Stdout) Err() error { return s.err }

// FileOf returns the file behind a stream, if it is one.
func FileOf(stream any) (*os.File, bool) {
	if w, ok := stream.(io.Writer); ok {
		stream = termtext.Unwrap(w)
	}
	if s, ok := stream.(*Stdout); ok {
		stream = s.Writer
	}
	f, ok := stream.(*os.File)
	return f, ok
}

// ReportBrokenPipes makes writes to a closed pipe fail instead of ending the program with a signal. Child processes are not affected.
func ReportBrokenPipes() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
