package builder

import (
	"io/fs"
	"slices"
	"sync"

	"github.com/moby/buildkit/session"
	"github.com/moby/buildkit/session/filesync"
	"github.com/tonistiigi/fsutil"
	"github.com/tonistiigi/fsutil/types"
	"google.golang.org/grpc"
)

// Entry is one STAT packet and what followed it.
type Entry struct {
	Path      string
	Mode      fs.FileMode
	Size      int64  // as announced
	Linkname  string // of a symbolic link; of a later name of a hard link, its first name
	Asked     bool   // the daemon asked for the content
	Delivered int64  // content bytes that were sent
}

// Transfer is one synchronisation of one local directory.
type Transfer struct {
	Name     string   // of the local directory: "context", "dockerfile", a named context
	Follow   []string // the paths that the daemon asks for; nil for all
	Exclude  []string // the lines that it wants applied
	Entries  []Entry  // in the order in which they were announced
	Bytes    int64    // sum of the packets that were sent, as they are encoded
	Complete bool     // the daemon has all it wanted
	Err      error    // what the client library answered with
}

// Opened lists the files whose content was asked for, sorted.
func (t *Transfer) Opened() []string {
	opened := []string{}
	for _, e := range t.Entries {
		if e.Asked {
			opened = append(opened, e.Path)
		}
	}
	slices.Sort(opened)
	return opened
}

// recorder is BuildKit's own file provider with a tap on each stream.
type recorder struct {
	dirs filesync.StaticDirSource

	mu        sync.Mutex
	transfers []*Transfer
}

// newRecorder resets owners as BuildKit's client does for every local
// directory (client.Solve, prepareSyncedFiles).
func newRecorder(dirs map[string]string) (*recorder, error) {
	r := &recorder{dirs: filesync.StaticDirSource{}}
	for name, dir := range dirs {
		root, err := fsutil.NewFS(dir)
		if err != nil {
			return nil, err
		}
		owned, err := fsutil.NewFilterFS(root, &fsutil.FilterOpt{Map: resetOwner})
		if err != nil {
			return nil, err
		}
		r.dirs[name] = owned
	}
	return r, nil
}

func resetOwner(_ string, s *types.Stat) fsutil.MapResult {
	s.Uid, s.Gid = 0, 0
	return fsutil.MapResultKeep
}

var _ session.Attachable = (*recorder)(nil)

// Register makes the session serve this recorder.
func (r *recorder) Register(server *grpc.Server) { filesync.RegisterFileSyncServer(server, r) }

// DiffCopy is the whole transfer of one directory.
func (r *recorder) DiffCopy(stream filesync.FileSync_DiffCopyServer) error {
	t := r.begin()
	provider := filesync.NewFSSyncProvider(r.dirs, t.note)
	err := provider.(filesync.FileSyncServer).DiffCopy(&tap{FileSync_DiffCopyServer: stream, transfer: t, mu: &r.mu})
	r.mu.Lock()
	defer r.mu.Unlock()
	t.Err = err
	return err
}

// TarStream is part of the service; no daemon of today calls it.
func (r *recorder) TarStream(stream filesync.FileSync_TarStreamServer) error {
	provider := filesync.NewFSSyncProvider(r.dirs)
	return provider.(filesync.FileSyncServer).TarStream(stream)
}

func (r *recorder) begin() *Transfer {
	t := &Transfer{}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.transfers = append(r.transfers, t)
	return t
}

// of lists the transfers of a directory, in order.
func (r *recorder) of(name string) []*Transfer {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []*Transfer
	for _, t := range r.transfers {
		if t.Name == name {
			found = append(found, t)
		}
	}
	return found
}

func (t *Transfer) note(name string, o *fsutil.FilterOpt) error {
	t.Name, t.Follow, t.Exclude = name, o.FollowPaths, o.ExcludePatterns
	return nil
}

// tap writes down what passes through a stream.
type tap struct {
	filesync.FileSync_DiffCopyServer
	transfer *Transfer
	mu       *sync.Mutex
}

// SendMsg is called for one packet at a time.
func (s *tap) SendMsg(m any) error {
	if p, ok := m.(*types.Packet); ok {
		s.mu.Lock()
		s.transfer.sent(p)
		s.mu.Unlock()
	}
	return s.FileSync_DiffCopyServer.SendMsg(m)
}

func (s *tap) RecvMsg(m any) error {
	if err := s.FileSync_DiffCopyServer.RecvMsg(m); err != nil {
		return err
	}
	if p, ok := m.(*types.Packet); ok {
		s.mu.Lock()
		s.transfer.received(p)
		s.mu.Unlock()
	}
	return nil
}

func (t *Transfer) sent(p *types.Packet) {
	t.Bytes += int64(p.SizeVT())
	switch {
	case p.Type == types.PACKET_STAT && p.Stat != nil:
		t.Entries = append(t.Entries, Entry{
			Path:     p.Stat.Path,
			Mode:     fs.FileMode(p.Stat.Mode),
			Size:     p.Stat.Size,
			Linkname: p.Stat.Linkname,
		})
	case p.Type == types.PACKET_DATA:
		t.Entries[p.ID].Delivered += int64(len(p.Data))
	}
}

func (t *Transfer) received(p *types.Packet) {
	switch p.Type {
	case types.PACKET_REQ:
		t.Entries[p.ID].Asked = true
	case types.PACKET_FIN:
		t.Complete = true
	}
}
