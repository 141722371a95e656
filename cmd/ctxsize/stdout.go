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

// stdout is the standard output. It keeps the first error, so that an answer that was not written whole is an error in every command,
// whatever the command or a library does with the error of a write.
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

// failure returns the error of a command whose output was not written whole. A reader that went away needs no message.
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

// reportBrokenPipes has writes to a pipe without a reader fail, where otherwise they would end the program with a signal. What the program starts
// is not affected.
func reportBrokenPipes() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
