package report

import (
	_ "embed"
	"encoding/json"
)

//go:embed schema1.json
var schema1 []byte

// Schema returns the JSON Schema (draft 2020-12) of all JSON output.
func Schema() []byte { return schema1 }

// The types below are the objects of schema 1. Fields are added, never changed; their order here is their order in the output.

type jsonReport struct {
	SchemaVersion int           `json:"schema_version"`
	Tool          jsonTool      `json:"tool"`
	Complete      bool          `json:"complete"`
	Builds        []jsonBuild   `json:"builds"`
	Findings      []jsonFinding `json:"findings"`
	Errors        []jsonError   `json:"errors"`
	Checks        []jsonCheck   `json:"checks,omitempty"`
	Project       *jsonProject  `json:"project,omitempty"`
	// Tree is a snapshot.
	Tree json.RawMessage `json:"tree,omitempty"`
}

// jsonProject is the result of an audit.
type jsonProject struct {
	Root          string         `json:"root"`
	Before        jsonSent       `json:"before"`
	After         jsonSent       `json:"after"`
	ProposedFiles []jsonProposed `json:"proposed_files"`
	Changes       []jsonChange   `json:"changes"`
}

// jsonChange is one thing to do, with its effect.
type jsonChange struct {
	Text       string   `json:"text"`
	Effort     string   `json:"effort"`
	Severity   string   `json:"severity"`
	Location   string   `json:"location"`
	Builds     []string `json:"builds"`
	SavesBytes int64    `json:"saves_bytes"`
	SavesImage int64    `json:"saves_image_bytes"`
	Installs   int      `json:"installs"`
}

// jsonSent is what all builds of a project send.
type jsonSent struct {
	Bytes         int64  `json:"bytes"`
	Files         int64  `json:"files"`
	TransferBytes *int64 `json:"transfer_bytes"`
}

// jsonProposed is an ignore file with the safe suggestions applied.
type jsonProposed struct {
	Path    string `json:"path"`
	New     bool   `json:"new"`
	Text    string `json:"text"`
	Diff    string `json:"diff"`
	Refused string `json:"refused,omitempty"`
	Encoded bool   `json:"encoded,omitempty"`
}

