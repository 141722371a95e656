package builder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/identity"
	"github.com/moby/buildkit/session"
	"github.com/opencontainers/go-digest"
)

// Build is one `docker build`, in the words of its command line.
type Build struct {
	Context    string            // directory
	Dockerfile string            // its path, "" for the default name in the context
	Target     string            // "" for the last stage
	Args       map[string]string // --build-arg
	Platform   string            // "" for the daemon's own
	Named      map[string]string // --build-context: name to directory
	URL        string            // of an archive that is the context, "" for the directory
}

// Outcome is what the daemon did.
type Outcome struct {
	Failure Failure
	Err     error
	Main    *Load              // nil where the context was not requested
	Named   map[string][]*Load // those that were requested, a load for each set of paths
	// Loaded is when `load build context` ended, zero where there was none.
	Loaded time.Time
}

// Load is the transfer of a whole context: `load build context` in the daemon's
// progress. Its Bytes are the number that is printed there.
type Load struct{ *Transfer }

// Reliable says that the daemon pulled all it wanted: a build that fails in
// another stage may be cut short while it sends.
func (l *Load) Reliable() bool { return l != nil && l.Complete && l.Err == nil }

// Build solves one Dockerfile cold: nothing of an earlier transfer is reused.
// A build that the daemon refuses is an Outcome, not an error.
func (d *Daemon) Build(ctx context.Context, b Build) (Outcome, error) {
	return d.solve(ctx, b, nil, func(*client.SolveStatus) {})
}

// BuildLogged is Build, and calls log for each status of the daemon.
func (d *Daemon) BuildLogged(ctx context.Context, b Build, log func(*client.SolveStatus)) (Outcome, error) {
	return d.solve(ctx, b, nil, log)
}

func (d *Daemon) solve(ctx context.Context, b Build, exports []client.ExportEntry, log func(*client.SolveStatus)) (Outcome, error) {
	dirs, attrs := b.inputs()
	files, err := newRecorder(dirs)
	if err != nil {
		return Outcome{}, fmt.Errorf("opening %s: %w", b.Context, err)
	}
	statuses := make(chan *client.SolveStatus)
	seen := make(chan progress, 1)
	go func() { seen <- watch(statuses, log) }()
	_, err = d.client.Solve(ctx, nil, client.SolveOpt{
		Frontend:      "dockerfile.v0",
		FrontendAttrs: attrs,
		SharedKey:     identity.NewID(),
		Session:       []session.Attachable{files},
		Exports:       exports,
	}, statuses)
	p := <-seen
	if ctx.Err() != nil {
		return Outcome{}, ctx.Err()
	}
	return b.outcome(files, p, err)
}

// inputs translates as buildx does (build/opt.go, loadInputs). Without the
// cache because a COPY that fails on a cold daemon can succeed on a warm one:
// an earlier build's layer stands in where both saw nothing.
func (b Build) inputs() (dirs, attrs map[string]string) {
	dir, name := b.locate()
	dirs = map[string]string{"context": b.Context, "dockerfile": dir}
	attrs = map[string]string{"filename": name, "no-cache": ""}
	if b.Target != "" {
		attrs["target"] = b.Target
	}
	if b.Platform != "" {
		attrs["platform"] = b.Platform
	}
	for k, v := range b.Args {
		attrs["build-arg:"+k] = v
	}
	if b.URL != "" {
		attrs["context"] = b.URL
		return nil, attrs
	}
	for name, dir := range b.Named {
		dirs[name] = dir
		attrs["context:"+name] = "local:" + name
	}
	return dirs, attrs
}

// locate falls back to the lower-case name as buildx does.
func (b Build) locate() (dir, name string) {
	if b.Dockerfile != "" {
		return filepath.Split(b.Dockerfile)
	}
	entries, err := os.ReadDir(b.Context)
	if err != nil {
		return b.Context, "Dockerfile"
	}
	found := ""
	for _, e := range entries {
		switch e.Name() {
		case "Dockerfile":
			return b.Context, "Dockerfile"
		case "dockerfile":
			found = "dockerfile"
		}
	}
	if found == "" {
		found = "Dockerfile"
	}
	return b.Context, found
}

func (b Build) outcome(files *recorder, p progress, err error) (Outcome, error) {
	o := Outcome{Err: err, Failure: classify(err, p), Named: map[string][]*Load{}}
	main := p.loads(files, "context", "[internal] load .dockerignore")
	if len(main) > 0 {
		o.Main = main[len(main)-1]
	}
	const load = "[internal] load build context"
	for _, v := range p.named(load) {
		if v.Completed != nil {
			o.Loaded = *v.Completed
		}
	}
	wrong := p.confirm(load, main)
	for name := range b.Named {
		loads := p.loads(files, name, "[context "+name+"] load .dockerignore")
		if len(loads) > 0 {
			o.Named[name] = loads
		}
		wrong = errors.Join(wrong, p.confirm("[context "+name+"] load from client", loads))
	}
	if err != nil {
		return o, nil
	}
	return o, wrong
}

// progress is what of the status stream matters here.
type progress struct {
	vertices map[digest.Digest]*client.Vertex
	current  map[digest.Digest]int64 // of each vertex, its `transferring` number
}

func watch(statuses <-chan *client.SolveStatus, log func(*client.SolveStatus)) progress {
	p := progress{vertices: map[digest.Digest]*client.Vertex{}, current: map[digest.Digest]int64{}}
	for s := range statuses {
		log(s)
		for _, v := range s.Vertexes {
			p.vertices[v.Digest] = v
		}
		for _, v := range s.Statuses {
			if strings.HasPrefix(v.ID, "transferring ") {
				p.current[v.Vertex] = v.Current
			}
		}
	}
	return p
}

// loads are the transfers of a context without the first one, that of its
// ignore file.
func (p progress) loads(files *recorder, dir, ignore string) []*Load {
	transfers := files.of(dir)
	if len(p.named(ignore)) > 0 && len(transfers) > 0 {
		transfers = transfers[1:]
	}
	var loads []*Load
	for _, t := range transfers {
		loads = append(loads, &Load{t})
	}
	return loads
}

// confirm holds the recorded packets against the numbers that the daemon
// printed, which it does completely only for builds that succeed. Of several
// loads of one context it may print one only.
func (p progress) confirm(vertex string, loads []*Load) error {
	if len(loads) > 1 {
		return nil
	}
	var printed, made []int64
	for _, v := range p.named(vertex) {
		printed = append(printed, p.current[v.Digest])
	}
	for _, l := range loads {
		made = append(made, l.Bytes)
	}
	slices.Sort(printed)
	slices.Sort(made)
	if !slices.Equal(printed, made) {
		return fmt.Errorf("recording %s: the daemon says %d bytes, the packets make %d", vertex, printed, made)
	}
	return nil
}

// named gives the vertices of one name that were started.
func (p progress) named(name string) []*client.Vertex {
	var found []*client.Vertex
	for _, v := range p.vertices {
		if v.Name == name && v.Started != nil {
			found = append(found, v)
		}
	}
	return found
}
