// Package ctxsize reports what a Docker build sends to the builder.
//
// # Two numbers
//
// A context is filtered twice. Eligible is what the ignore file leaves in. Sent is what the instructions of the stages that the target depends
// on request of that: BuildKit transfers nothing else. The legacy builder and podman send everything that is eligible.
//
// # Analyze a build
//
// [Analyze] resolves a build, walks each of its contexts once and returns an [Analysis]. A [Request] holds what the command line of docker build
// says; an empty Dir is the working directory. With Options.Project the builds are those of compose and bake files.
//
//	a, err := ctxsize.Analyze(ctx, ctxsize.Options{Request: ctxsize.Request{Context: "."}})
//
// # List what is sent, try a pattern
//
// Usage.View of a [Usage] lists what is sent, eligible and excluded; see package walker.
// [Result].With returns the build as it would be with another ignore file. It does not read the disk.
//
// # Replay a history, compare, verify
//
// [Analysis].Churn reports how often the commits of a git repository make the instructions of each build run again. [Compare] returns what two
// analyses differ in, and [Verify] compares an analysis with the progress of a real build.
//
// # Errors
//
// Errors that a user can fix are an *[Error] with a hint. A pattern or a source that the builder calls a syntax error is an
// *[ignore.SyntaxError]. A build that would fail for other reasons is no error: it has findings.
//
// # Types
//
// The types are those of the program's own packages, under one name here. Each lists its fields and methods. An [Analysis] has a [Result] for each
// build. A Result has the [Build], as its files describe it, and a [Usage] for each [Context] of it: what the build uses of the context.
package ctxsize

import (
	"context"
	"io"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/compare"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/reruns"
	"github.com/ctxsize/ctxsize/internal/sections"
	"github.com/ctxsize/ctxsize/internal/verify"
)

// Compare returns the difference between two analyses of a project, such as those of two branches. Builds are compared by name, files by their paths in
// the project. Findings need Options.Suggest on both sides.
func Compare(before, after *Analysis) Difference {
	return compare.Compare(compare.FromAnalysis(before, compare.NamesIn(before)), compare.FromAnalysis(after, compare.NamesIn(after)))
}

// Verify compares what the builds of an analysis are predicted to transfer with the progress of a build, as docker build --progress=rawjson or plain
// writes it. The analysis must not have Options.NoTransfer.
func Verify(a *Analysis, buildLog io.Reader) ([]Load, error) { return verify.Log(a, buildLog) }

// Analyze resolves the builds, walks each context once, and returns what each build sends.
func Analyze(ctx context.Context, o Options) (*Analysis, error) { return analysis.Analyze(ctx, o) }

// Options selects what is analyzed. The zero value of each field but Request is sensible.
//
//	Request     Request           the build, or the flags for all builds of a project
//	Project     *ProjectRequest   analyze builds of compose and bake files
//	Audit       bool              also find problems of all Dockerfiles together; it needs Suggest
//	IgnoreLines []string          patterns to append to the main context's ignore file
//	Full        bool              scan excluded files, too
//	NoTransfer  bool              skip the number that the builder prints
//	Suggest     bool              suggest patterns, and inspect ignore files and what is sent
//	ScanContent bool              look for secrets in files; no content is reported
//	Times       bool              record when files were last changed
//	Workers     int               goroutines that read directories; 0 for the default
//	Progress    *walker.Progress  is updated during scans
type Options = analysis.Options

// Request is a build as the command line of docker build describes it. Paths are relative to Dir.
//
//	Context       string     a directory, "-" for an archive on Stdin, or a remote address
//	Dockerfile    string     as of -f: "" for the default, "-" for Stdin
//	NoDockerfile  bool       assume that there is none: everything eligible counts as sent
//	Inline        []byte     the text of a Dockerfile in the compose or bake file InlineFile
//	InlineFile    string
//	Target        string     the stage to build, "" for the last
//	BuildArgs     []string   NAME=VALUE, or NAME for the value of Env
//	BuildContexts []string   NAME=PATH
//	Platforms     []string   such as linux/amd64; none for Linux on the processor of this machine
//	Builder       Builder
//	BuilderReason string     the variable that selects Builder, "" for none
//	IgnoreFile    string     for the main context, "" for the one that the builder would use
//	Dir           string     the working directory, "" for that of the process
//	Env           []string   NAME=VALUE
//	Stdin         io.Reader  is read only for "-"
//
//	func (*Request) AbsPath(typed string) string          a path relative to Dir as an absolute one
//	func (*Request) Environment() map[string]string       Env by name
//	func (*Request) ForContext(context string) Request    the same flags for another context
type Request = build.Request

