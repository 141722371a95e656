// Package builder asks the real BuildKit what a build sends: it builds and
// starts buildkitd, solves Dockerfiles with it, and records every packet that
// the daemon pulls from the client.
//
// Call Start once, then Daemon.Build for each case; a Daemon serves builds at
// the same time. The package decides nothing itself: which entries are sent and
// what the transferred number is are the daemon's and its client library's
// words.
package builder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/moby/buildkit/client"
)

// startTimeout is generous: a cold daemon answers within two seconds, a busy
// machine may need more.
const startTimeout = 60 * time.Second

// Daemon is a running buildkitd with a state directory of its own.
type Daemon struct {
	dir     string
	process *exec.Cmd
	exited  chan error
	client  *client.Client
}

// Start builds buildkitd from this module's own dependencies (minutes the
// first time, seconds after that), starts it and waits until it answers. Its
// errors say what this machine lacks.
func Start(ctx context.Context) (*Daemon, error) {
	if err := checkMachine(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "ctxsize-buildkitd-")
	if err != nil {
		return nil, err
	}
	d := &Daemon{dir: dir, exited: make(chan error, 1)}
	if err := d.start(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func checkMachine() error {
	if os.Geteuid() != 0 {
		return errors.New("starting buildkitd: it needs root to mount and to start containers; run the tests as root, for instance with `sudo -E go test ./...`")
	}
	if _, err := exec.LookPath("runc"); err != nil {
		return fmt.Errorf("starting buildkitd: it needs runc; install it, for instance with `apt-get install runc`: %w", err)
	}
	return nil
}

func (d *Daemon) start(ctx context.Context) error {
	binary := filepath.Join(d.dir, "buildkitd")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "github.com/moby/buildkit/cmd/buildkitd")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building buildkitd from the Go module proxy: %w\n%s", err, out)
	}
	if err := d.spawn(binary); err != nil {
		return err
	}
	return d.connect(ctx)
}

func (d *Daemon) spawn(binary string) error {
	log, err := os.Create(d.logPath())
	if err != nil {
		return err
	}
	defer log.Close()
	d.process = exec.Command(binary,
		"--root", filepath.Join(d.dir, "root"),
		"--addr", d.address(),
		"--oci-worker=true",
		"--containerd-worker=false",
		"--oci-worker-net=host",
		"--oci-worker-snapshotter=auto",
		"--oci-worker-gc=false",
	)
	d.process.Stdout, d.process.Stderr = log, log
	d.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := d.process.Start(); err != nil {
		return fmt.Errorf("starting buildkitd: %w", err)
	}
	go func() { d.exited <- d.process.Wait() }()
	return nil
}

// connect asks again and again until the daemon lists its worker or is gone.
func (d *Daemon) connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	c, err := client.New(ctx, d.address())
	if err != nil {
		return fmt.Errorf("connecting to buildkitd: %w", err)
	}
	d.client = c
	retry := time.NewTicker(100 * time.Millisecond)
	defer retry.Stop()
	for {
		workers, err := c.ListWorkers(ctx)
		if err == nil && len(workers) > 0 {
			return nil
		}
		select {
		case exit := <-d.exited:
			d.exited <- exit
			return fmt.Errorf("buildkitd ended at once (%v); its log:\n%s", exit, d.log())
		case <-ctx.Done():
			return fmt.Errorf("buildkitd does not answer (%v); its log:\n%s", err, d.log())
		case <-retry.C:
		}
	}
}

// Close ends the daemon and removes its state.
func (d *Daemon) Close() error {
	var errs []error
	if d.client != nil {
		errs = append(errs, d.client.Close())
	}
	if d.process != nil && d.process.Process != nil {
		errs = append(errs, d.stop())
	}
	return errors.Join(append(errs, os.RemoveAll(d.dir))...)
}

func (d *Daemon) stop() error {
	err := d.process.Process.Signal(syscall.SIGTERM)
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("ending buildkitd: %w", err)
	}
	select {
	case <-d.exited:
		return nil
	case <-time.After(startTimeout):
		return fmt.Errorf("ending buildkitd: it did not stop within %s: %w", startTimeout, d.process.Process.Kill())
	}
}

func (d *Daemon) address() string { return "unix://" + filepath.Join(d.dir, "buildkitd.sock") }

func (d *Daemon) logPath() string { return filepath.Join(d.dir, "buildkitd.log") }

func (d *Daemon) log() string {
	text, err := os.ReadFile(d.logPath())
	if err != nil {
		return err.Error()
	}
	return string(text)
}
