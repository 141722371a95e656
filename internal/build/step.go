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
	// Input is what COPY and ADD read, Sources are the paths in it.
	Input   Input
	Sources []Source
	// Dest is as in Instruction; of WORKDIR it is the directory that is made.
	Dest string
	// Link: with --link, links and directories of the stage do not matter to where things are put.
	Link bool
	// Unpacks: a source that is an archive is unpacked into Dest.
	Unpacks bool
	// Documents are the names of here-documents that are put into Dest.
	Documents []string
	// Remote: something that cannot be known here is put into Dest, too: from an image, a remote address or a repository.
	Remote bool
	// Mounts are the bind mounts of a RUN.
	Mounts []Mount
}

// Mount is a bind mount of a RUN.
type Mount struct {
	Input  Input
	Source Source
	// Target is where it is seen, absolute.
	Target string
}

// InputKind says what a Step reads.
type InputKind uint8

const (
	// ContextInput is a context that lies with the client.
	ContextInput InputKind = iota
	// StageInput is an earlier stage.
	StageInput
	// UnknownInput is an image, or a context that the builder fetches by itself.
	UnknownInput
)

// Input is what a Step reads.
type Input struct {
	Kind InputKind
	// Context is the name of the context, "" for the main one.
	Context string
	// Stage is the index of the stage.
	Stage int
}
