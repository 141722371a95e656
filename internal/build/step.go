package build

// Step is an instruction that reads files of a context or a stage, or changes those of its own stage: COPY, ADD, RUN and WORKDIR.
type Step struct {
	// Line, StageIndex, Reachable, Trigger, Keyword and Text are as in Instruction.
	Line       int
	StageIndex int
	Reachable  bool
	Trigger    bool
	Keyword    string
	Text       string
	// Input is the file system that COPY and ADD read, and Sources are the paths in it.
	Input   Input
	Sources []Source
	// Dest is as in Instruction; for WORKDIR it is the directory that is created.
	Dest string
	// Link: --link, which ignores links in the destination.
	Link bool
	// Unpacks: a source that is an archive is unpacked into Dest.
	Unpacks bool
	// Documents are the names of here-documents that are written to Dest.
	Documents []string
	// Remote: files that cannot be known here are copied into Dest, too: of an image, a remote address or a repository.
	Remote bool
	// Mounts are the bind mounts of a RUN.
	Mounts []Mount
}

// Mount is a bind mount of a RUN.
type Mount struct {
	Input  Input
	Source Source
	// Target is the mount point, absolute.
	Target string
}

// InputKind is the kind of an [Input].
type InputKind uint8

const (
	// ContextInput is a context of the client.
	ContextInput InputKind = iota
	// StageInput is an earlier stage.
	StageInput
	// UnknownInput is an image, or a context that the builder fetches.
	UnknownInput
)

// Input is the file system that a Step reads.
type Input struct {
	Kind InputKind
	// Context is the name of the context, "" for the main one.
	Context string
	// Stage is the index of the stage.
	Stage int
}
