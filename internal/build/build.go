// Package build is the model of a build: the request, the contexts, the stages of the Dockerfile and the instructions that read files.
// Its types hold facts; packages project, compose, bake and dockerfile find these.
package build

import (
	"path"
	"strings"
)

// Build is one build: a target for one platform.
type Build struct {
	// Name is the compose service or the bake target, "" for a build of the command line.
	Name string
	// Origin is the file that defines the build.
	Origin Origin
	// Platform is the target platform, in the form linux/arm64.
	Platform string
	Builder  Builder
	// BuilderReason is BuilderReason of the request.
	BuilderReason string
	// Target is the name of the stage that is built, "" where it has none.
	Target string
	// TargetIndex is the index of that stage.
	TargetIndex int
	// TargetNamed: the target was selected by name. Otherwise it is the last stage.
	TargetNamed bool
	// Dockerfile is nil where there is none, and for a remote context. Then everything eligible counts as sent.
	Dockerfile *Dockerfile
	// Missing: there is no Dockerfile where the builder looks for one.
	Missing bool
	// UnreadableReason is the reason why the Dockerfile cannot be read on this machine, "" if it can. If it cannot, everything eligible counts as sent.
	UnreadableReason string
	// Context is the main context.
	Context Context
	// Named are the named contexts that the build reads, sorted by name.
	Named []Context
	// Stages are the stages of the Dockerfile, in its order.
	Stages []Stage
	// Instructions are every COPY, ADD and RUN mount that reads a context of the client, in file order, those of unreachable stages too.
	// An ONBUILD trigger counts where it runs: with its own line, in the stage that runs it.
	Instructions []Instruction
	// Copies are the COPY --from of stages, in the order of the Dockerfile.
	Copies []Copy
	// Runs are the RUN instructions, in file order, those of unreachable stages too.
	Runs []Run
	// Faults are the errors with which BuildKit refuses the build although its requests are known, each once.
	Faults []Fault
	// Steps are the instructions that read or change files, in the order in which each stage runs them: ONBUILD triggers of the base stage
	// first.
	Steps []Step
	// Starts are the CMD, ENTRYPOINT, HEALTHCHECK, ONBUILD, ENV and WORKDIR instructions, in file order.
	Starts []Start
	// Unknown are sentences about what cannot be known without the registry or the network, sorted, each once.
	Unknown []string

	// Args are the build arguments, and ContextValues the directories or addresses of the named contexts, as the Dockerfile is evaluated with
	// them. They are not shown.
	Args, ContextValues map[string]string

	// Redactions are applied by Hide and HideError.
	Redactions Redactions
}

// Dockerfile is the text of a Dockerfile, with its location.
type Dockerfile struct {
	// Path is absolute, "-" for standard input, and the path in the archive for a Dockerfile in a tar.
	Path string
	// Inline: the text is part of the compose or bake file at Path. Lines are counted in Text.
	Inline bool
	Text   []byte
	// Inside: the file is in the main context.
	Inside bool
	// ContextPath is the slash path relative to the main context, where Inside. For the legacy builder symbolic links are resolved, as its
	// client does; BuildKit's client uses the name of the link.
	ContextPath string
}

// Stage is one FROM of a Dockerfile.
type Stage struct {
	// Index counts from 0.
	Index int
	// Name is as written, "" for none.
	Name string
	// Base is the base image, stage or named context, after expansion.
	Base string
	// BaseStage is the index of the stage it is built on, -1 where it is an image, a named context or scratch.
	BaseStage int
	// BaseContext is the named context that replaces its base or the stage itself, "" for none.
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
	// Trigger: it is an ONBUILD trigger of the stage that this stage is built on.
	Trigger bool
	// Keyword is COPY, ADD, RUN (a mount), or FROM (a stage that is built on a named context and reads it whole).
	Keyword string
	// Text is the instruction as written, on one line, white space folded.
	Text string
	// Context is "" for the main context, else the name of the named context.
	Context string
	Sources []Source
	// Dest is the destination of COPY and ADD, absolute, with a final slash where it must be a directory. The working directory of a base
	// image is not known, and taken to be "/".
	Dest string

	// The fields below are measured once the context is scanned. Bytes and Files are sent for the instruction, before COPY --exclude.
	Bytes, Files int64
	// Unique is the bytes that no other reachable instruction reads.
	Unique int64
	// Final is the bytes that it leaves in the final image, as far as no RUN changes them.
	Final int64
	// Missing are the sources without which the build fails, as written in the instruction.
	Missing []string
}

// Copy is a COPY --from a stage.
type Copy struct {
	Line     int
	From, To int // indexes of stages
	Sources  []Source
	Dest     string // as in Instruction
}

// Dests returns the paths where the sources may be in the stage. A file is copied into a destination that ends in a slash under its own name,
// and a directory with its contents, so a source may have two.
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
	// User is the user of the last USER before it, unexpanded where its variables have no value here; "" where the base image decides.
	User string
	// Caches are the targets of its cache mounts.
	Caches []string
}

// Invocation is how an instruction starts a program.
type Invocation struct {
	// Command is the script for the shell, with its here-documents; in the exec form the arguments joined by spaces.
	Command string
	// Args are the arguments of the exec form, nil where a shell is started.
	Args []string
	// Shell is the shell of the SHELL before it, nil for the platform's default.
	Shell []string
	// Windows: the platform is Windows.
	Windows bool
	// Dir is the working directory, absolute. That of a base image is not known, and taken to be "/".
	Dir string
	// Env are the variables of the program, build arguments included, without those of a base image.
	Env map[string]string
}

// Start is an instruction that starts a program later (CMD, ENTRYPOINT, HEALTHCHECK, ONBUILD), or that has paths (ENV, WORKDIR).
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
	// Given is as written in the instruction, after expansion.
	Given string
	// Path is what the builder requests for it: relative, clean, slash-separated, "." for the whole context.
	Path string
	// Wildcard: COPY or ADD with *, ? or [, which may match nothing without failing. The source of a mount is literal.
	Wildcard bool
	// Parents: of a COPY --parents, which takes a literal source by its own name and follows no link in it but before a "/./".
	Parents bool
	// Exclude are the patterns of --exclude.
	Exclude []string
	// Target is the mount point in the stage, absolute; "" for COPY and ADD.
	Target string
	// Bogus: not of the context although the builder requests it, such as `ADD git@host:...`. It never misses.
	Bogus bool
	// Implicit: the instruction has no path, but everything is requested: a bind mount without a source, a tmpfs mount, a variable that
	// expands to nothing, a stage that is built on a named context.
	Implicit bool
}

// SplitParents returns the two parts of a COPY --parents source: the path that "/./" ends, "/" without one, which is looked up like any other,
// and the pattern for what is below it, whose directories are kept.
func (s Source) SplitParents() (base, pattern string) {
	base, pattern, pivot := strings.Cut(s.Given, "/./")
	if !pivot {
		base, pattern = "/", s.Given
	}
	return path.Join("/", base), strings.TrimPrefix(path.Join("/", pattern), "/")
}