// ProjectRequest selects builds of compose and bake files. The zero value selects every build that is found in the context of the [Request].
//
//	Compose, Bake bool      the kind of files
//	Files         []string  relative to the working directory; none for the default files
//	Names         []string  services, targets or groups; none for the default ones
type ProjectRequest = project.Request

// ChurnOptions selects the commits of [Analysis].Churn.
//
//	Commits     int       their maximum number, 0 for no limit
//	Since       string    a revision, whose descendants are selected, or a date as git reads it
//	FirstParent bool      only the first parent of merges is followed
//	Env         []string  the environment of git
type ChurnOptions = analysis.ChurnOptions

// BuildChurn is what commits do to one build. [Analysis].Churn returns it.
//
//	Churn     *rebuild.Churn   embedded, with these fields:
//	Commits   int              how many are compared: those that have a parent
//	Failing   []int            those whose build fails because a source is missing
//	First     int              the commit that fills the cache, if none before it can be built, else -1
//	Steps     []rebuild.Step   the instructions that the target depends on, with the commits that rerun them
//	Untracked, Outside []string  sources that git does not track, and contexts outside of the repository: assumed to stay as they are
//	Submodules bool            changes of a submodule count as changes of all of it
//	DockerfileChanges, IgnoreFileChanges int  commits that change the file
//	Build     *Result
//	Past      *rebuild.Past    the history
//	Savings   []RerunSaving    suggestions and fixes that would have saved reruns, the most first
//	Durations []time.Duration  those of the steps, nil before SetDurations
//	Err       error            why there is no answer, nil if there is one
//
//	func (*BuildChurn) Built() int                           the commits that are built with the cache of those before
//	func (*BuildChurn) Minutes(step int) (float64, bool)     of 100 commits
//	func (*BuildChurn) SavedMinutes(saving int) (float64, bool)  of 100 commits
//	func (*BuildChurn) SetDurations([]progress.Vertex)       takes them from the progress of a build
//	func (*BuildChurn) Touched(*Result, int) (*rebuild.Touched, error)  how many commits change each copied path of a context
type BuildChurn = analysis.BuildChurn

// RerunSaving is a change that would have saved reruns: a pattern for an ignore file, or the fix of a finding.
//
//	Saving, Reruns, Commits, Steps, String, Sentence  a SavedReruns, embedded
//	Pattern, Context string  the pattern, "" for a fix; its named context, "" for the main context
//	Safety   Safety
//	Finding  *Finding        has the fix, nil for a pattern
type RerunSaving = analysis.RerunSaving

// SavedReruns is what a change alone would have saved on the commits of a history.
//
//	Reruns, Commits int   of all RUN instructions; on that many built commits
//	Steps   []reruns.Step  the instructions, with their reruns before and after, the largest saving first
//	String, Sentence       methods: the saving as a clause or a sentence, "" for none
type SavedReruns = reruns.Saving

// Difference is what two analyses differ in. [Compare] returns it.
//
//	Builds        []compare.BuildChange  with the bytes sent before and after, by instruction and by path, the largest change first
//	NewFindings, FixedFindings []compare.Finding  that only the second analysis has, and only the first
//	Total, Grows  methods: the sums of all builds, and whether a build sends more than before
type Difference = compare.Difference

// Load is one transfer of a context: what is predicted, and what the builder has printed. [Verify] returns them.
//
//	Build     *Result
//	Context   string          the named context, "" for the main context
//	Predicted, Reported *int64  for an empty cache, and as printed; nil where a number is not known, or rounded
//	Rounded   string            the rounded number, "" for none
//	Verdict   verify.Verdict    equal, delta, shared, unknown or different
//	Reason    string            a sentence, "" if the numbers are equal
type Load = verify.Load

// Builder is the builder to emulate.
type Builder = build.Builder

// The builders.
const (
	BuildKit = build.BuildKit
	Legacy   = build.Legacy
	Podman   = build.Podman
)

