// Package build is the model of a build: the request, the contexts, the stages of the Dockerfile and the instructions that read files.
// Its types hold facts; packages project, compose, bake and dockerfile find these.
package build

import (
	"path"
	"strings"
)

// Build is one build: a target for one platform.
type Build struct {
	// Name is that of the compose service or the bake target, "" for a plain build.
	Name string
	// Origin says where the build is described.
	Origin Origin
	// Platform is what is built for, in the form linux/arm64.
	Platform string
	Builder  Builder
	// BuilderReason is that of the request.
	BuilderReason string
	// Target is the name of the stage that is built, "" where it has none.
	Target string
	// TargetIndex is the index of that stage.
	TargetIndex int
	// TargetNamed: the stage was asked for by its name, and is not just the last.
	TargetNamed bool
	// Dockerfile is nil where there is none: then everything eligible counts as sent. It is nil, too, for a context that lies elsewhere.
	Dockerfile *Dockerfile
	// Missing reports whether a Dockerfile was looked for and there is none.
	Missing bool
	// Unread is why nobody can read the Dockerfile on this machine, "" otherwise: then everything eligible counts as sent.
	Unread string
	// Context is the main context.
	Context Context
	// Named are the contexts besides the main one that the build reads, sorted by name.
	Named []Context
	// Stages are those of the Dockerfile, in its order.
	Stages []Stage
	// Instructions are every COPY, ADD and RUN mount that reads a context of the client, in file order, those of unreachable stages too.
	// An ONBUILD trigger counts where it runs: with its own line, in the stage that runs it.
	Instructions []Instruction
	// Copies are the COPY --from of stages, in the order of the Dockerfile.
	Copies []Copy
	// Runs are the RUN instructions, in file order, those of unreachable stages too.
	Runs []Run
	// Faults are why BuildKit refuses the build although its requests are known, each once.
	Faults []Fault
	// Steps are what reads or changes files, of each stage in the order in which they are run: ONBUILD triggers of the base stage come first.
	Steps []Step
	// Starts are what else starts programs or names paths: CMD, ENTRYPOINT, HEALTHCHECK, ONBUILD, ENV and WORKDIR, in file order.
	Starts []Start
	// Unknown says in words what cannot be known without the registry or the network, sorted, each once.
	Unknown []string

	Redactions Redactions // see Hide
}

// Dockerfile is a file that was read, or what stood on standard input.
type Dockerfile struct {
	// Path is absolute, "-" for standard input, and as the tar has it for one inside a tar.
	Path string
	// Inline: it stands in the compose or bake file at Path, and lines are counted in its own text.
	Inline bool
	Text   []byte
	// Inside: it lies inside the main context.
	Inside bool
	// ContextPath is the slash path of it relative to the main context, where Inside. For the legacy builder symbolic links are
	// resolved, as its client does; BuildKit's client knows the file by the name of the link.
	ContextPath string
}

// Stage is one FROM of a Dockerfile.
type Stage struct {
	// Index counts from 0.
	Index int
	// Name is as written, without letters folded; "" for none.
	Name string
	// Base is the base image, stage or named context, after expansion.
	Base string
	// BaseStage is the index of the stage it is built on, -1 where it is an image, a named context or scratch.
	BaseStage int
	// BaseContext is the named context that stands for its base or for the stage itself, "" for none.
	BaseContext string
	// BaseLine is the physical line of its FROM.
	BaseLine int
	// Reachable: the target needs it.
	Reachable bool
}

