// Package engine asks the real docker command line what the legacy builder is
// sent: it runs `docker build` with DOCKER_BUILDKIT=0 against a stand-in
// engine, which accepts the tar and builds nothing.
//
// Send is all there is to call. It needs `docker` on the path and no daemon.
package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// Build is one `docker build`.
type Build struct {
	Context    string // directory
	Dockerfile string // its path, "" for the default name in the context
}

// Sent is what the client posted.
type Sent struct {
	Refusal string // what the client said instead of sending, "" if it sent
	Bytes   int64  // length of the request's body: `Sending build context to Docker daemon N`
	Entries []Entry
}

// Check says what is missing to run the client at all.
func Check() error {
	if _, err := exec.LookPath("docker"); err != nil {
		return fmt.Errorf("running the legacy builder's client: docker is not installed (no engine is needed); install it, for instance with `apt-get install docker-cli` or docker.io: %w", err)
	}
	return nil
}

// Send runs one build. A client that refuses to send (a bad ignore line, say)
// is not an error but a Refusal.
func Send(ctx context.Context, b Build) (Sent, error) {
	dir, err := os.MkdirTemp("", "ctxsize-engine-")
	if err != nil {
		return Sent{}, err
	}
	defer os.RemoveAll(dir)
	e := &engine{}
	stop, err := e.listen(filepath.Join(dir, "sock"))
	if err != nil {
		return Sent{}, err
	}
	said, runErr := b.run(ctx, dir)
	if err := stop(); err != nil {
		return Sent{}, err
	}
	return e.sent(said, runErr)
}

// run answers with what the client wrote to stderr.
func (b Build) run(ctx context.Context, dir string) (string, error) {
	args := []string{"build"}
	if b.Dockerfile != "" {
		args = append(args, "-f", b.Dockerfile)
	}
	cmd := exec.CommandContext(ctx, "docker", append(args, b.Context)...)
	cmd.Env = append(os.Environ(),
		"DOCKER_BUILDKIT=0",
		"DOCKER_HOST=unix://"+filepath.Join(dir, "sock"),
		"DOCKER_CONFIG="+dir,
		"DOCKER_CONTENT_TRUST=0",
	)
	var said strings.Builder
	cmd.Stderr = &said
	err := cmd.Run()
	return said.String(), err
}

// engine answers as much of the API as the client asks for. It is one build
// long.
type engine struct {
	mu     sync.Mutex
	posted bool
	body   Sent
	err    error
}

func (e *engine) listen(socket string) (stop func() error, err error) {
	l, err := net.Listen("unix", socket)
	if err != nil {
		return nil, fmt.Errorf("starting the stand-in engine: %w", err)
	}
	server := &http.Server{Handler: e}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	return func() error {
		err := server.Close()
		if serving := <-done; !errors.Is(serving, http.ErrServerClosed) {
			return serving
		}
		return err
	}, nil
}

// ServeHTTP knows the paths with and without the version in front.
func (e *engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Api-Version", "1.47")
	w.Header().Set("Ostype", "linux")
	w.Header().Set("Builder-Version", "1")
	switch {
	case strings.HasSuffix(r.URL.Path, "/_ping"):
		fmt.Fprint(w, "OK")
	case strings.HasSuffix(r.URL.Path, "/version"):
		fmt.Fprint(w, `{"Version":"27.0.0","ApiVersion":"1.47","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64"}`)
	case strings.HasSuffix(r.URL.Path, "/info"):
		fmt.Fprint(w, `{"OSType":"linux","Architecture":"x86_64"}`)
	case strings.HasSuffix(r.URL.Path, "/build"):
		e.receive(r.Body)
		fmt.Fprintln(w, `{"stream":"Successfully built 0123456789ab\n"}`)
	default:
		http.NotFound(w, r)
	}
}

func (e *engine) receive(body io.Reader) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.posted = true
	e.body, e.err = list(body)
}

// sent tells a client that refused from one that sent.
func (e *engine) sent(said string, runErr error) (Sent, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.posted && e.err != nil:
		return Sent{}, fmt.Errorf("reading what the client sent: %w", e.err)
	case e.posted && runErr != nil:
		return Sent{}, fmt.Errorf("running docker build: %w\n%s", runErr, said)
	case e.posted:
		return e.body, nil
	case runErr == nil:
		return Sent{}, fmt.Errorf("docker build sent nothing and did not say why:\n%s", said)
	}
	return Sent{Refusal: said}, nil
}