// Analysis is the result of [Analyze].
//
//	Builds   []Result   one for each build
//	Failures []Failure  the builds of a project that could not be resolved
//	Findings []Finding  about the project as a whole, the worst first
//
//	func (*Analysis) AllFindings() []Finding              those of the project and of its builds
//	func (*Analysis) Complete() bool                      whether everything that counts could be read
//	func (*Analysis) Root() string                        the directory of the project
//	func (*Analysis) Skipped() []project.Skipped          builds of CI files, makefiles and scripts that are not known without a run
//	func (*Analysis) Transfers() []*Result                the builds whose main contexts are sent if everything is built once
//	func (*Analysis) NamedTransfers() []*Usage            the same for named contexts
//	func (*Analysis) Suggest(*Result, int) []Suggestion   patterns for one of its contexts; none of them breaks a build
//	func (*Analysis) Inspect(*Result, int, []Suggestion) []Finding   findings of an audit about one of a build's contexts
//	func (*Analysis) Judge() []Finding                    findings of an audit about the project as a whole; reads its files
//	func (*Analysis) Improvements(ctx, all bool) ([]Improvement, error)  what the suggestions change in each ignore file
//	func (*Analysis) Churn(ctx, ChurnOptions) ([]BuildChurn, error)      what commits rerun; fills in what suggestions and fixes save
//	func (*Analysis) ChurnOf(ctx, *Result, ChurnOptions) (*BuildChurn, error)  the same for one build, or a copy of one
//	func (*Analysis) Allowlist(ctx, *Result) ([]byte, error)             an ignore file that excludes all but the sources of instructions
type Analysis = analysis.Analysis

// Failure is a build of a project that could not be resolved.
//
//	Name   string  the service or the target
//	Origin Origin  where it is defined
//	Err    error
//	Error, Unwrap  methods
type Failure = build.Failure

// Result is what the analysis of one build found. Contexts count from 0, the main context first.
//
//	Build       *Build        with measured instructions
//	Main        Usage         of the main context
//	Named       []Usage       of the named contexts that the build reads, sorted by name
//	Traces      []Trace       what happened to each source of a reachable instruction
//	Findings    []Finding     the worst first
//	Suggestions []Suggestion  for the main context's ignore file, with Options.Suggest
//	Churn       *BuildChurn   nil before [Analysis].Churn
//
//	func (*Result) Label() string                       a short name for people
//	func (*Result) Usages() []Usage                     Main and Named
//	func (*Result) StageLabel(index int) string         the name of a stage, or its index
//	func (*Result) SentBytes() int64                    of the main context
//	func (*Result) Why(path string) Answer              what happens to a path of the main context
//	func (*Result) WhyIn(n int, path string) Answer     the same for another context
//	func (*Result) With(ctx, n int, text []byte) (*Result, error)   the result with another ignore file for a context
//	func (*Result) Changed(ctx, edit.Change) (*Result, error)       the same for a change of the main context's
//	func (*Result) Examine()                            computes instructions, traces and findings after With
//	func (*Result) ReadTransfer(ctx) error              computes the numbers that the builder prints after With
//	func (*Result) Improve(ctx, all bool) (edit.Change, Edits, error)   the change that applies the suggestions
//	func (*Result) Repairs() []Finding                  problems that Improve fixes besides the suggestions
//	func (*Result) NewChange(n int, after []byte) edit.Change           a change of a context's ignore file
//	func (*Result) ParseIgnore(text []byte) (*ignore.PatternList, error)   as the builder parses it
type Result = analysis.Result

// Trace is what happened to one source of an instruction.
//
//	Instruction  int             the index of the instruction
//	Source       Source
//	Outcome      Outcome         sent, empty, excluded or missing
//	Fails        bool            the build fails because of it
//	At           string          the path that is not sent: the source, the target of its links, or the topmost missing part of it
//	Link, Target string          the link that is the cause, and its text; "" for none
//	Verdict      walker.Verdict  the decision of the patterns about At
//	Hidden       []string        the paths to re-include
//	Message      string          of the finding about it, "" for none
//	Fix          *Fix            nil for none
//
//	func (*Trace) About(path string) bool    whether a path is the source, or the reason why it is not sent
type Trace = attribution.Trace