// Instruction is one COPY, ADD or RUN that reads a context.
type Instruction struct {
	// Line is the first physical line, counted from 1.
	Line int
	// Stage is the name of the stage that runs it, else the stage's index as text.
	Stage string
	// StageIndex is the index of that stage.
	StageIndex int
	// Reachable: the target needs the stage.
	Reachable bool
	// Trigger: it stands in an ONBUILD of the stage that this stage is built on.
	Trigger bool
	// Keyword is COPY, ADD, RUN (a mount), or FROM (a stage that is built on a named context and reads it whole).
	Keyword string
	// Text is the instruction as written, on one line, white space folded.
	Text string
	// Context is "" for the main context, else the name of the named context.
	Context string
	Sources []Source
	// Dest is where COPY and ADD put it in the stage, absolute, with a slash at the end where that is a directory for sure. What a base
	// image says of the working directory is not known, and taken to be nothing.
	Dest string

	// The fields below are measured once the context is scanned. Bytes and Files are sent for the instruction, before COPY --exclude.
	Bytes, Files int64
	// Unique is the bytes that no other reachable instruction reads.
	Unique int64
	// Final is the bytes that it leaves in the final image, as far as no RUN changes them.
	Final int64
	// Missing are the sources without which the build fails, as the instruction names them.
	Missing []string
}

// Copy is a COPY from one stage into another.
type Copy struct {
	Line     int
	From, To int // indexes of stages
	Sources  []Source
	Dest     string // as in Instruction
}

// Dests are where each of the sources comes to lie, as far as that can be told without looking into the stage: a file or a directory
// is put into a destination that ends in a slash by its own name if it is a file, and by what it holds if it is a directory.
func (c *Copy) Dests() []string {
	var list []string
	for _, s := range c.Sources {
		list = append(list, path.Clean(c.Dest))
		if len(c.Sources) > 1 || strings.HasSuffix(c.Dest, "/") {
			list = append(list, path.Join(c.Dest, path.Base(s.Path)))
		}
	}
	return list
}

// Run is one RUN.
type Run struct {
	// Line, StageIndex, Reachable, Trigger and Text are as in Instruction.
	Line       int
	StageIndex int
	Reachable  bool
	Trigger    bool
	Text       string
	Invocation
	// User is whom the last USER before it names, as it is written where its variables have no value here; "" where the base image decides.
	User string
	// Caches are the targets of its cache mounts.
	Caches []string
}

// Invocation is how an instruction starts a program.
type Invocation struct {
	// Command is the script that a shell is given, with its here-documents; in the exec form the arguments joined by blanks.
	Command string
	// Args are the arguments of the exec form, nil where a shell is started.
	Args []string
	// Shell is what the SHELL before it names, nil for the platform's own.
	Shell []string
	// Windows: the platform is Windows.
	Windows bool
	// Dir is the working directory, absolute. What a base image says of it is not known, and taken to be nothing.
	Dir string
	// Env are the variables that it sees, build arguments included. What a base image sets is not known.
	Env map[string]string
}

// Start is a CMD, ENTRYPOINT, HEALTHCHECK or ONBUILD, which start a program later, or an ENV or WORKDIR, which name paths.
type Start struct {
	// Line, StageIndex, Reachable, Trigger and Text are as in Instruction.
	Line       int
	StageIndex int
	Reachable  bool
	Trigger    bool
	Text       string
	// Keyword is CMD, ENTRYPOINT, HEALTHCHECK, ONBUILD, ENV or WORKDIR.
	Keyword string
	// Invocation is empty, but for Dir, where no program is started.
	Invocation
	// Paths are the values of an ENV and the directory of a WORKDIR.
	Paths []string
}

// Source is one path that an instruction reads.
type Source struct {
	// Given is what the instruction names, after expansion.
	Given string
	// Path is what the builder requests for it: relative, clean, slash-separated, "." for the whole context.
	Path string
	// Wildcard: COPY or ADD with *, ? or [, which may match nothing without failing. The source of a mount is literal.
	Wildcard bool
	// Parents: of a COPY --parents, which takes a literal source by its own name and follows no link in it but before a "/./".
	Parents bool
	// Exclude are the patterns of --exclude.
	Exclude []string
	// Target is where a mount is seen in the stage, absolute; "" for COPY and ADD.
	Target string
	// Bogus: not of the context although the builder requests it, such as `ADD git@host:...`. It never misses.
	Bogus bool
	// Implicit: the instruction names no path, and everything is requested all the same: a bind mount without a source, a tmpfs
	// mount, a variable that expands to nothing, a stage that is built on a named context.
	Implicit bool
}
