package main

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

// stdout is the standard output. It retains the first error, so that every command fails if its output could not be written.
type stdout struct {
	io.Writer
	err error
}

// Write is of io.Writer.
func (s *stdout) Write(p []byte) (int, error) {
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

// failure returns the error of a command whose output could not be written. A closed pipe needs no message.
func (s *stdout) failure() error {
	if errors.Is(s.err, syscall.EPIPE) {
		return exit(exitFailed)
	}
	return s.err
}

// fileOf returns the file behind a stream, if it is one.
func fileOf(stream any) (*os.File, bool) {
	if w, ok := stream.(io.Writer); ok {
		stream = termtext.Unwrap(w)
	}
	if s, ok := stream.(*stdout); ok {
		stream = s.Writer
	}
	f, ok := stream.(*os.File)
	return f, ok
}

// reportBrokenPipes makes writes to a closed pipe fail instead of ending the program with a signal. Child processes are not affected.
func reportBrokenPipes() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