// Usage is what a build uses of one of its contexts.
//
//	Context     *Context             the context itself
//	Patterns    *ignore.PatternList  of its ignore file
//	View        *walker.View         lists its files; nil if none of them is on this machine
//	Project     *inventory.Project   what git and manifests know about its files
//	Problems    []walker.Problem     what cannot be read, here or by the builder
//	Transfer    *int64               the number that the builder prints, nil for none
//	LoadBytes   []int64              that number for each load of a named context
//	LoadViews   []*walker.View       the view of each load, if there are several
//	Suggestions []Suggestion         with Options.Suggest
//
//	func (*Usage) Sent() walker.Counts                     size and number of the files that are sent
//	func (*Usage) Judge(path string) walker.Verdict        the decision of the patterns
//	func (*Usage) Filter() walker.Filter                   the patterns with the builder's rules
//	func (*Usage) Reads(Instruction, path string) bool     whether an instruction reads a path, or something below it
//	func (*Usage) Refused() bool                           whether the builder rejects the patterns or the requested paths
//	func (*Usage) Refusal() *ignore.SyntaxError            the requested path that it rejects
//	func (*Usage) Unreadable(walker.Problem) string        why the build fails on a problem
//	func (*Usage) GitsOwn() string                         git's ignore file that the ignore file is linked to, "" for none
type Usage = inventory.Usage

// Build is a build as its files describe it: a target for one platform.
//
//	Name             string         the service or the target, "" for a build of the command line
//	Origin           Origin         where it is defined
//	Platform         string         such as linux/arm64
//	Builder          Builder
//	BuilderReason    string         as in Request
//	Target           string         the name of the stage that is built, "" for none
//	TargetIndex      int            its index
//	TargetNamed      bool           the target was selected by name
//	Dockerfile       *Dockerfile    nil for none: everything eligible counts as sent
//	Missing          bool           there is no Dockerfile where the builder looks for it
//	UnreadableReason string         why the Dockerfile cannot be read here, "" if it can
//	Context          Context        the main context
//	Named            []Context      the named contexts that the build reads, sorted by name
//	Stages           []Stage        in the order of the Dockerfile
//	Instructions     []Instruction  COPY, ADD and mounts that read a context, in file order
//	Copies           []Copy         COPY --from a stage
//	Runs             []Run          RUN
//	Starts           []Start        CMD, ENTRYPOINT, HEALTHCHECK, ONBUILD, ENV and WORKDIR
//	Steps            []Step         what reads or changes files, in the order in which each stage runs it
//	Args, ContextValues map[string]string  build arguments, and values of named contexts, that the Dockerfile is evaluated with
//	Faults           []Fault        errors for which BuildKit refuses the build
//	Unknown          []string       what depends on the registry or the network, as sentences
//	Redactions       Redactions     values of build arguments that are not reported
//
//	func (*Build) Hide(text string) string    the text without these values
//	func (*Build) HideError(error) error      the same for an error
//	func (*Build) RedactFields()              hides them in the fields that show the request
type Build = build.Build

// Context is a directory, an archive or an address that a build reads files from.
//
//	Name      string      of a named context, "" for the main context
//	Given     string      as typed
//	Root      string      the absolute directory without symbolic links, "" for none
//	Dir       string      the same as typed
//	Remote    bool        git, http(s), an image or another build
//	Empty     bool        no directory: the client sends nothing
//	Tar       *Tar        the archive on standard input
//	Requested bool        a reachable instruction reads it
//	Paths     []string    the requested paths; nil for the whole context
//	Whole     []Reason    why the whole context is requested
//	Loads     [][]string  the paths of each request of a named context
//	Ignore    IgnoreFile  the ignore file that the builder uses
type Context = build.Context

// Instruction is a COPY, ADD, RUN mount or FROM that reads a context.
//
//	Line         int       from 1
//	Stage        string    the name of the stage that runs it, or its index
//	StageIndex   int
//	Reachable    bool      the target depends on the stage
//	Trigger      bool      an ONBUILD trigger of the base stage
//	Keyword      string    COPY, ADD, RUN or FROM
//	Text         string    as written, on one line
//	Context      string    the named context, "" for the main context
//	Sources      []Source
//	Dest         string    absolute; with a final slash it must be a directory
//	Bytes, Files int64     sent for it, before COPY --exclude
//	Unique       int64     bytes that no other reachable instruction reads
//	Final        int64     bytes that it leaves in the final image
//	Missing      []string  the sources without which the build fails, as written
type Instruction = build.Instruction

