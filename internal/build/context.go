package build

// Context is a directory, an archive or an address that a build reads files from.
type Context struct {
	// Name is the name of a named context, "" for the main context.
	Name string
	// Given is the context as typed.
	Given string
	// Root is the absolute directory with symbolic links resolved; "" where Remote, where Tar is not nil, and where Empty.
	Root string
	// Dir is Root as typed: absolute, through the symbolic links of the command line. It is "" where Root is.
	Dir string
	// Remote: git, http(s), an image or another build. Nothing of it leaves this machine.
	Remote bool
	// Empty: there is no directory, the client sends an empty one (`docker build - < Dockerfile`).
	Empty bool
	// Tar is the archive on standard input.
	Tar *Tar
	// Requested: some reachable instruction reads it, and the client transfers it.
	Requested bool
	// Paths are the requested paths: sorted, relative, as BuildKit's FollowPaths. Nil with Requested: the whole context.
	Paths []string
	// Whole are the reasons why Paths is nil although the context is requested, in file order.
	Whole []Reason
	// Loads are the paths of each request that the builder makes for the context, nil for all of it; Paths are all of them together.
	// Only named contexts are requested more than once.
	Loads  [][]string
	Ignore IgnoreFile
}

// Reason is a reason why a whole context is requested.
type Reason struct {
	// Line is that of the instruction, 0 for none.
	Line  int
	Stage string
	// Instruction is as in Instruction.Text, "" for none.
	Instruction string
	// Text is the reason as a sentence.
	Text string
}

// IgnoreFile is the ignore file that the builder uses for a context.
type IgnoreFile struct {
	// Path is absolute; "" for none. It may be a symbolic link.
	Path string
	// Real is the file that was read: what Path leads to as the builder follows links, absolute and without symbolic links.
	Real string
	// Link: Path is a symbolic link.
	Link bool
	// Root is the directory, without symbolic links, that must contain Real if the file is to be written: the context, or that of the
	// Dockerfile.
	Root string
	Text []byte
	// Reason is a phrase about why the builder uses this file, or none.
	Reason string
	// Shadowed is the absolute path of an ignore file that the builder would use if this one did not exist; "" for none.
	Shadowed string
	// Problem is the error about an ignore file that the builder cannot read. BuildKit silently uses no patterns, or those of the file at
	// Path. For the legacy builder the build fails instead.
	Problem error

	// LinkRoot is the directory that the builder takes for the root of the file system when it follows links, and LinkName the path of the
	// file in it; both are "" where the builder follows links as the system does.
	LinkRoot, LinkName string
}
