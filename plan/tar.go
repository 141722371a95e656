package plan

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// Tar is the listing of an archive that stood on standard input.
type Tar struct {
	// Entries are in the order of the archive.
	Entries []TarEntry
	// Bytes is the length of the stream as it came, compressed or not: what travels.
	Bytes int64
	// Compression is "", "gzip", "bzip2", "xz" or "zstd".
	Compression string
	// Problem: the archive could not be listed, or not to its end.
	Problem error
}

// TarEntry is one header of an archive.
type TarEntry struct {
	// Path is as in the archive, cleaned, without a leading "/" or "./".
	Path string
	// Type is the type flag of archive/tar.
	Type byte
	// Size is of the content, in bytes.
	Size     int64
	Linkname string
}

// tarHeader is how many bytes buildx looks at to tell an archive from a Dockerfile.
const tarHeader = 1024

// placeStdin tells what standard input is: an archive, or a Dockerfile without a context.
func (s *resolver) placeStdin() error {
	if s.Stdin == nil {
		return &Error{Err: errors.New("the context is to be read from standard input, and there is none"), Hint: "name a directory as the context"}
	}
	count := &counter{Reader: s.Stdin}
	in := bufio.NewReaderSize(count, tarHeader)
	head, err := in.Peek(tarHeader)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading the context from standard input: %w", err)
	}
	if len(head) == 0 {
		return &Error{Err: errors.New("standard input is empty"), Hint: "pipe a tar or a Dockerfile into it, or name a directory as the context"}
	}
	compression, archive := sniff(head)
	if archive {
		return s.listTar(in, count, compression)
	}
	if s.NoDockerfile {
		return &Error{Err: errors.New("standard input is not a tar"), Hint: "pipe a tar into it, or name a directory as the context"}
	}
	if s.Dockerfile != "" {
		return &Error{Err: errors.New("ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles"), Hint: "leave -f out, or pipe in a tar"}
	}
	s.main.Empty = true
	s.Stdin = in
	return s.readStdinDockerfile()
}

// sniff knows the archives that the builder unpacks (github.com/moby/go-archive, compression.Detect).
func sniff(head []byte) (compression string, archive bool) {
	for name, magic := range map[string]string{"bzip2": "BZh", "gzip": "\x1f\x8b\x08", "xz": "\xfd7zXZ\x00", "zstd": "\x28\xb5\x2f\xfd"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return name, true
		}
	}
	skippable := len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte{0x2a, 0x4d, 0x18})
	if skippable {
		return "zstd", true
	}
	_, err := tar.NewReader(bytes.NewReader(head)).Next()
	return "", err == nil
}

// listTar reads the archive to its end, and the Dockerfile in it.
func (s *resolver) listTar(in io.Reader, count *counter, compression string) error {
	t := &Tar{Compression: compression}
	s.main.Tar = t
	files, err := s.readTar(in, t)
	t.Problem = err
	if _, err := io.Copy(io.Discard, in); err != nil {
		return fmt.Errorf("reading the context from standard input: %w", err)
	}
	t.Bytes = count.n
	if s.NoDockerfile {
		return nil
	}
	name := s.tarName()
	for _, name := range s.tarNames(name) {
		if text, ok := files[name]; ok {
			s.dockerfile = &Dockerfile{Path: name, Text: text, Inside: true, ContextPath: name}
			return nil
		}
	}
	switch {
	case t.Problem != nil:
		s.unread = "the archive on standard input cannot be listed: " + t.Problem.Error()
	case s.Dockerfile != "":
		return &Error{Err: fmt.Errorf("the Dockerfile %s is not in the archive on standard input", name), Hint: "-f names a file inside the archive"}
	default:
		s.missing = true
	}
	return nil
}

func (s *resolver) tarName() string {
	if s.Dockerfile == "" {
		return defaultName
	}
	return cleanTarPath(s.Dockerfile)
}

// tarNames are the names that are tried in turn.
func (s *resolver) tarNames(name string) []string {
	if path.Base(name) == defaultName {
		return []string{name, path.Join(path.Dir(name), "dockerfile")}
	}
	return []string{name}
}

// readTar lists the entries, and gives the text of the possible Dockerfiles.
func (s *resolver) readTar(in io.Reader, t *Tar) (map[string][]byte, error) {
	read := &counter{Reader: in}
	unpacked, err := decompress(read, t.Compression)
	if err != nil {
		return nil, err
	}
	if t.Compression != "" {
		unpacked = &bounded{Reader: unpacked, from: read}
	}
	names, files := s.tarNames(s.tarName()), map[string][]byte{}
	r := tar.NewReader(unpacked)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return files, err
		}
		e := TarEntry{Path: cleanTarPath(h.Name), Type: h.Typeflag, Size: h.Size, Linkname: h.Linkname}
		if t.Entries = append(t.Entries, e); int64(len(t.Entries)) > freeEntries+read.n/bytesPerEntry {
			return files, budget.Exceeded("", 0, "the archive has %d entries in its first %d bytes", len(t.Entries), read.n)
		}
		if e.Type != tar.TypeReg || !slices.Contains(names, e.Path) {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(r, projectfile.MaxSize))
		if err != nil {
			return files, err
		}
		files[e.Path] = text
	}
}

func cleanTarPath(name string) string { return strings.TrimPrefix(path.Join("/", name), "/") }

func decompress(in io.Reader, compression string) (io.Reader, error) {
	switch compression {
	case "gzip":
		return gzip.NewReader(in)
	case "bzip2":
		return bzip2.NewReader(in), nil
	case "zstd":
		r, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<30), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, err
		}
		return r.IOReadCloser(), nil
	case "xz":
		return nil, errors.New("archives in the format xz cannot be unpacked here")
	default:
		return in, nil
	}
}

// An archive that is small and unpacks to much is listed to a point.
const (
	// freeBytes and growth are what may be unpacked: so much, and so much more for each byte that is read.
	freeBytes = 256 << 20
	growth    = 100
	// freeEntries and bytesPerEntry say the same of entries.
	freeEntries   = 100_000
	bytesPerEntry = 32
	// maxWindow is how far a zstd archive may refer back: all of it is memory. zstd --long writes as much.
	maxWindow = 128 << 20
)

// bounded fails where more is unpacked than the archive may hold.
type bounded struct {
	io.Reader
	from *counter
	n    int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.n += int64(n); b.n > freeBytes+growth*b.from.n {
		return 0, budget.Exceeded("", 0, "the first %d bytes of the archive unpack to more than %d", b.from.n, b.n)
	}
	return n, err
}

// counter counts what is read.
type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}
