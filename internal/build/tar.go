package build

// Tar is the listing of an archive on standard input.
type Tar struct {
	// Entries are in the order of the archive.
	Entries []TarEntry
	// Bytes is the length of the stream, compressed or not: what is sent.
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
