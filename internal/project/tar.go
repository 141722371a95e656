package project

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
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// tarHeader is the number of bytes from which buildx detects an archive.
const tarHeader = 1024

// placeStdin finds out whether standard input is an archive, or a Dockerfile without a context.
func (s *resolver) placeStdin() error {
	if s.Stdin == nil {
		return &build.Error{Err: errors.New("cannot read the context from standard input: it is closed"), Hint: "name a directory as the context"}
	}
	count := &countingReader{Reader: s.Stdin}
	in := bufio.NewReaderSize(count, tarHeader)
	head, err := in.Peek(tarHeader)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("cannot read the context from standard input: %w", err)
	}
	if len(head) == 0 {
		return &build.Error{Err: errors.New("standard input is empty"), Hint: "pipe a tar or a Dockerfile into it, or name a directory as the context"}
	}
	compression, archive := detectCompression(head)
	if archive {
		return s.listTar(in, count, compression)
	}
	if s.NoDockerfile {
		return &build.Error{Err: errors.New("standard input is not a tar"), Hint: "pipe a tar into it, or name a directory as the context"}
	}
	if s.Dockerfile != "" {
		return &build.Error{Err: errors.New("ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles"), Hint: "remove -f, or pipe in a tar"}
	}
	s.main.Empty = true
	s.Stdin = in
	return s.readStdinDockerfile()
}

// detectCompression returns the compression of an archive that the builder unpacks (github.com/moby/go-archive, compression.Detect).
func detectCompression(head []byte) (compression string, archive bool) {
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
func (s *resolver) listTar(in io.Reader, count *countingReader, compression string) error {
	t := &build.Tar{Compression: compression}
	s.main.Tar = t
	files, err := s.readTar(in, t)
	t.Problem = err
	if _, err := io.Copy(io.Discard, in); err != nil {
		return fmt.Errorf("cannot read the context from standard input: %w", err)
	}
	t.Bytes = count.n
	if s.NoDockerfile {
		return nil
	}
	name := s.tarName()
	for _, name := range s.tarNames(name) {
		if text, ok := files[name]; ok {
			s.dockerfile = &build.Dockerfile{Path: name, Text: text, Inside: true, ContextPath: name}
			return nil
		}
	}
	switch {
	case t.Problem != nil:
		s.unreadableReason = "the archive on standard input cannot be listed: " + t.Problem.Error()
	case s.Dockerfile != "":
		return &build.Error{Err: fmt.Errorf("no Dockerfile %s in the tar on standard input", name), Hint: "-f names a file inside the archive"}
	default:
		s.missing = true
	}
	return nil
}

func (s *resolver) tarName() string {
	if s.Dockerfile == "" {
		return dockerfile.DefaultName
	}
	return cleanTarPath(s.Dockerfile)
}

// tarNames returns the names of the Dockerfile, in the order in which they are tried.
func (s *resolver) tarNames(name string) []string {
	if path.Base(name) == dockerfile.DefaultName {
		return []string{name, path.Join(path.Dir(name), "dockerfile")}
	}
	return []string{name}
}

// readTar lists the entries, and returns the texts of possible Dockerfiles.
func (s *resolver) readTar(in io.Reader, t *build.Tar) (map[string][]byte, error) {
	read := &countingReader{Reader: in}
	unpacked, err := decompress(read, t.Compression)
	if err != nil {
		return nil, err
	}
	if t.Compression != "" {
		unpacked = &limitedReader{Reader: unpacked, from: read}
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
		e := build.TarEntry{Path: cleanTarPath(h.Name), Type: h.Typeflag, Size: h.Size, Linkname: h.Linkname}
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
		return nil, errors.New("cannot unpack xz archives")
	default:
		return in, nil
	}
}

// An archive that is small and unpacks to much is listed to a point.
const (
	// freeBytes and growth are what may be unpacked: so much, and so much more for each byte that is read.
	freeBytes = 256 << 20
	growth    = 100
	// freeEntries and bytesPerEntry are the same for entries.
	freeEntries   = 100_000
	bytesPerEntry = 32
	// maxWindow is how far a zstd archive may refer back: all of it is memory. zstd --long writes as much.
	maxWindow = 128 << 20
)

// limitedReader fails where an archive unpacks to more than is allowed.
type limitedReader struct {
	io.Reader
	from *countingReader
	n    int64
}

func (b *limitedReader) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.n += int64(n); b.n > freeBytes+growth*b.from.n {
		return 0, budget.Exceeded("", 0, "the first %d bytes of the archive unpack to more than %d", b.from.n, b.n)
	}
	return n, err
}

// countingReader counts the bytes that are read.
type countingReader struct {
	io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}
