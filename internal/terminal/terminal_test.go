package terminal

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/ctxsize/ctxsize/internal/similar"
	"github.com/ctxsize/ctxsize/walker"
)

func TestVariable(t *testing.T) {
	env := []string{"A=1", "AB=2", "A=3", "EMPTY=", "C"}
	for name, want := range map[string]string{"A": "3", "AB": "2", "EMPTY": "", "C": "", "MISSING": ""} {
		if got := Variable(env, name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// TestColor: the flag decides, then the variables in their order. A buffer is no terminal.
func TestColor(t *testing.T) {
	for _, c := range []struct {
		flag, env string
		want      bool
	}{
		{"always", "NO_COLOR=1", true},
		{"never", "FORCE_COLOR=1", false},
		{"auto", "", false},
		{"auto", "FORCE_COLOR=1", true},
		{"auto", "CLICOLOR_FORCE=1", true},
		{"auto", "FORCE_COLOR=0", false},
		{"auto", "FORCE_COLOR=", false},
		{"auto", "NO_COLOR=1 FORCE_COLOR=1", false},
		{"auto", "NO_COLOR= FORCE_COLOR=1", true},
		{"auto", "CLICOLOR_FORCE=0 FORCE_COLOR=1", true},
	} {
		got, err := Color(c.flag, strings.Fields(c.env), new(bytes.Buffer))
		if err != nil || got != c.want {
			t.Errorf("--color=%s %s: got %t and %v, want %t", c.flag, c.env, got, err, c.want)
		}
	}
	if _, err := Color("allways", nil, nil); err == nil || !errors.As(err, new(*similar.UnknownError)) {
		t.Errorf("--color=allways: got the error %v, want one with the values", err)
	}
}

// TestNoTerminal: a file and a buffer are no terminals, have no width and show no progress.
func TestNoTerminal(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for name, stream := range map[string]interface{ Write([]byte) (int, error) }{"file": file, "buffer": new(bytes.Buffer), "stdout": &Stdout{Writer: file}} {
		if IsTerminal(stream) {
			t.Errorf("%s is a terminal", name)
		}
		if got := Width(stream); got != 0 {
			t.Errorf("%s has %d columns", name, got)
		}
		Progress(stream, nil, &walker.Progress{})()
	}
	if info, err := file.Stat(); err != nil || info.Size() != 0 {
		t.Errorf("progress was written to a file: %v, %v", info.Size(), err)
	}
	if got, ok := FileOf(&Stdout{Writer: file}); !ok || got != file {
		t.Errorf("FileOf: got %v, want the file", got)
	}
	if _, ok := FileOf(new(bytes.Buffer)); ok {
		t.Error("a buffer has a file")
	}
}

// fullWriter fails as a full disk does.
type fullWriter struct{ errs []error }

func (w *fullWriter) Write(p []byte) (int, error) {
	if len(w.errs) == 0 {
		return len(p), nil
	}
	err := w.errs[0]
	w.errs = w.errs[1:]
	return 0, err
}

// TestStdoutError: the first error is retained, without the path of the device.
func TestStdoutError(t *testing.T) {
	s := &Stdout{Writer: &fullWriter{[]error{&fs.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}, syscall.EPIPE}}}
	for range 3 {
		_, _ = s.Write([]byte("x"))
	}
	if err := s.Err(); !errors.Is(err, syscall.ENOSPC) || err.Error() != "cannot write to standard output: "+syscall.ENOSPC.Error() {
		t.Errorf("got %v, want the error of the first write", err)
	}
	if n, err := s.Write([]byte("abc")); n != 3 || err != nil {
		t.Errorf("a later write: got %d and %v, want 3 and no error", n, err)
	}
	if err := (&Stdout{Writer: new(bytes.Buffer)}).Err(); err != nil {
		t.Errorf("without a write: %v", err)
	}
}

func TestSignaled(t *testing.T) {
	for s, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143, fakeSignal{}: 130} {
		if got := (Signaled{s}).ExitCode(); got != want {
			t.Errorf("%v: got %d, want %d", s, got, want)
		}
	}
	if got := (Signaled{os.Interrupt}).Error(); got != "signal: interrupt" {
		t.Errorf("got %q", got)
	}
}

type fakeSignal struct{}

func (fakeSignal) Signal()        {}
func (fakeSignal) String() string { return "fake" }