type jsonCheck struct {
	Name    string   `json:"name"`
	Build   *int     `json:"build"`
	Limit   int64    `json:"limit"`
	Actual  *int64   `json:"actual"`
	Pass    bool     `json:"pass"`
	Missing []string `json:"missing,omitempty"`
	Paths   []string `json:"paths,omitempty"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonBuild struct {
	Name             string            `json:"name"`
	Platform         string            `json:"platform"`
	Context          string            `json:"context"`
	Remote           bool              `json:"remote,omitempty"`
	DefinedIn        *jsonOrigin       `json:"defined_in,omitempty"`
	Dockerfile       *string           `json:"dockerfile"`
	DockerfileInline bool              `json:"dockerfile_inline,omitempty"`
	Target           string            `json:"target"`
	Builder          string            `json:"builder"`
	BuilderReason    string            `json:"builder_reason,omitempty"`
	Approximate      bool              `json:"approximate,omitempty"`
	IgnoreFile       *string           `json:"ignore_file"`
	IgnoreReason     string            `json:"ignore_file_reason"`
	ContextRequested bool              `json:"context_requested"`
	Requested        []string          `json:"requested"`
	Totals           jsonTotals        `json:"totals"`
	TransferBytes    *int64            `json:"transfer_bytes"`
	NamedContexts    []jsonNamed       `json:"named_contexts"`
	Instructions     []jsonInstruction `json:"instructions"`
	Patterns         []jsonPattern     `json:"patterns"`
	Largest          []jsonLarge       `json:"largest"`
	Suggestions      []jsonSuggestion  `json:"suggestions"`
	Findings         []jsonFinding     `json:"findings"`
	Unknown          []string          `json:"unknown"`
	Churn            *jsonCommits      `json:"churn,omitempty"`
}

// jsonOrigin is the compose file, bake file or Dockerfile that defines a build.
type jsonOrigin struct {
	Kind string `json:"kind"`
	File string `json:"file"`
	Line int    `json:"line"`
	Note string `json:"note,omitempty"`
}

// jsonTotals holds null for a context that is not on this machine.
type jsonTotals struct {
	Eligible *jsonCounts   `json:"eligible"`
	Sent     *jsonCounts   `json:"sent"`
	Unused   *jsonCounts   `json:"unused"`
	Excluded *jsonExcluded `json:"excluded"`
}

type jsonCounts struct {
	Bytes    int64 `json:"bytes"`
	Files    int64 `json:"files"`
	Dirs     int64 `json:"dirs"`
	Symlinks int64 `json:"symlinks"`
	Other    int64 `json:"other"`
}

type jsonExcluded struct {
	jsonCounts
	Complete bool `json:"complete"`
}

type jsonNamed struct {
	Name          string           `json:"name"`
	Context       string           `json:"context"`
	Remote        bool             `json:"remote,omitempty"`
	IgnoreFile    *string          `json:"ignore_file"`
	Requested     []string         `json:"requested"`
	Loads         int              `json:"loads"`
	LoadBytes     []int64          `json:"load_bytes"`
	Totals        jsonTotals       `json:"totals"`
	TransferBytes *int64           `json:"transfer_bytes"`
	Largest       []jsonLarge      `json:"largest"`
	Suggestions   []jsonSuggestion `json:"suggestions"`
}

type jsonInstruction struct {
	Line        int      `json:"line"`
	Stage       string   `json:"stage"`
	Reachable   bool     `json:"reachable"`
	Instruction string   `json:"instruction"`
	Text        string   `json:"text"`
	Dest        string   `json:"dest"`
	Context     string   `json:"context,omitempty"`
	Sources     []string `json:"sources"`
	Bytes       int64    `json:"bytes"`
	Files       int64    `json:"files"`
	UniqueBytes int64    `json:"unique_bytes"`
	FinalBytes  int64    `json:"final_bytes"`
	Missing     []string `json:"missing"`
}

type jsonPattern struct {
	Line         int    `json:"line"`
	Pattern      string `json:"pattern"`
	Exception    bool   `json:"exception"`
	DecidedFiles int64  `json:"decided_files"`
	DecidedBytes int64  `json:"decided_bytes"`
	Status       string `json:"status"`
}

type jsonLarge struct {
	Path      string `json:"path"`
	Type      string `json:"type"`
	Bytes     int64  `json:"bytes"`
	Files     int64  `json:"files"`
	SentBytes int64  `json:"sent_bytes"`
	Sent      bool   `json:"sent"`
	Encoded   bool   `json:"encoded,omitempty"`
}

type jsonSuggestion struct {
	Pattern            string `json:"pattern"`
	Category           string `json:"category"`
	SavesBytes         int64  `json:"saves_bytes"`
	SavesFiles         int64  `json:"saves_files"`
	SavesEligibleBytes int64  `json:"saves_eligible_bytes"`
	SavesEligibleFiles int64  `json:"saves_eligible_files"`
	Safety             string `json:"safety"`
	Reason             string `json:"reason"`
	ReplacesLine       *int   `json:"replaces_line"`
	Preventive         bool   `json:"preventive"`
	Personal           bool   `json:"personal"`
	jsonReruns
}

type jsonFinding struct {
	Code     string   `json:"code"`
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Path     string   `json:"path"`
	Bytes    int64    `json:"bytes"`
	Reach    string   `json:"reach"`
	Fix      *jsonFix `json:"fix"`
	Accepted string   `json:"accepted,omitempty"`
	Encoded  bool     `json:"encoded,omitempty"`
	// Development is nil where it is not measured.
	Development *jsonDevelopment `json:"local_development,omitempty"`
}

// jsonDevelopment is the size of the local development packages.
type jsonDevelopment struct {
	Lock     string `json:"lock_file"`
	Packages int    `json:"packages"`
	Bytes    int64  `json:"bytes"`
	Total    int64  `json:"total_bytes"`
	Encoded  bool   `json:"encoded,omitempty"`
}

type jsonFix struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
	File string `json:"file,omitempty"`
	Diff string `json:"diff,omitempty"`
	// SavesBytes and SavesImageBytes are nil where they are not measured.
	SavesBytes      *int64 `json:"saves_bytes,omitempty"`
	SavesImageBytes *int64 `json:"saves_image_bytes,omitempty"`
	AppliedBy       string `json:"applied_by,omitempty"`
	jsonReruns
}

type jsonError struct {
	Path    string `json:"path"`
	Op      string `json:"op"`
	Message string `json:"message"`
	Fatal   bool   `json:"fatal"`
	Encoded bool   `json:"encoded,omitempty"`
}

type jsonEntry struct {
	Path     string `json:"path"`
	Type     string `json:"type"`
	Bytes    int64  `json:"bytes"`
	Sent     bool   `json:"sent"`
	Eligible bool   `json:"eligible"`
	Size     *int64 `json:"size,omitempty"`
	Link     string `json:"link,omitempty"`
	Context  string `json:"context,omitempty"`
	Encoded  bool   `json:"encoded,omitempty"`
}

type jsonWhy struct {
	Path         string       `json:"path"`
	Build        string       `json:"build"`
	Context      string       `json:"context,omitempty"`
	Exists       bool         `json:"exists"`
	Eligible     bool         `json:"eligible"`
	Sent         bool         `json:"sent"`
	IgnoreFile   *string      `json:"ignore_file"`
	Bytes        int64        `json:"bytes"`
	Files        int64        `json:"files"`
	Patterns     []jsonTrace  `json:"patterns"`
	Notes        []string     `json:"notes"`
	Sources      []jsonSource `json:"sources"`
	Instructions []jsonReadBy `json:"instructions"`
	ImagePaths   []jsonPlace  `json:"image_paths"`
	Encoded      bool         `json:"encoded,omitempty"`
}

type jsonTrace struct {
	Line    int    `json:"line"`
	Pattern string `json:"pattern"`
	Matched bool   `json:"matched"`
	Decided bool   `json:"decided"`
}

// jsonSource is a source that matches the path, or is not sent because of it.
type jsonSource struct {
	Line    int      `json:"line"`
	Source  string   `json:"source"`
	Outcome string   `json:"outcome"`
	Fails   bool     `json:"fails"`
	Message string   `json:"message"`
	Fix     *jsonFix `json:"fix"`
}

// jsonPlace is the location of a path in a stage.
type jsonPlace struct {
	Stage     string `json:"stage"`
	Path      string `json:"path"`
	Final     bool   `json:"final"`
	ChangedBy int    `json:"changed_by_line,omitempty"`
}

type jsonReadBy struct {
	Line      int    `json:"line"`
	Stage     string `json:"stage"`
	Reachable bool   `json:"reachable"`
}