// Answer explains what happens to one path of a context. [Result].Why returns it.
//
//	Result       *Result
//	Usage        *Usage
//	Path         string          slash-separated, relative to the context
//	Exists       bool            if not, the rest is what would happen
//	Eligible, Sent bool
//	Bytes, Files int64           sent, else eligible, else the known excluded size
//	Lines        []ignore.Trace  every pattern of the ignore file, and whether it matches
//	Instructions []Instruction   that read the path, or something below it
//	Sources      []Trace         the sources about this path
//	Places       []Place         where it ends up in stages
//	Notes        []string        what the deciding pattern does not explain, as sentences
//
//	func (*Answer) Verdict() string    what happens to it, in a few words
type Answer = analysis.Answer

// Place is the location of a path of a context in a stage.
//
//	Stage     string  its name, or its index
//	Path      string
//	Final     bool    the stage is the final image
//	ChangedBy int     the line of the last RUN that may have changed it, 0 for none
type Place = analysis.Place

// Improvement is a change of one ignore file, with its effect on each build that uses the file. [Analysis].Improvements returns it.
//
//	Change   edit.Change   the file before and after
//	Edits    Edits         none if there is only something to review
//	Builds   []Improved
//	Anchored int64         bytes that the patterns would still send if they were written as in .gitignore
//	Review   []Suggestion  suggestions that a person has to decide about
//
//	func (*Improvement) Writes() bool      whether there is something to write
//	func (*Improvement) Refusal() error    why the file must not be written, nil for no reason
type Improvement = analysis.Improvement

// Improved is a build before and after an [Improvement].
//
//	Before, After *Result
type Improved = analysis.Improved

// Edits counts what a change does to an ignore file.
//
//	Added, Replaced, Removed int  patterns
//	Ended                    bool the file gets a final newline
type Edits = analysis.Edits

// Error is an error that a user can fix.
//
//	Err  error
//	Hint string  what to type, "" for none
//	Error, Unwrap  methods
type Error = build.Error

// Finding is a problem of a Dockerfile, an ignore file or a project. ctxsize explain CODE documents each code.
//
//	Code     Code      such as secret-sent
//	Severity Severity  info, warning or error
//	Message  string
//	File     string    absolute, "" for none
//	Line     int       in File, from 1; 0 for none
//	Path     string    in the context, "" for none
//	Bytes    int64
//	Reach    string    how far a secret gets: eligible, sent, stage or final
//	Fix      *Fix      nil for none
//	Accepted string    why it does not count, "" if it does
//	Development *lint.DevelopmentPackages    size of the local development packages, nil if it is not known
//
//	func (Finding) At(file string, line int) Finding    the finding with another location
type Finding = lint.Finding

// Suggestion is a pattern to add to an ignore file, with what it saves.
//
//	Line                             string  the pattern
//	Replaces                         int     the number of the line that it replaces, 0 if it is added
//	Category, Heading                string
//	Safety                           Safety  safe, or for review
//	Reason                           string  a sentence
//	SavesBytes, SavesFiles           int64   of what is sent, after the suggestions before it
//	SavesEligibleBytes, SavesEligibleFiles int64
//	Order                            int     in which suggestions are applied
//	Reruns                           *SavedReruns  nil before [Analysis].Churn
//	Hits                             []Hit   the paths that it was found for
//	Preventive                       bool    nothing that it matches exists yet
//	Personal                         bool    for large files that git neither tracks nor ignores: no pattern is written
//	Guessed                          bool    only the replaced pattern indicates what is meant
//
//	func (*Suggestion) Apply(*ignore.PatternList) (*ignore.PatternList, error)    patterns with the suggestion
type Suggestion = inventory.Suggestion

// IgnoreGroup is patterns of an ignore file under a heading.
//
//	Heading string  "" for none
//	Lines   []string
type IgnoreGroup = sections.Group

// NewIgnoreText returns the text of a new ignore file with patterns under their headings.
func NewIgnoreText(groups []IgnoreGroup) []byte { return sections.NewText(groups) }

// InsertPatterns adds patterns to an ignore file, in the sections that fit or under their headings. The result excludes what appending them would.
func InsertPatterns(list *ignore.PatternList, groups []IgnoreGroup) (*ignore.PatternList, error) {
	return sections.Insert(list, groups)
}

// Grouped puts suggested patterns under the heading of their category, and the others under none. With an exception all are under none, in order.
func Grouped(patterns []string, suggestions []Suggestion) []IgnoreGroup {
	return analysis.Grouped(patterns, suggestions)
}
