package walker_test

import (
	"archive/tar"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// special is a tree with an entry of each kind.
func special() *walker.Tree {
	return walker.NewTree([]walker.ArchiveEntry{
		{Path: "c", Kind: walker.Device}, {Path: "d", Kind: walker.Dir}, {Path: "d/f", Size: 10}, {Path: "l", Kind: walker.Symlink, Link: "d"}, {Path: "p", Kind: walker.FIFO}, {Path: "s", Kind: walker.Socket},
	})
}

// TestSpecialCounts: sockets are files for BuildKit, and the legacy builder leaves them out.
func TestSpecialCounts(t *testing.T) {
	for _, c := range []struct {
		name    string
		query   walker.Query
		set     walker.Set
		want    walker.Counts
		entries int64
	}{
		{"BuildKit", walker.Query{}, walker.Sent, walker.Counts{Bytes: 10, Files: 2, Dirs: 1, Symlinks: 1, Other: 2}, 6},
		{"legacy", walker.Query{Filter: walker.Filter{Rules: walker.Tar}}, walker.Sent, walker.Counts{Bytes: 10, Files: 1, Dirs: 1, Symlinks: 1, Other: 2}, 5},
		{"excluded", walker.Query{Filter: walker.Filter{Patterns: parse(t, "*")}}, walker.Excluded, walker.Counts{Bytes: 10, Files: 2, Dirs: 1, Symlinks: 1, Other: 2}, 6},
	} {
		got := viewed(t, special(), c.query).Totals(c.set)
		if diff := cmp.Diff(c.want, got); diff != "" || got.Entries() != c.entries {
			t.Errorf("%s: %d entries, want %d %s", c.name, got.Entries(), c.entries, diff)
		}
	}
	v := viewed(t, special(), walker.Query{})
	if diff := cmp.Diff([]walker.EmptyFile{{Path: "s", Cause: walker.IsSocket, Index: -1}}, v.EmptyFiles); diff != "" {
		t.Error(diff)
	}
	children, _ := v.Children(".")
	var got []string
	for _, c := range children {
		got = append(got, fmt.Sprintf("%s %s %d/%d", c.Name, c.Kind, c.Sent.Files, c.Sent.Bytes))
	}
	if diff := cmp.Diff("c device 0/0, d dir 1/10, l symlink 0/0, p fifo 0/0, s socket 1/0", strings.Join(got, ", ")); diff != "" {
		t.Error(diff)
	}
}

// TestTransferOfKinds has the bytes of fsutil's messages, by hand. A Stat message has the path (tag, length, text), the mode (tag, varint), the
// size and the target of a link, each unless it is 0; a packet adds a tag and a length. Content comes in packets with a type, the number of the
// entry unless it is 0, and the data; an empty one ends it. Two bytes end it all.
func TestTransferOfKinds(t *testing.T) {
	for _, c := range []struct {
		name string
		list []walker.ArchiveEntry
		want int64
	}{
		{"nothing", nil, 2},
		{"a FIFO: path 3, mode 5", []walker.ArchiveEntry{{Path: "p", Kind: walker.FIFO}}, 2 + 8 + 2},
		{"a device: path 3, mode 5", []walker.ArchiveEntry{{Path: "c", Kind: walker.Device}}, 2 + 8 + 2},
		{"a directory: path 3, mode 6", []walker.ArchiveEntry{{Path: "d", Kind: walker.Dir}}, 2 + 9 + 2},
		{"a link: path 3, mode 5, size 0, target 5", []walker.ArchiveEntry{{Path: "l", Kind: walker.Symlink, Link: "abc"}}, 2 + 13 + 2},
		{"a socket: path 3, mode 3, an empty packet", []walker.ArchiveEntry{{Path: "s", Kind: walker.Socket}}, 2 + 6 + 2 + 2},
		{"an empty file", []walker.ArchiveEntry{{Path: "f"}}, 2 + 6 + 2 + 2},
		{"a file: path 3, mode 3, size 2, 10 bytes", []walker.ArchiveEntry{{Path: "f", Size: 10}}, 2 + 8 + (2 + 2 + 10) + 2 + 2},
		{"a file behind another one: a number of two bytes", []walker.ArchiveEntry{{Path: "e"}, {Path: "f", Size: 10}}, 2 + 6 + 2 + 2 + 8 + (4 + 2 + 10) + 4 + 2},
		{"a full packet: size 4, data 4", []walker.ArchiveEntry{{Path: "f", Size: 32768}}, 2 + 10 + (2 + 4 + 32768) + 2 + 2},
		{"two packets", []walker.ArchiveEntry{{Path: "f", Size: 32769}}, 2 + 10 + (2 + 4 + 32768) + (2 + 2 + 1) + 2 + 2},
	} {
		if got := viewed(t, walker.NewTree(c.list), walker.Query{}).Transfer(); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

// TestTarHeaders: the headers of the entries of each kind, and the size of their archive.
func TestTarHeaders(t *testing.T) {
	for _, c := range []struct {
		rules walker.Rules
		want  string
		size  int64
	}{
		{walker.FileSync, "c 3 0, d/ 5 0, d/f 0 10, l 2 0, p 6 0, s 0 0", 6*512 + 512 + 1024},
		{walker.Tar, "c 3 0, d/ 5 0, d/f 0 10, l 2 0, p 6 0", 5*512 + 512 + 1024},
	} {
		v := viewed(t, special(), walker.Query{Filter: walker.Filter{Rules: c.rules}})
		var got []string
		err := v.TarEntries(t.Context(), func(h *tar.Header) error {
			got = append(got, fmt.Sprintf("%s %c %d", h.Name, h.Typeflag, h.Size))
			return nil
		})
		if diff := cmp.Diff(c.want, strings.Join(got, ", ")); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
		if size, err := v.TarSize(t.Context()); err != nil || size != c.size {
			t.Errorf("rules %d: got %d bytes, %v, want %d", c.rules, size, err, c.size)
		}
	}
	stop := fmt.Errorf("stop")
	count := 0
	v := viewed(t, special(), walker.Query{})
	if err := v.TarEntries(t.Context(), func(*tar.Header) error { count++; return stop }); err != stop || count != 1 {
		t.Errorf("got %v after %d entries, want to stop at the first", err, count)
	}
}

// TestTarOfLinks: a later name of a file is a link to the first one, without content.
func TestTarOfLinks(t *testing.T) {
	tree := walker.NewTree([]walker.ArchiveEntry{{Path: "a", Size: 513}, {Path: "b", SameAs: "a"}})
	v := viewed(t, tree, walker.Query{})
	var got []string
	if err := v.TarEntries(t.Context(), func(h *tar.Header) error {
		got = append(got, fmt.Sprintf("%s %c %d %s", h.Name, h.Typeflag, h.Size, h.Linkname))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a 0 513 ", "b 1 0 a"}, got); diff != "" {
		t.Error(diff)
	}
	if size, err := v.TarSize(t.Context()); err != nil || size != 2*512+1024+1024 {
		t.Errorf("got %d bytes, %v", size, err)
	}
}

// TestTotalsByOwner: what each instruction copies, and what it copies alone.
func TestTotalsByOwner(t *testing.T) {
	tree := walker.NewTree([]walker.ArchiveEntry{{Path: "a", Size: 5}, {Path: "d/b", Size: 7}, {Path: "d/e/f", Size: 11}, {Path: "x/1", Size: 100}, {Path: "x/2", SameAs: "x/1"}})
	request := func(paths ...string) walker.Request {
		r, err := tree.FollowPaths(paths)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, c := range []struct {
		name    string
		sources []walker.Source
		want    []walker.OwnerTotals
	}{
		{"apart", []walker.Source{{Request: request("a"), Owner: 0}, {Request: request("d"), Owner: 1}},
			[]walker.OwnerTotals{{Bytes: 5, Files: 1, Entries: 1, Unique: 5}, {Bytes: 18, Files: 2, Entries: 4, Unique: 18}}},
		{"one in another", []walker.Source{{Request: request("d"), Owner: 0}, {Request: request("d/e"), Owner: 1}},
			[]walker.OwnerTotals{{Bytes: 18, Files: 2, Entries: 4, Unique: 7}, {Bytes: 11, Files: 1, Entries: 2}}},
		{"of the whole context", []walker.Source{{Owner: 0}, {Request: request("d/e"), Owner: 1}},
			[]walker.OwnerTotals{{Bytes: 123, Files: 5, Entries: 8, Unique: 112}, {Bytes: 11, Files: 1, Entries: 2}}},
		{"a file with two names", []walker.Source{{Owner: 0}, {Request: request("x"), Owner: 1}},
			[]walker.OwnerTotals{{Bytes: 123, Files: 5, Entries: 8, Unique: 23}, {Bytes: 100, Files: 2, Entries: 3}}},
		{"both names, apart", []walker.Source{{Request: request("x/1"), Owner: 0}, {Request: request("x/2"), Owner: 1}},
			[]walker.OwnerTotals{{Bytes: 100, Files: 1, Entries: 1, Unique: 100}, {Bytes: 100, Files: 1, Entries: 1, Unique: 100}}},
	} {
		v := viewed(t, tree, walker.Query{})
		if diff := cmp.Diff(c.want, v.TotalsByOwner(c.sources, len(c.want))); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestSpecialOnDisk: FIFOs and sockets are found by their kind, in both ways of reading a directory.
func TestSpecialOnDisk(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are neither FIFOs nor sockets here")
	}
	dir := t.TempDir()
	testtree.Make(t, dir, "d/f:5@640 d/p|fifo l->d s|sock")
	for _, portable := range []bool{false, true} {
		tree, _ := walked(t, dir, "", walker.Options{Portable: portable})
		v := viewed(t, tree, walker.Query{})
		var got []string
		v.Each(walker.Sent, func(e walker.Entry) bool {
			got = append(got, fmt.Sprint(e.Path, " ", e.Kind, " ", e.Mode.Type(), " ", e.Bytes))
			return true
		})
		want := []string{"d dir d--------- 0", "d/f file ---------- 5", "d/p fifo p--------- 0", "l symlink L--------- 0", "s socket S--------- 0"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("portable %t: %s", portable, diff)
		}
		if got, want := v.Totals(walker.Sent), (walker.Counts{Bytes: 5, Files: 2, Dirs: 1, Symlinks: 1, Other: 1}); got != want {
			t.Errorf("portable %t: got %+v, want %+v", portable, got, want)
		}
	}
}

// TestTarTimes: a time that eleven octal digits do not hold, of a file or of a directory, takes a header and a block of its own.
func TestTarTimes(t *testing.T) {
	for _, c := range []struct {
		dir, file int64
		want      int64
	}{{1, 1, 2*512 + 512 + 1024}, {-5, 1, 4*512 + 512 + 1024}, {1, -5, 4*512 + 512 + 1024}, {-5, -5, 6*512 + 512 + 1024}, {1<<33 - 1, 1, 2*512 + 512 + 1024}, {1 << 33, 1, 4*512 + 512 + 1024}} {
		dir := t.TempDir()
		testtree.Make(t, dir, "d/f")
		for name, seconds := range map[string]int64{"d/f": c.file, "d": c.dir} {
			when := time.Unix(seconds, 0)
			if err := os.Chtimes(filepath.Join(dir, name), when, when); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.ModTime().Unix() != seconds {
				t.Skipf("the file system does not hold %d: %v", seconds, err)
			}
		}
		for _, portable := range []bool{false, true} {
			filter := walker.Filter{Rules: walker.Tar}
			tree, err := walker.Walk(t.Context(), dir, walker.Options{Filters: []walker.Filter{filter}, Portable: portable})
			if err != nil {
				t.Fatal(err)
			}
			if got, err := viewed(t, tree, walker.Query{Filter: filter}).TarSize(t.Context()); err != nil || got != c.want {
				t.Errorf("times %d and %d, portable %t: got %d bytes, %v, want %d", c.dir, c.file, portable, got, err, c.want)
			}
		}
	}
}

// TestTarSizes: a size that eleven octal digits do not hold takes a header and a block of its own.
func TestTarSizes(t *testing.T) {
	for size, want := range map[int64]int64{1<<33 - 1: 512 + 1<<33 + 1024, 1 << 33: 3*512 + 1<<33 + 1024} {
		v := viewed(t, walker.NewTree([]walker.ArchiveEntry{{Path: "f", Size: size}}), walker.Query{})
		if got, err := v.TarSize(t.Context()); err != nil || got != want {
			t.Errorf("%d bytes: got %d, %v, want %d", size, got, err, want)
		}
	}
}
